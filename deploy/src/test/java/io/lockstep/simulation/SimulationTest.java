package io.lockstep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.run.EpochMetrics;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever happens to workers, frames, coordinators and books, a run ends with the weights, the
/// metrics and the best version of an undisturbed one, and with each shard counted once. A failure
/// prints its seed and the command that replays it.
final class SimulationTest {

  private static final int SEEDS = Integer.getInteger("lockstep.simulation.seeds", 1000);

  /// The one seed to play, when it is named.
  private static final Integer ONLY = Integer.getInteger("lockstep.simulation.seed");

  /// Seeds that are played twice.
  private static final int TWICE = Integer.getInteger("lockstep.simulation.twice", 24);

  private static final int DECIDED_SEEDS =
      Integer.getInteger("lockstep.simulation.decided-seeds", 75);

  @TempDir Path folder;

  @Test
  void everySeedEndsAsTheUndisturbedRun() throws Exception {
    SimulatedToll toll = trainAll(SimulatedCourse.USUAL, seeds(SEEDS));
    if (ONLY == null) {
      assertAllHappened(toll);
    }
  }

  @Test
  void everySeedOfARunThatMetricsDecideEndsAsTheUndisturbedRun() throws Exception {
    SimulatedToll toll = trainAll(SimulatedCourse.DECIDED, seeds(DECIDED_SEEDS));
    if (ONLY == null) {
      assertThat(toll.deaths).as("%s", toll).isGreaterThan(DECIDED_SEEDS / 2);
      assertThat(toll.interrupts).as("%s", toll).isGreaterThan(DECIDED_SEEDS / 4);
      assertThat(toll.kills).as("%s", toll).isGreaterThan(DECIDED_SEEDS / 4);
      assertThat(toll.usurpers).as("%s", toll).isGreaterThan(DECIDED_SEEDS / 4);
      assertThat(toll.tested).as("the best version: %s", toll).isGreaterThan(DECIDED_SEEDS / 4);
      assertThat(toll.deathsAtTheEnd).as("%s", toll).isGreaterThan(DECIDED_SEEDS / 32);
    }
  }

  private static Queue<Integer> seeds(int count) {
    return new ConcurrentLinkedQueue<>(
        ONLY == null ? IntStream.range(0, count).boxed().toList() : List.of(ONLY));
  }

