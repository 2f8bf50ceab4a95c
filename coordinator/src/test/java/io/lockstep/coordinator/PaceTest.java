package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plan.WorkerId;
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

  private final Pace pace = new Pace(4, 0);
  private final Map<WorkerId, Long> bytes = new HashMap<>();
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
            "worker w3 is 25.5x slower than the median: a step takes it 612 ms, 594 ms of them (97 %) on the way, at 117 KiB/s; the others wait 588 ms");
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
        .startsWith("worker w2 is 30.5x slower than the median: a step takes it 610 ms, 2 ms of")
        .endsWith("the others wait 590 ms");
  }

  @Test
  void theLinkOfTheOnlyWorkerIsNamedToo() {
    for (int i = 0; i < 20; i++) {
      step(Map.of(W1, 530L), 18);
    }
    bytes.put(W1, 10_854_400L);
    assertThat(report(Set.of()))
        .containsExactly(
            "the link of worker w1 is slow: a step takes it 530 ms, 512 ms of them (97 %) on the way, at 1,000 KiB/s");
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
    pace.blockDone(W2, 4711, 1, TimeUnit.MILLISECONDS.toNanos(millis));
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

  private void done(WorkerId worker, long afterMillis, long computeMillis) {
    pace.blockDone(
        worker,
        step,
        TimeUnit.MILLISECONDS.toNanos(computeMillis),
        TimeUnit.MILLISECONDS.toNanos(millis + afterMillis));
  }

  private List<String> report(Set<WorkerId> late) {
    return pace.report(
        late, worker -> bytes.getOrDefault(worker, 0L), TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
