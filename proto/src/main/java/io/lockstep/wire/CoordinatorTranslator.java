package io.lockstep.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.proto.v1.Assignment;
import io.lockstep.proto.v1.BlockId;
import io.lockstep.proto.v1.Check;
import io.lockstep.proto.v1.CoordinatorFrame.FrameCase;
import io.lockstep.proto.v1.Deal;
import io.lockstep.proto.v1.Finish;
import io.lockstep.proto.v1.Horizon;
import io.lockstep.proto.v1.Measure;
import io.lockstep.proto.v1.Recall;
import io.lockstep.proto.v1.Refused;
import io.lockstep.shard.Block;
import io.lockstep.shard.Share;
import io.lockstep.wire.CoordinatorFrame.Finish.End;
import java.util.List;
import java.util.stream.Stream;

/// Coordinator to worker.
final class CoordinatorTranslator implements Translator<CoordinatorFrame> {

  @Override
  public MessageLite message(CoordinatorFrame frame) {
    var message =
        io.lockstep.proto.v1.CoordinatorFrame.newBuilder()
            .setRun(frame.reign().run())
            .setTerm(frame.reign().term());
    switch (frame) {
      case CoordinatorFrame.Assignment assignment -> message.setAssignment(message(assignment));
      case CoordinatorFrame.Deal deal -> message.setDeal(message(deal));
      case CoordinatorFrame.Check check -> message.setCheck(message(check));
      case CoordinatorFrame.Horizon(var _, long step) ->
          message.setHorizon(Horizon.newBuilder().setStep(step));
      case CoordinatorFrame.Measure measure -> message.setMeasure(message(measure));
      case CoordinatorFrame.Recall(var _, long version) ->
          message.setRecall(Recall.newBuilder().setVersion(version));
      case CoordinatorFrame.Finish finish -> message.setFinish(message(finish));
      case CoordinatorFrame.Refused refused -> message.setRefused(message(refused.failure()));
      case CoordinatorFrame.ParameterChunk tensor -> throw neverHere(tensor);
      case CoordinatorFrame.Damaged damaged -> throw neverHere(damaged);
    }
    return message.build();
  }

  @Override
  public boolean knows(int field) {
    return switch (FrameCase.forNumber(field)) {
      case ASSIGNMENT, DEAL, CHECK, HORIZON, MEASURE, RECALL, FINISH, REFUSED -> true;
      case PARAMETERS, FRAME_NOT_SET -> false;
      case null -> false;
    };
  }

  @Override
  public CoordinatorFrame small(Reign reign, int field, byte[] bytes)
      throws InvalidProtocolBufferException {
    return switch (FrameCase.forNumber(field)) {
      case ASSIGNMENT -> assignment(reign, Assignment.parseFrom(bytes));
      case DEAL -> deal(reign, Deal.parseFrom(bytes));
      case CHECK -> check(reign, Check.parseFrom(bytes));
      case HORIZON -> new CoordinatorFrame.Horizon(reign, Horizon.parseFrom(bytes).getStep());
      case MEASURE -> measure(reign, Measure.parseFrom(bytes));
      case RECALL -> new CoordinatorFrame.Recall(reign, Recall.parseFrom(bytes).getVersion());
      case FINISH -> finish(reign, Finish.parseFrom(bytes));
      case REFUSED -> new CoordinatorFrame.Refused(reign, failure(Refused.parseFrom(bytes)));
      case PARAMETERS, FRAME_NOT_SET -> throw new IllegalArgumentException("field " + field);
      case null -> throw new IllegalArgumentException("field " + field);
    };
  }

  @Override
  public CoordinatorFrame tensor(Reign reign, ChunkNumbers numbers, Payload payload) {
    return new CoordinatorFrame.ParameterChunk(
        reign, numbers.step(), numbers.chunk(), numbers.offset(), payload);
  }

  @Override
  public CoordinatorFrame damaged(Reign reign, ChunkNumbers numbers, String reason) {
    return new CoordinatorFrame.Damaged(reign, numbers.step(), numbers.chunk(), reason);
  }