  /// Each seed is played by one thread, and one core has one seed at a time.
  private SimulatedToll trainAll(List<List<String>> choices, Queue<Integer> seeds)
      throws Exception {
    Map<Integer, Throwable> failures = new ConcurrentSkipListMap<>();
    SimulatedToll toll = new SimulatedToll();
    int threads = Math.min(Runtime.getRuntime().availableProcessors(), seeds.size());
    try (ExecutorService players = Executors.newFixedThreadPool(threads)) {
      List<Callable<SimulatedToll>> parts = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        List<SimulatedCourse> courses = SimulatedCourse.all(choices, folder);
        parts.add(() -> trainSome(courses, seeds, failures));
      }
      for (Future<SimulatedToll> part : players.invokeAll(parts)) {
        toll.add(part.get());
      }
    }
    failures.values().stream()
        .limit(1)
        .forEach(first -> {
          throw new AssertionError(
              "seeds %s; the first: %s".formatted(failures.keySet(), first), first);
        });
    return toll;
  }

  private SimulatedToll trainSome(
      List<SimulatedCourse> courses, Queue<Integer> seeds, Map<Integer, Throwable> failures) {
    SimulatedToll toll = new SimulatedToll();
    try {
      for (Integer seed = seeds.poll(); seed != null; seed = seeds.poll()) {
        try {
          courses.get(seed % courses.size()).play(seed, toll, Plant.NONE);
        } catch (RuntimeException | AssertionError failed) {
          failures.put(seed, failed);
        }
      }
      return toll;
    } finally {
      courses.forEach(SimulatedCourse::close);
    }
  }

  /// Or the command that a failure prints would replay something else.
  @Test
  void aSeedIsPlayedTheSameWayAgain() throws IOException {
    List<SimulatedCourse> courses = SimulatedCourse.all(SimulatedCourse.USUAL, folder);
    for (int seed = 0; seed < TWICE; seed++) {
      SimulatedToll once = new SimulatedToll();
      SimulatedToll again = new SimulatedToll();
      courses.get(seed % courses.size()).play(seed, once, Plant.NONE);
      courses.get(seed % courses.size()).play(seed, again, Plant.NONE);
      assertThat(again).as("seed %d", seed).hasToString(once.toString());
    }
    courses.forEach(SimulatedCourse::close);
  }

  @Test
  void theRunsThatMetricsDecideDoStopAndDoChangeTheirRates() throws IOException {
    List<List<Double>> rates = new ArrayList<>();
    List<RunReport> reports = new ArrayList<>();
    for (List<String> overrides : SimulatedCourse.DECIDED) {
      TrainingResult result =
          SimulatedCourse.undisturbed(SimulatedCourse.prepare(overrides, folder));
      reports.add(RunFolder.reportOf(result.folder()));
      rates.add(
          MetricsLog.read(result.folder().resolve("metrics.jsonl")).stream()
              .map(EpochMetrics::learningRate)
              .distinct()
              .toList());
    }
    assertThat(reports.subList(0, 2))
        .allMatch(
            report -> report.weightsSha256().equals(report.best().orElseThrow().weightsSha256()))
        .anyMatch(report -> report.stopped().isPresent() && report.weightsStep() < report.steps());
    assertThat(reports.getLast().stopped()).isEmpty();
    assertThat(rates).allMatch(each -> each.size() > 2);
  }

  /// A simulation in which nothing goes wrong shows nothing.
  private static void assertAllHappened(SimulatedToll toll) {
    assertThat(toll.deaths).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.leaves).as("%s", toll).isGreaterThan(SEEDS / 2);
    assertThat(toll.interrupts).as("%s", toll).isGreaterThan(SEEDS / 4);
    assertThat(toll.atEpochEnd).as("%s", toll).isGreaterThan(SEEDS / 64);
    assertThat(toll.kills).as("%s", toll).isGreaterThan(SEEDS / 4);
    assertThat(toll.usurpers).as("%s", toll).isGreaterThan(SEEDS / 4);
    assertThat(toll.looksPaused).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.damaged).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.foreign).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.late).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.liesFound).as("%s", toll).isGreaterThan(SEEDS / 8);
    assertThat(toll.measures).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.hesitations).as("%s", toll).isGreaterThan(SEEDS / 32);
    assertThat(toll.tested).as("%s", toll).isGreaterThan(SEEDS / 8);
    assertThat(toll.deathsAtTheEnd).as("%s", toll).isGreaterThan(SEEDS / 64);
    assertThat(toll.killsAtTheEnd).as("%s", toll).isGreaterThan(SEEDS / 64);
    assertThat(toll.standBys).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.inherited).as("%s", toll).isGreaterThan(SEEDS / 4);
    assertThat(toll.powerCuts).as("%s", toll).isGreaterThan(SEEDS / 8);
    assertThat(toll.strikes).as("%s", toll).isGreaterThan(SEEDS / 8);
    assertThat(toll.rots).as("%s", toll).isGreaterThan(SEEDS / 64);
    assertThat(toll.fullDisks).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.brokenForces).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.cuts).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.pauses).as("%s", toll).isGreaterThan(SEEDS);
    assertThat(toll.healed).as("%s", toll).isGreaterThan(SEEDS / 2);
    assertThat(toll.steps).as("%s", toll).isGreaterThan(300L * SEEDS);
  }

  private static String replay(int seed) {
    return """
    replay: deploy/bin/test -pl deploy -am -Dtest=SimulationTest \
    -Dsurefire.failIfNoSpecifiedTests=false -Dlockstep.simulation.seed=%d\
    """
        .formatted(seed);
  }
}
