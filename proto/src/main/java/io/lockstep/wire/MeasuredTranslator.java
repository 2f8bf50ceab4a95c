package io.lockstep.wire;

import com.google.protobuf.ByteString;
import io.lockstep.measure.Tally;
import io.lockstep.proto.v1.BlockMeasured;
import io.lockstep.shard.Block;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The tally of a block between its frame and its message.
final class MeasuredTranslator {

  private MeasuredTranslator() {}

  static BlockMeasured message(WorkerFrame.BlockMeasured frame) {
    Tally tally = frame.tally();
    ByteBuffer scores =
        ByteBuffer.allocate(tally.scores().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    scores.asFloatBuffer().put(tally.scores());
    return BlockMeasured.newBuilder()
        .setVersion(frame.version())
        .setPart(Parts.message(frame.part()))
        .setBlock(frame.block())
        .setExamples(Math.toIntExact(tally.examples()))
        .addAllSums(Arrays.stream(tally.sums()).boxed().toList())
        .addAllCounts(Arrays.stream(tally.counts()).boxed().toList())
        .setScores(ByteString.copyFrom(scores))
        .addAllClasses(Arrays.stream(tally.classes()).boxed().toList())
        .setCrc32C(Checksum.of(frame))
        .build();
  }

  static WorkerFrame frame(Reign reign, BlockMeasured message) {
    ByteBuffer bytes = message.getScores().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float[] scores = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(scores);
    Tally tally =
        new Tally(
            message.getExamples(),
            message.getSumsList().stream().mapToDouble(Double::doubleValue).toArray(),
            message.getCountsList().stream().mapToLong(Long::longValue).toArray(),
            scores,
            message.getClassesList().stream().mapToInt(Integer::intValue).toArray());
    WorkerFrame.BlockMeasured frame =
        new WorkerFrame.BlockMeasured(
            reign, message.getVersion(), Parts.part(message.getPart()), message.getBlock(), tally);
    return Checksum.of(frame) == message.getCrc32C()
        ? frame
        : new WorkerFrame.Damaged(
            reign,
            message.getVersion(),
            new Block(0, message.getBlock()),
            0,
            "checksum of what a block was measured to does not fit");
  }
}
