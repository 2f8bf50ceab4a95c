package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LaneCountTest {

  private static final long ROWS_OF_XOR_TIMES_PARAMETERS = 4 * 33;
  private static final long OF_W3 = 32L * 3_490;
  private static final long OF_W1 = 128L * 235_146;

  @Test
  void aStepThatIsOverBeforeLanesHaveMetIsComputedByOne() {
    LaneCount sixteenCores = LaneCount.outOf(16);

    assertThat(sixteenCores.of(ROWS_OF_XOR_TIMES_PARAMETERS)).isOne();
    assertThat(sixteenCores.of(OF_W3)).isOne();
  }

  @Test
  void aLargeStepTakesAllCores() {
    assertThat(LaneCount.outOf(16).of(OF_W1)).isEqualTo(16);
    assertThat(LaneCount.outOf(2).of(Long.MAX_VALUE)).isEqualTo(2);
  }

  @Test
  void stepsInBetweenTakeSomeOfTheCores() {
    assertThat(LaneCount.outOf(16).of(1_000_000)).isEqualTo(4);
  }

  @Test
  void whatWasToldIsDoneWhateverTheWork() {
    assertThat(LaneCount.told(3).of(1)).isEqualTo(3);
    assertThat(LaneCount.told(1).of(Long.MAX_VALUE)).isOne();
  }
}