  private static Assignment message(CoordinatorFrame.Assignment frame) {
    return Assignment.newBuilder()
        .setGeneration(frame.generation())
        .setFromStep(frame.fromStep())
        .setBegin(frame.share().begin())
        .setEnd(frame.share().end())
        .setOf(frame.share().of())
        .build();
  }

  private static CoordinatorFrame.Assignment assignment(Reign reign, Assignment assignment) {
    return new CoordinatorFrame.Assignment(
        reign,
        assignment.getGeneration(),
        assignment.getFromStep(),
        new Share(assignment.getBegin(), assignment.getEnd(), assignment.getOf()));
  }

  private static Deal message(CoordinatorFrame.Deal frame) {
    var deal = Deal.newBuilder().setStep(frame.step()).setReason(frame.reason());
    for (Block block : frame.blocks()) {
      deal.addBlocks(BlockId.newBuilder().setLevel(block.level()).setIndex(block.index()));
    }
    return deal.build();
  }

  private static CoordinatorFrame.Deal deal(Reign reign, Deal deal) {
    List<Block> blocks =
        deal.getBlocksList().stream().map(id -> new Block(id.getLevel(), id.getIndex())).toList();
    return new CoordinatorFrame.Deal(reign, deal.getStep(), blocks, deal.getReason());
  }

  private static Check message(CoordinatorFrame.Check frame) {
    return Check.newBuilder()
        .setStep(frame.step())
        .setBlock(
            BlockId.newBuilder().setLevel(frame.block().level()).setIndex(frame.block().index()))
        .setReason(frame.reason())
        .build();
  }

  private static CoordinatorFrame.Check check(Reign reign, Check check) {
    Block block = new Block(check.getBlock().getLevel(), check.getBlock().getIndex());
    return new CoordinatorFrame.Check(reign, check.getStep(), block, check.getReason());
  }

  private static Measure message(CoordinatorFrame.Measure frame) {
    return Measure.newBuilder()
        .setVersion(frame.version())
        .setPart(Parts.message(frame.part()))
        .setFirstBlock(frame.firstBlock())
        .setEndBlock(frame.endBlock())
        .setReason(frame.reason())
        .build();
  }

  private static CoordinatorFrame.Measure measure(Reign reign, Measure measure) {
    return new CoordinatorFrame.Measure(
        reign,
        measure.getVersion(),
        Parts.part(measure.getPart()),
        measure.getFirstBlock(),
        measure.getEndBlock(),
        measure.getReason());
  }

  private static Finish message(CoordinatorFrame.Finish frame) {
    return Finish.newBuilder()
        .setVersion(frame.version())
        .setWeightsSha256(frame.weightsSha256())
        .setReason(frame.reason())
        .setInterrupted(frame.end() == End.INTERRUPTED)
        .build();
  }

  private static CoordinatorFrame.Finish finish(Reign reign, Finish finish) {
    return new CoordinatorFrame.Finish(
        reign,
        finish.getVersion(),
        finish.getWeightsSha256(),
        finish.getInterrupted() ? End.INTERRUPTED : End.COMPLETE,
        finish.getReason());
  }

  private static Refused message(Failure failure) {
    return Refused.newBuilder()
        .setReason(failure.error())
        .setExitCode(failure.code().number())
        .setCause(failure.cause())
        .setKept(failure.kept())
        .setAdvice(failure.advice())
        .build();
  }

  /// A code that this build does not know is the cluster's affair.
  private static Failure failure(Refused refused) {
    ExitCode code =
        Stream.of(ExitCode.values())
            .filter(known -> known.number() == refused.getExitCode() && known != ExitCode.DONE)
            .findFirst()
            .orElse(ExitCode.CLUSTER);
    return new Failure(
        code, refused.getReason(), refused.getCause(), refused.getKept(), refused.getAdvice());
  }

  private static IllegalArgumentException neverHere(CoordinatorFrame frame) {
    return new IllegalArgumentException("not a control frame: " + frame);
  }
}
