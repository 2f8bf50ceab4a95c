package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plan.WorkerId;
import io.lockstep.wire.WorkerFrame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PaceTest {

  private static final WorkerId W1 = new WorkerId("w1");
  private static final WorkerId W2 = new WorkerId("w2");
  private static final WorkerId W3 = new WorkerId("w3");

  private static final int SHARDS = 16;

  private final Pace pace = new Pace(4, SHARDS, 0);
  private final Map<WorkerId, Long> bytes = new HashMap<>();
  private final Map<WorkerId, String> hosts = new HashMap<>();
  private long millis;
  private long step;

  @Test
  void aWorkerOnASlowLinkIsNamedWithWhatItCosts() {
    for (int i = 0; i < 20; i++) {
      step(Map.of(W1, 20L, W2, 24L, W3, 612L), 18);
    }
    bytes.put(W3, 1_469_000L);
    assertThat(report(Set.of()))
        .containsExactly(
            "worker w3 is 25.5x slower than the median, in phase send: a step takes it 612 ms (the others 24): read 0 (0), compute 18 (18), encode 0 (0), send 594 (6.0) at 117 KiB/s; the others wait 588 ms");
  }

  @Test
  void aWorkerThatComputesSlowlyIsNamedAsThat() {
    for (int i = 0; i < 20; i++) {
      begin();
      done(W1, 20, 18);
      done(W2, 610, 608);
      millis += 610;
    }
    assertThat(report(Set.of()))
        .singleElement()
        .asString()
        .startsWith(
            "worker w2 is 30.5x slower than the median, in phase compute: a step takes it 610 ms (the others 20): read 0 (0), compute 608 (18), encode 0 (0), send 2.0 (2.0) at")
        .endsWith("the others wait 590 ms");
  }

  @Test
  void aWorkerThatReadsFramesSlowlyIsNamedAsThat() {
    hosts.put(W2, "host-b");
    for (int i = 0; i < 20; i++) {
      begin();
      done(W1, 4, times(1, 18, 2), 22);
      done(W2, 4, times(600, 18, 3), 625);
      millis += 625;
    }
    assertThat(report(Set.of()))
        .containsExactly(
            "worker w2 on host-b is 28.4x slower than the median, in phase read: a step takes it 625 ms (the others 22): read 600 (1.0), compute 18 (18), encode 3.0 (2.0), send 4.0 (1.0) at 0 KiB/s; the others wait 603 ms");
  }

  @Test
  void aWorkerThatWritesFramesSlowlyIsNamedAsThat() {
    for (int i = 0; i < 20; i++) {
      begin();
      done(W1, 4, times(1, 18, 2), 22);
      done(W2, 4, times(1, 18, 590), 611);
      millis += 611;
    }
    assertThat(report(Set.of()))
        .singleElement()
        .asString()
        .startsWith("worker w2 is 27.8x slower than the median, in phase encode: ")
        .contains(" encode 590 (2.0), send 2.0 (1.0) at ");
  }

  @Test
  void aWorkerOfLessThanHalfTheSpeedIsNamedThoughNobodyWaitsForIt() {
    hosts.put(W3, "host-b");
    divided(6, 7.8, 4, 12.4);
    assertThat(report(Set.of()))
        .containsExactly(
            "worker w3 on host-b computes 2.4 times slower than the others (3.1 ms a shard, they 1.3): it has 4 of 16 shards");
    divided(6, 7.8, 4, 12.4);
    assertThat(report(Set.of())).as("in the same minute").isEmpty();
    millis += 60_000;
    assertThat(report(Set.of())).as("a minute later").hasSize(1);
  }

  @Test
  void aWorkerOfHalfOrAQuarterOfTheSpeedIsNamedWhateverItsShare() {
    divided(6, 30, 3, 30);
    assertThat(report(Set.of())).singleElement().asString().contains(" 2.0 times slower ");
  }

  @Test
  void aWorkerOfAQuarterOfTheSpeedIsNamedWithItsLastShard() {
    divided(6, 30, 1, 20);
    assertThat(report(Set.of()))
        .containsExactly(
            "worker w3 computes 4.0 times slower than the others (20 ms a shard, they 5.0): it has 1 of 16 shards");
  }

  @Test
  void oneShardThatTakesAsLongAsTwoBesideOneAnotherIsNotSlow() {
    divided(2, 30, 1, 31);
    assertThat(report(Set.of())).isEmpty();
  }

  @Test
  void machinesThatDifferByHalfAreNotNamed() {
    divided(6, 30, 6, 45);
    assertThat(report(Set.of())).isEmpty();
  }

  @Test
  void speedIsOfNoMatterWhereComputingIsAlmostNothing() {
    divided(6, 0.3, 4, 0.9);
    assertThat(report(Set.of())).isEmpty();
  }

  @Test
  void whatAProcessNeedsToCompileItselfIsNotItsSpeed() {
    begin();
    done(W1, 6, times(0, 20, 0), 21);
    done(W2, 6, times(0, 60, 0), 61);
    millis = 9_900;
    begin();
    done(W1, 6, times(0, 20, 0), 21);
    done(W2, 6, times(0, 21, 0), 22);
    millis = 10_000;
    assertThat(report(Set.of())).isEmpty();
  }

  @Test
  void wordsThatCannotBeAreBelievedUpToTheTimeThatPassed() {
    for (int i = 0; i < 20; i++) {
      begin();
      done(W1, 6, new WorkerFrame.BlockTimes(0, 0, 0, Long.MAX_VALUE), 610);
      done(W2, 6, new WorkerFrame.BlockTimes(Long.MAX_VALUE, Long.MAX_VALUE, 0, 0), 610);
      done(W2, 6, new WorkerFrame.BlockTimes(Long.MAX_VALUE, Long.MAX_VALUE, 0, 0), 611);
      millis += 611;
    }
    assertThat(report(Set.of()))
        .containsExactly(
            "the link of worker w1 is slow: a step takes it 610 ms, phase send 610 ms of them (100 %), at 0 KiB/s");
  }

  @Test
  void theLinkOfTheOnlyWorkerIsNamedToo() {
    for (int i = 0; i < 20; i++) {
      step(Map.of(W1, 530L), 18);
    }
    bytes.put(W1, 10_854_400L);
    assertThat(report(Set.of()))
        .containsExactly(
            "the link of worker w1 is slow: a step takes it 530 ms, phase send 512 ms of them (97 %), at 1,000 KiB/s");
  }

  @Test
  void healthyWorkersAreNotNamedHoweverTheyJitter() {
    for (int i = 0; i < 2000; i++) {
      step(Map.of(W1, 4L, W2, 9L + i % 7, W3, 2L), 1);
    }
    assertThat(report(Set.of())).isEmpty();
  }

  @Test
  void itIsSaidOnceAMinute() {
    int lines = 0;
    for (int i = 0; i < 600; i++) {
      step(Map.of(W1, 20L, W2, 500L), 18);
      lines += report(Set.of()).size();
    }
    assertThat(millis).isEqualTo(300_000);
    assertThat(lines).isEqualTo(5);
  }

  @Test
  void whoNeverComesToAWordIsNamedToo() {
    for (int i = 0; i < 600; i++) {
      step(Map.of(W1, 20L, W2, 22L), 18);
    }
    assertThat(report(Set.of(W3)))
        .containsExactly("worker w3 is late in every step: others compute its part");
  }

  @Test
  void severalWordsAboutAStepAreOneTurn() {
    for (int i = 0; i < 20; i++) {
      begin();
      done(W1, 200, 190);
      done(W1, 400, 195);
      done(W1, 600, 195);
      millis += 600;
    }
    assertThat(report(Set.of())).as("580 of 600 ms are computing").isEmpty();
  }

  @Test
  void theFirstStepOfAWorkerTellsNothing() {
    step(Map.of(W1, 60_000L, W2, 60_000L), 18);
    for (int i = 0; i < 20; i++) {
      step(Map.of(W1, 20L, W2, 24L), 18);
    }
    assertThat(report(Set.of())).isEmpty();
  }

  @Test
  void whoIsGoneAndStepsThatNobodyHasBegunAreOfNoInterest() {
    for (int i = 0; i < 20; i++) {
      step(Map.of(W1, 600L), 18);
    }
    pace.blockDone(W2, 4711, 1, times(0, 1, 0), TimeUnit.MILLISECONDS.toNanos(millis));
    pace.forget(W1);
    assertThat(report(Set.of())).isEmpty();
  }

  private void begin() {
    pace.begun(++step, TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void step(Map<WorkerId, Long> turnaroundMillis, long computeMillis) {
    begin();
    turnaroundMillis.forEach(
        (worker, turnaround) -> done(worker, turnaround, Math.min(computeMillis, turnaround)));
    millis += turnaroundMillis.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /// Steps until the first report, of two alike and one other.
  private void divided(int shards, double computeMillis, int shardsOfW3, double computeMillisOfW3) {
    for (int i = 0; i < 500; i++) {
      begin();
      done(W1, shards, times(0, computeMillis, 0), 50);
      done(W2, shards, times(0, computeMillis, 0), 50);
      done(W3, shardsOfW3, times(0, computeMillisOfW3, 0), 50);
      millis += 50;
    }
  }

  private void done(WorkerId worker, long afterMillis, long computeMillis) {
    done(worker, 4, times(0, computeMillis, 0), afterMillis);
  }

  private void done(WorkerId worker, int shards, WorkerFrame.BlockTimes times, long afterMillis) {
    pace.blockDone(
        worker, step, shards, times, TimeUnit.MILLISECONDS.toNanos(millis + afterMillis));
  }

  private static WorkerFrame.BlockTimes times(
      double readMillis, double computeMillis, double encodeMillis) {
    return new WorkerFrame.BlockTimes(
        Math.round(computeMillis * 1e6),
        Math.round(encodeMillis * 1e6),
        Math.round(readMillis * 1e6),
        0);
  }

  private List<String> report(Set<WorkerId> late) {
    Pace.Streams streams =
        new Pace.Streams() {
          @Override
          public long bytes(WorkerId worker) {
            return bytes.getOrDefault(worker, 0L);
          }

          @Override
          public String host(WorkerId worker) {
            return hosts.getOrDefault(worker, "");
          }
        };
    return pace.report(late, streams, TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
