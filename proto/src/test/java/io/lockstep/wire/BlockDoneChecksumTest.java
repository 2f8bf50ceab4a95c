package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.proto.v1.BlockDone;
import io.lockstep.shard.Block;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The sums of a block count like its gradient, and are as safe.
final class BlockDoneChecksumTest {

  private static final WorkerFrame.BlockDone DONE =
      new WorkerFrame.BlockDone(
          Frames.REIGN, 7, new Block(1, 2), 0.75, 9, 10, new WorkerFrame.BlockTimes(1, 2, 3, 4));

  private final WorkerTranslator translator = new WorkerTranslator();

  /// One number of the message, damaged on its way.
  enum Damage {
    NONE(done -> done),
    LOSS(done -> done.setLossSum(0.5)),
    CORRECT(done -> done.setCorrect(8)),
    EXAMPLES(done -> done.setExamples(11)),
    STEP(done -> done.setStep(6)),
    BLOCK(done -> done.setBlockIndex(3)),
    CHECKSUM(BlockDone.Builder::clearCrc32C);

    private final UnaryOperator<BlockDone.Builder> change;

    Damage(UnaryOperator<BlockDone.Builder> change) {
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedNumberIsSeen(Damage damage) throws IOException {
    BlockDone sent = ((io.lockstep.proto.v1.WorkerFrame) translator.message(DONE)).getDone();
    byte[] bytes = damage.change.apply(sent.toBuilder()).build().toByteArray();
    WorkerFrame read =
        translator.small(Frames.REIGN, io.lockstep.proto.v1.WorkerFrame.DONE_FIELD_NUMBER, bytes);
    if (damage == Damage.NONE) {
      assertThat(read).isEqualTo(DONE);
    } else {
      assertThat(read).isInstanceOf(WorkerFrame.Damaged.class);
    }
  }
}
