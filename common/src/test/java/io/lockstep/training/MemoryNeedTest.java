package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryNeedTest {

  private static final long GIB = 1L << 30;

  @TempDir Path folder;

  private String refusal(long heapGib, long machineGib, String... overrides) {
    PreparedRun run = SmallRun.prepare(folder, overrides);
    LockstepException refused =
        catchThrowableOfType(
            LockstepException.class,
            () -> MemoryNeed.of(run).require(run, heapGib * GIB, machineGib * GIB));
    assertThat(refused.failure().code()).isEqualTo(ExitCode.OUT_OF_MEMORY);
    return refused.failure().block().replace(System.lineSeparator(), "\n");
  }

  @Test
  void aNetThatCannotBeHeldIsRefusedWithItsSize() {
    assertThat(refusal(4, 8, "model.layers.0.dense=30000", "model.layers.2.dense=30000"))
        .isEqualTo(
            """
            error: this run needs 20.1 GiB of memory or more, the Java heap may grow to 4.0 GiB
              cause: 900,240,003 parameters, 900,030,000 of them in layer 'dense_2'
              kept:  nothing was changed
              try:   fewer units in layer 'dense_2', or in the one before\
            """);
    assertThat(refusal(4, 64, "model.layers.0.dense=30000", "model.layers.2.dense=30000"))
        .endsWith("or in the one before, or a larger heap: LOCKSTEP_JVM_OPTS=-Xmx27g");
    assertFits(27, "model.layers.0.dense=30000", "model.layers.2.dense=30000");
    assertFits(4, "model.layers.0.dense=30000", "model.layers.2.dense=300");
    assertFits(4, "model.layers.0.dense=300", "model.layers.2.dense=30000");
  }

  private void assertFits(long heapGib, String... overrides) {
    PreparedRun run = SmallRun.prepare(folder, overrides);
    assertThatCode(() -> MemoryNeed.of(run).require(run, heapGib * GIB, 2 * heapGib * GIB))
        .doesNotThrowAnyException();
  }

  @Test
  void aShardThatCannotBeHeldIsRefusedWithItsSize() {
    String[] sets = {
      "model.layers.0.dense=1000000", "model.layers.2.dense=4", "train.batch=265", "train.shard=265"
    };
    assertThat(refusal(1, 2, sets))
        .contains(
            "cause: train.shard: 265 examples go through the net at once",
            "try:   smaller shards: --set train.shard=55");
  }

  /// Also where a shard is larger than all the examples together.
  @ParameterizedTest
  @ValueSource(ints = {265, 212, 300, 1_000, 100_000})
  void theShardThatIsAdvisedCanBeHeld(int shard) {
    List<String> sets =
        new ArrayList<>(
            List.of(
                "model.layers.0.dense=1000000",
                "model.layers.2.dense=4",
                "train.batch=" + shard,
                "train.shard=" + shard));
    String refused = refusal(1, 2, sets.toArray(String[]::new));

    sets.add(refused.substring(refused.lastIndexOf("--set ") + "--set ".length()));

    assertThat(sets.getLast()).startsWith("train.shard=");
    assertFits(1, sets.toArray(String[]::new));
  }

  @Test
  void whatIsTrainedInTheTestsFits() {
    assertThatCode(() -> SmallRun.prepare(folder).requireMemory()).doesNotThrowAnyException();
  }
}
