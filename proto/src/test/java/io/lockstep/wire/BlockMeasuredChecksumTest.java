package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.proto.v1.BlockMeasured;
import io.lockstep.shard.Part;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Numbers that are added must not be taken when a bit of them has changed on the way.
final class BlockMeasuredChecksumTest {

  @Test
  void aChangedNumberIsSeen() {
    var frame = new WorkerFrame.BlockMeasured(Frames.REIGN, 7, Part.VALIDATION, 3, Frames.tally());
    BlockMeasured sent = MeasuredTranslator.message(frame);
    assertThat(MeasuredTranslator.frame(Frames.REIGN, sent)).isEqualTo(frame);
    List<Consumer<BlockMeasured.Builder>> changes =
        List.of(
            message -> message.setVersion(8),
            message -> message.setPart(io.lockstep.proto.v1.Part.TEST),
            message -> message.setBlock(4),
            message -> message.setExamples(4),
            message -> message.setSums(0, 0.3),
            message -> message.setCounts(0, 1),
            message -> message.setScores(message.getScores().substring(4)),
            message -> message.setClasses(2, 299),
            message -> message.setCrc32C(message.getCrc32C() ^ 1));
    for (Consumer<BlockMeasured.Builder> change : changes) {
      BlockMeasured.Builder changed = sent.toBuilder();
      change.accept(changed);
      assertThat(MeasuredTranslator.frame(Frames.REIGN, changed.build()))
          .isInstanceOf(WorkerFrame.Damaged.class);
    }
  }
}
