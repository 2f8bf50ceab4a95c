package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.training.LocalPlace.Doing;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// When a run of one process is said to stand still, and in which words.
final class LocalPlaceTest {

  private final LocalPlace place = new LocalPlace(nanos(10), 0);

  @Test
  void whatItIsAtIsToldOnceAndAgainWhenItLastsTenTimesAsLongAndWhenItGoesOn() {
    place.enter(Doing.ENTERING, 7, nanos(1));
    assertThat(lookAt(2)).isEmpty();
    assertThat(lookAt(11)).isEmpty();
    assertThat(lookAt(12))
        .contains(
            """
            no progress for 10 s at step 7: entering the step in the books
              waits for: the disk of the run folder
              try: look at the disk of the run folder: df, dmesg\
            """);
    assertThat(lookAt(101)).isEmpty();
    assertThat(lookAt(102).orElseThrow()).startsWith("no progress for 100 s at step 7: ");
    place.enter(Doing.COMPUTING, 8, nanos(103));
    assertThat(lookAt(104)).contains("the run goes on at step 8 after 102 s without progress");
    assertThat(lookAt(113)).isEmpty();
    assertThat(lookAt(114).orElseThrow()).contains("at step 8: computing\n");
  }

  @Test
  void whatTookLongBeforeIsNoStandstillBeforeTwiceThat() {
    place.enter(Doing.COMPUTING, 1, 0);
    place.enter(Doing.MEASURING, 1, nanos(30));
    place.enter(Doing.COMPUTING, 2, nanos(31));
    assertThat(lookAt(31)).isEmpty();
    assertThat(lookAt(90)).isEmpty();
    assertThat(lookAt(91)).isPresent();
  }

  @Test
  void theSameStepDoneOnceMoreIsProgress() {
    place.enter(Doing.MEASURING, 4, 0);
    assertThat(lookAt(0)).isEmpty();
    place.enter(Doing.MEASURING, 4, nanos(6));
    assertThat(lookAt(11)).isEmpty();
  }

  @Test
  void zeroIsForNever() {
    LocalPlace unwatched = new LocalPlace(0, 0);
    assertThat(unwatched.look(nanos(1_000))).isEmpty();
  }

  private Optional<String> lookAt(long second) {
    return place.look(nanos(second));
  }

  private static long nanos(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}
