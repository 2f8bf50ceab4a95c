package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.shard.Block;
import io.lockstep.shard.Part;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// When a run is said to stand still, and in which words.
final class StandstillTest {

  private static final long LIMIT_MILLIS = 10_000;
  private static final Block LEFT_HALF = new Block(3, 0);
  private static final Block RIGHT_HALF = new Block(3, 1);

  private final Map<WorkerId, Long> heardMillis = new HashMap<>();
  private Course course = new Course(2, 1);
  private Standstill standstill;
  private long arrivals;

  @Test
  void whoHoldsTheOthersUpIsNamedWithWhatItOwes() {
    begin(LIMIT_MILLIS);
    leftHalfComesAfterASecond();
    heardMillis.put(new WorkerId("w1"), 8_000L);
    assertThat(lookAt(10_999)).isEmpty();
    assertThat(lookAt(11_000))
        .contains(
            """
            no progress for 10 s at step 1: computing
              waits for: worker w1 on host-w1, for 11 s: shards 8..15; the last came from it 3 s ago
              meanwhile: w0 waits for version 1
              try: look at worker w1 on host-w1; when it is ended, the others do its part of the same step\
            """);
  }

  @Test
  void itIsToldOnceAndAgainWhenItLastsTenTimesAsLong() {
    begin(LIMIT_MILLIS);
    assertThat(lookAt(10_000)).isPresent();
    assertThat(lookAt(10_250)).isEmpty();
    assertThat(lookAt(99_999)).isEmpty();
    assertThat(lookAt(100_000).orElseThrow()).startsWith("no progress for 100 s at step 1");
    assertThat(lookAt(999_999)).isEmpty();
    assertThat(lookAt(1_000_000)).isPresent();
  }

  @Test
  void thatItGoesOnIsToldAfterAReportOnly() {
    begin(LIMIT_MILLIS);
    arrivals++;
    assertThat(lookAt(5_000)).isEmpty();
    assertThat(lookAt(15_000)).isPresent();
    arrivals++;
    assertThat(lookAt(17_000)).contains("the run goes on at step 1 after 12 s without progress");
    assertThat(lookAt(26_999)).isEmpty();
    assertThat(lookAt(27_000)).isPresent();
  }

  @Test
  void thatABlockIsDealtToAnotherTooIsNoProgress() {
    begin(LIMIT_MILLIS);
    assertThat(Course.only(Action.Deal.class, course.tickAt(2_000))).isNotEmpty();
    assertThat(lookAt(2_000)).isEmpty();
    assertThat(lookAt(10_000)).isPresent();
  }

  @Test
  void blocksThatTakeLongAreNoStandstill() {
    begin(1_000);
    course.millis = 2_000;
    course.completeBy("w0", LEFT_HALF);
    assertThat(lookAt(2_000)).as("nobody looked before").isEmpty();
    assertThat(lookAt(5_999)).isEmpty();
    assertThat(lookAt(6_000)).isPresent();
  }

  @Test
  void aRunThatLacksWorkersSaysSo() {
    course = new Course(2, 2);
    course.join("w0");
    watch(LIMIT_MILLIS);
    assertThat(lookAt(10_000))
        .contains(
            """
            no progress for 10 s at step 1: gathering workers
              waits for: workers: 1 of 2 are here
              meanwhile: w0 waits for more workers
              try: start more workers\
            """);
  }

  @Test
  void whenAllHasComeTheCoordinatorItselfIsNamed() {
    begin(LIMIT_MILLIS);
    course.completeBy("w0", LEFT_HALF);
    course.completeBy("w1", RIGHT_HALF);
    lookAt(0);
    assertThat(lookAt(10_000))
        .contains(
            """
            no progress for 10 s at step 1: closing what is complete
              waits for: the coordinator itself, which closes step 1 in its books
              meanwhile: w0, w1 wait for version 1
              try: look at the disk of the run folder and at the load of the coordinator's host\
            """);
  }

  @Test
  void blocksThatAreToBeMeasuredAreNamed() {
    begin(LIMIT_MILLIS);
    course.on(new Event.MeasureAsked(0, Part.VALIDATION, 2));
    lookAt(0);
    assertThat(lookAt(10_000).orElseThrow())
        .startsWith("no progress for 10 s at step 1: measuring version 0 on the validation part\n")
        .contains("waits for: worker w0 on host-w0, for 10 s: block 0 of the validation part")
        .contains("waits for: worker w1 on host-w1, for 10 s: block 1 of the validation part");
  }

  @Test
  void whatStillComesInAPauseIsNoProgress() {
    course = new Course(2, 2);
    course.join("w0");
    course.join("w1");
    watch(LIMIT_MILLIS);
    course.lose("w1");
    lookAt(0);
    assertThat(lookAt(10_000).orElseThrow()).contains(": paused\n", "workers: 1 of 2 are here");
    arrivals++;
    assertThat(lookAt(11_000)).isEmpty();
  }

  @Test
  void zeroIsForNever() {
    begin(0);
    assertThat(lookAt(1_000_000)).isEmpty();
  }

  private void begin(long limitMillis) {
    course.join("w0");
    course.join("w1");
    watch(limitMillis);
  }

  private void watch(long limitMillis) {
    standstill = Standstill.watch(TimeUnit.MILLISECONDS.toNanos(limitMillis), course.plan, 0);
  }

  private void leftHalfComesAfterASecond() {
    course.millis = 1_000;
    course.completeBy("w0", LEFT_HALF);
    lookAt(1_000);
  }

  private Optional<String> lookAt(long millis) {
    Standstill.Look look =
        standstill.look(course.plan, new Seen(), TimeUnit.MILLISECONDS.toNanos(millis));
    standstill = look.next();
    return look.words();
  }

  private final class Seen implements Standstill.Signs {
    @Override
    public long arrivals() {
      return arrivals;
    }

    @Override
    public OptionalLong heardNanos(WorkerId worker) {
      Long millis = heardMillis.get(worker);
      return millis == null
          ? OptionalLong.empty()
          : OptionalLong.of(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Override
    public String host(WorkerId worker) {
      return "host-" + worker;
    }
  }
}
