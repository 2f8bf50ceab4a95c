package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is not stated follows the machine.
final class LimitsSectionTest {

  private static final LimitsSection UNSTATED = new LimitsSection(0, 0, 0);
  private static final LimitsSection STATED = new LimitsSection(7, 6, 5);

  @ParameterizedTest
  @CsvSource({"1, 2, 1", "2, 2, 1", "8, 2, 1", "16, 4, 2", "64, 16, 8"})
  void threadsFollowTheCores(int cores, int wireThreads, int evaluationLanes) {
    assertThat(Defaults.wireThreads(cores)).isEqualTo(wireThreads);
    assertThat(Defaults.evaluationLanes(cores)).isEqualTo(evaluationLanes);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 268435456, 32",
    "1000000, 268435456, 32",
    "10000000, 268435456, 6",
    "1000000000, 268435456, 2",
    "8000000000, 9223372036854775807, 32"
  })
  void gradientBuffersFollowTheMemory(long gradientBytes, long heapBytes, int buffers) {
    assertThat(Defaults.gradientBuffers(gradientBytes, heapBytes)).isEqualTo(buffers);
  }

  @Test
  void whatIsStatedHoldsOnEveryMachine() {
    assertThat(STATED.wireThreadsHere()).isEqualTo(7);
    assertThat(STATED.gradientBuffersHere(Integer.MAX_VALUE)).isEqualTo(6);
    assertThat(STATED.evaluationLanesHere()).isEqualTo(5);
    assertThat(UNSTATED.wireThreadsHere()).isGreaterThan(1);
    assertThat(UNSTATED.gradientBuffersHere(1)).isGreaterThan(1);
    assertThat(UNSTATED.evaluationLanesHere()).isPositive();
  }
}
