package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plan.WorkerId;
import io.lockstep.wire.Traffic;
import io.lockstep.wire.WorkerFrame;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class StepTimesTest {

  private static final WorkerFrame.BlockTimes TIMES = new WorkerFrame.BlockTimes(100, 20, 3, 40);
  private static final int EXAMPLES = 32;
  private static final Traffic TRAFFIC = new Traffic(1, 2, 3, 4, 0, 5, 6);

  private final StepTimes times = new StepTimes();

  private void done(String worker, long step, long nowNanos) {
    times.blockDone(new WorkerId(worker), step, TIMES, nowNanos);
  }

  @Test
  void addingIsWhatAnOfferTakesWithoutOptimiserAndSending() {
    CompletableFuture<StepTimes.Reading> answer = times.atNextStep(() -> TRAFFIC);
    times.offered(100);
    times.made(80);
    times.handedOn(50);
    times.step(1, EXAMPLES, 1_000, 1_007);

    StepTimes.Reading reading = answer.join();
    assertThat(reading.addNanos()).isEqualTo(20);
    assertThat(reading.optimizerNanos()).isEqualTo(30);
    assertThat(reading.booksNanos()).isEqualTo(7);
    assertThat(reading.traffic()).isEqualTo(TRAFFIC);
    assertThat(reading.nanos()).isEqualTo(1_007);
  }

  @Test
  void aWorkerWaitsFromItsLastWordAboutTheStepToTheLastOfAll() {
    CompletableFuture<StepTimes.Reading> answer = times.atNextStep(() -> TRAFFIC);
    done("w0", 1, 10);
    done("w0", 1, 60);
    done("w1", 1, 95);
    times.step(1, EXAMPLES, 100, 120);

    StepTimes.Reading reading = answer.join();
    assertThat(reading.waitNanos()).isEqualTo(40 + 5);
    assertThat(reading.computeNanos()).isEqualTo(300);
    assertThat(reading.idleNanos()).isEqualTo(120);
  }

  @Test
  void whoHadNothingToDoInAStepDidNotWaitForIt() {
    done("gone", 1, 10);
    times.step(1, EXAMPLES, 10, 10);
    CompletableFuture<StepTimes.Reading> answer = times.atNextStep(() -> TRAFFIC);
    done("w1", 2, 500);
    times.step(2, EXAMPLES, 500, 500);

    assertThat(answer.join().waitNanos()).isZero();
    assertThat(answer.join().steps()).isEqualTo(2);
    assertThat(answer.join().examples()).isEqualTo(2 * EXAMPLES);
  }

  @Test
  void whoeverAsksNowIsToldOfWhatThereIs() {
    times.step(1, EXAMPLES, 1, 1);
    times.offered(9);

    StepTimes.Reading reading = times.now(TRAFFIC);

    assertThat(reading.examples()).isEqualTo(EXAMPLES);
    assertThat(reading.addNanos()).isEqualTo(9);
    assertThat(reading.traffic()).isEqualTo(TRAFFIC);
  }

  @Test
  void aReadingIsTakenWhenAStepIsClosedAndNotBefore() {
    CompletableFuture<StepTimes.Reading> answer = times.atNextStep(() -> TRAFFIC);
    times.offered(9);
    assertThat(answer).isNotDone();

    times.step(1, EXAMPLES, 1, 1);
    times.offered(9);

    assertThat(answer.join().addNanos()).isEqualTo(9);
  }
}
