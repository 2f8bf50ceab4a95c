package io.lockstep.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/// A leak is told from what comes and goes.
final class HeldTableTest {

  private static final long MIB = 1 << 20;
  private static final Path FOLDER = Path.of("kept");

  private static HeldTable table(IntFunction<Held> held) {
    HeldTable table = new HeldTable();
    for (int look = 0; look < 30; look++) {
      table.add("c0", new Held(20 * MIB, 200 * MIB, 40, 100));
      table.add("w0", held.apply(look));
    }
    return table;
  }

  private static List<String> growing(HeldTable table) {
    return table.rows().stream()
        .filter(row -> !row.isFlat())
        .map(row -> row.node() + " " + row.holding())
        .toList();
  }

  private static SoakReport report(HeldTable table, String... breaches) {
    SoakSettings settings =
        new SoakSettings(2, 3, Duration.ofMinutes(60), Duration.ofSeconds(40), 7);
    SoakReport.Work work = new SoakReport.Work(3600, 33, 21_780, 16, 17);
    return new SoakReport(settings, table, work, List.of(breaches));
  }

  @Test
  void whatIsHeldForAWhileAndGivenBackIsFlat() {
    HeldTable table =
        table(look ->
            new Held(
                (20 + look % 2) * MIB,
                (200 + look % 20) * MIB,
                look % 7 == 0 ? 60 : 40,
                look == 29 ? 400 : 100));

    assertThat(growing(table)).isEmpty();
    assertThat(table.isFlat()).isTrue();
    assertThatCode(() -> SoakBench.requireGood(report(table), FOLDER)).doesNotThrowAnyException();
  }

  @Test
  void oneMoreOfAnythingWithEachRunGrows() {
    HeldTable files = table(look -> new Held(20 * MIB, 200 * MIB, 40, 100 + look));
    HeldTable threads = table(look -> new Held(20 * MIB, 200 * MIB, 40 + look, 100));
    HeldTable heap = table(look -> new Held(20 * MIB + look * MIB / 8, 200 * MIB, 40, 100));
    HeldTable resident = table(look -> new Held(20 * MIB, (200 + 4L * look) * MIB, 40, 100));

    assertThat(growing(files)).containsExactly("w0 FILES");
    assertThat(growing(threads)).containsExactly("w0 THREADS");
    assertThat(growing(heap)).containsExactly("w0 HEAP");
    assertThat(growing(resident)).containsExactly("w0 RESIDENT");
  }

  @Test
  void aRowComparesTheMediansOfTheFirstThirdAndTheLast() {
    HeldTable table = new HeldTable();
    for (int files : List.of(100, 102, 900, 300, 400, 500, 108, 110, 0)) {
      table.add("w1", new Held(20 * MIB, 200 * MIB, 40, files));
    }

    assertThat(table.text())
        .isEqualTo(
            """
            node   holds           first third   last third       growth      allowed  verdict
            w1     heap MiB               20.0         20.0          0.0          2.0  flat
            w1     resident MiB          200.0        200.0          0.0         62.0  flat
            w1     threads                40.0         40.0          0.0          5.0  flat
            w1     files                 102.0        108.0          6.0          5.0  GROWS
            """);
  }

  @Test
  void aClusterThatHoldsMoreAndMoreIsAFailure() {
    SoakReport report = report(table(look -> new Held(20 * MIB, 200 * MIB, 40, 100 + look)));

    LockstepException refused =
        catchThrowableOfType(LockstepException.class, () -> SoakBench.requireGood(report, FOLDER));

    assertThat(refused.failure().code()).isEqualTo(ExitCode.INTERNAL);
    assertThat(refused.failure().error()).isEqualTo("nodes hold more and more");
    assertThat(report.text())
        .endsWith(
            """
            33 runs of 21780 steps with the weights of one process, 16 joins, 17 leaves, in 3600 s (seed 7, 2 coordinators, 3 workers)
            not shown to be flat, in 30 looks at each node
            """);
    assertThat(report.json())
        .contains("\"flat\":false", "\"runs\":33", "\"holds\":\"files\"")
        .doesNotContain("\n\"");
  }

  @Test
  void aBreachIsAFailureAndSoAreTooFewLooks() {
    SoakReport breached = report(table(_ -> new Held(MIB, MIB, 1, 1)), "w1 ended with 1 by itself");
    HeldTable twice = new HeldTable();
    twice.add("c0", new Held(MIB, MIB, 1, 1));
    twice.add("c0", new Held(MIB, MIB, 1, 1));

    assertThat(breached.isGood()).isFalse();
    assertThat(breached.text()).endsWith("breach: w1 ended with 1 by itself\n");
    assertThat(report(twice).isGood()).isFalse();
    assertThat(report(new HeldTable()).isGood()).isFalse();
  }
}
