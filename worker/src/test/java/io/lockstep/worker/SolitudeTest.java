package io.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SolitudeTest {

  private long now;
  private final Solitude solitude = new Solitude(120, () -> now);

  @Test
  void aWorkerThatNeverHearsOfACoordinatorGivesUp() {
    now = 119;
    assertThat(solitude.isTooLong()).isFalse();
    now = 120;
    assertThat(solitude.isTooLong()).isTrue();
  }

  @Test
  void aCoordinatorThatWasHeardOfButLetsNobodyInEndsNothing() {
    now = 60;
    solitude.begins();
    now = 120;
    assertThat(solitude.isTooLong()).isTrue();
  }

  @Test
  void whoWasLetInBeginsTheWaitAnew() {
    now = 10;
    solitude.ends();
    now = 119;
    solitude.begins();
    now = 120;
    assertThat(solitude.isTooLong()).as("alone for one second").isFalse();
    now = 238;
    assertThat(solitude.isTooLong()).isFalse();
    now = 239;
    assertThat(solitude.isTooLong()).isTrue();
  }

  @Test
  void nobodyIsAloneInASession() {
    solitude.ends();
    now = 10_000;
    assertThat(solitude.isTooLong()).isFalse();
  }
}
