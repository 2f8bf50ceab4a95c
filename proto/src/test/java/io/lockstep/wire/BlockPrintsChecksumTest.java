package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.proto.v1.BlockPrints;
import io.lockstep.shard.Block;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A damaged print would accuse a healthy worker.
final class BlockPrintsChecksumTest {

  private static final WorkerFrame.BlockPrints PRINTS =
      new WorkerFrame.BlockPrints(Frames.REIGN, 7, new Block(1, 2), List.of(5L, -6L), 9);

  private final WorkerTranslator translator = new WorkerTranslator();

  /// One number of the message, damaged on its way.
  enum Damage {
    NONE(prints -> prints),
    CHUNK(prints -> prints.setChunks(1, -7L)),
    ORDER(prints -> prints.setChunks(0, -6L).setChunks(1, 5L)),
    MISSING(prints -> prints.clearChunks().addChunks(5L)),
    TALLY(prints -> prints.setTally(8)),
    STEP(prints -> prints.setStep(6)),
    BLOCK(prints -> prints.setBlockIndex(3)),
    CHECKSUM(BlockPrints.Builder::clearCrc32C);

    private final UnaryOperator<BlockPrints.Builder> change;

    Damage(UnaryOperator<BlockPrints.Builder> change) {
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedNumberIsSeen(Damage damage) throws IOException {
    BlockPrints sent = ((io.lockstep.proto.v1.WorkerFrame) translator.message(PRINTS)).getPrints();
    byte[] bytes = damage.change.apply(sent.toBuilder()).build().toByteArray();
    WorkerFrame read =
        translator.small(Frames.REIGN, io.lockstep.proto.v1.WorkerFrame.PRINTS_FIELD_NUMBER, bytes);
    if (damage == Damage.NONE) {
      assertThat(read).isEqualTo(PRINTS);
    } else {
      assertThat(read).isInstanceOf(WorkerFrame.Damaged.class);
    }
  }
}
