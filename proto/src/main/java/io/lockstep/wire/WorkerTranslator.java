package io.lockstep.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.lockstep.proto.v1.BlockDone;
import io.lockstep.proto.v1.BlockMeasured;
import io.lockstep.proto.v1.BlockPrints;
import io.lockstep.proto.v1.Hello;
import io.lockstep.proto.v1.Leave;
import io.lockstep.proto.v1.Resync;
import io.lockstep.proto.v1.WorkerFrame.FrameCase;
import io.lockstep.shard.Block;

/// Worker to coordinator.
final class WorkerTranslator implements Translator<WorkerFrame> {

  @Override
  public MessageLite message(WorkerFrame frame) {
    var message =
        io.lockstep.proto.v1.WorkerFrame.newBuilder()
            .setRun(frame.reign().run())
            .setTerm(frame.reign().term());
    switch (frame) {
      case WorkerFrame.Hello hello -> message.setHello(message(hello));
      case WorkerFrame.BlockDone done -> message.setDone(message(done));
      case WorkerFrame.BlockPrints prints -> message.setPrints(message(prints));
      case WorkerFrame.BlockMeasured measured ->
          message.setMeasured(MeasuredTranslator.message(measured));
      case WorkerFrame.Resync resync -> message.setResync(message(resync));
      case WorkerFrame.Leave leave ->
          message.setLeave(Leave.newBuilder().setReason(leave.reason()));
      case WorkerFrame.GradientChunk tensor -> throw neverHere(tensor);
      case WorkerFrame.Damaged damaged -> throw neverHere(damaged);
    }
    return message.build();
  }

  @Override
  public boolean knows(int field) {
    return switch (FrameCase.forNumber(field)) {
      case HELLO, DONE, PRINTS, MEASURED, RESYNC, LEAVE -> true;
      case GRADIENT, FRAME_NOT_SET -> false;
      case null -> false;
    };
  }

  @Override
  public WorkerFrame small(Reign reign, int field, byte[] bytes)
      throws InvalidProtocolBufferException {
    return switch (FrameCase.forNumber(field)) {
      case HELLO -> hello(reign, Hello.parseFrom(bytes));
      case DONE -> done(reign, BlockDone.parseFrom(bytes));
      case PRINTS -> prints(reign, BlockPrints.parseFrom(bytes));
      case MEASURED -> MeasuredTranslator.frame(reign, BlockMeasured.parseFrom(bytes));
      case RESYNC -> resync(reign, Resync.parseFrom(bytes));
      case LEAVE -> new WorkerFrame.Leave(reign, Leave.parseFrom(bytes).getReason());
      case GRADIENT, FRAME_NOT_SET -> throw new IllegalArgumentException("field " + field);
      case null -> throw new IllegalArgumentException("field " + field);
    };
  }

  @Override
  public WorkerFrame tensor(Reign reign, ChunkNumbers numbers, Payload payload) {
    return new WorkerFrame.GradientChunk(
        reign,
        numbers.step(),
        new Block(numbers.level(), numbers.index()),
        numbers.chunk(),
        numbers.offset(),
        payload);
  }

  @Override
  public WorkerFrame damaged(Reign reign, ChunkNumbers numbers, String reason) {
    return new WorkerFrame.Damaged(
        reign,
        numbers.step(),
        new Block(numbers.level(), numbers.index()),
        numbers.chunk(),
        reason);
  }

  private static Hello message(WorkerFrame.Hello frame) {
    var hello = Hello.newBuilder().setWorker(frame.worker());
    if (frame.holdsVersion() != WorkerFrame.NO_VERSION) {
      hello.setHoldsVersion(frame.holdsVersion());
    }
    return hello.build();
  }

  private static WorkerFrame.Hello hello(Reign reign, Hello hello) {
    return new WorkerFrame.Hello(
        reign,
        hello.getWorker(),
        hello.hasHoldsVersion() ? hello.getHoldsVersion() : WorkerFrame.NO_VERSION);
  }

  private static Resync message(WorkerFrame.Resync frame) {
    var resync = Resync.newBuilder();
    if (frame.holdsVersion() != WorkerFrame.NO_VERSION) {
      resync.setHoldsVersion(frame.holdsVersion());
    }
    return resync.build();
  }

  private static WorkerFrame.Resync resync(Reign reign, Resync resync) {
    return new WorkerFrame.Resync(
        reign, resync.hasHoldsVersion() ? resync.getHoldsVersion() : WorkerFrame.NO_VERSION);
  }

  private static BlockDone message(WorkerFrame.BlockDone frame) {
    return BlockDone.newBuilder()
        .setStep(frame.step())
        .setBlockLevel(frame.block().level())
        .setBlockIndex(frame.block().index())
        .setLossSum(frame.lossSum())
        .setCorrect(frame.correct())
        .setExamples(frame.examples())
        .setComputeNanos(frame.times().computeNanos())
        .setEncodeNanos(frame.times().encodeNanos())
        .setDecodeNanos(frame.times().decodeNanos())
        .setIdleNanos(frame.times().idleNanos())
        .setCrc32C(Checksum.of(frame))
        .build();
  }

  private static WorkerFrame done(Reign reign, BlockDone done) {
    Block block = new Block(done.getBlockLevel(), done.getBlockIndex());
    WorkerFrame.BlockDone frame =
        new WorkerFrame.BlockDone(
            reign,
            done.getStep(),
            block,
            done.getLossSum(),
            done.getCorrect(),
            done.getExamples(),
            new WorkerFrame.BlockTimes(
                done.getComputeNanos(),
                done.getEncodeNanos(),
                done.getDecodeNanos(),
                done.getIdleNanos()));
    int computed = Checksum.of(frame);
    return computed == done.getCrc32C()
        ? frame
        : new WorkerFrame.Damaged(
            reign,
            done.getStep(),
            block,
            0,
            "checksum %08x of the sums of a block does not fit the one sent, %08x"
                .formatted(computed, done.getCrc32C()));
  }

  private static BlockPrints message(WorkerFrame.BlockPrints frame) {
    return BlockPrints.newBuilder()
        .setStep(frame.step())
        .setBlockLevel(frame.block().level())
        .setBlockIndex(frame.block().index())
        .addAllChunks(frame.chunks())
        .setTally(frame.tally())
        .setCrc32C(Checksum.of(frame))
        .build();
  }

  private static WorkerFrame prints(Reign reign, BlockPrints prints) {
    Block block = new Block(prints.getBlockLevel(), prints.getBlockIndex());
    WorkerFrame.BlockPrints frame =
        new WorkerFrame.BlockPrints(
            reign, prints.getStep(), block, prints.getChunksList(), prints.getTally());
    return Checksum.of(frame) == prints.getCrc32C()
        ? frame
        : new WorkerFrame.Damaged(
            reign, prints.getStep(), block, 0, "checksum of the prints of a block does not fit");
  }

  private static IllegalArgumentException neverHere(WorkerFrame frame) {
    return new IllegalArgumentException("not a control frame: " + frame);
  }
}
