package io.lockstep.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KeysTest {

  @Test
  void seedsPurposesAndStreamsHaveKeysOfTheirOwn() {
    Set<Long> keys = new HashSet<>();
    for (long seed : new long[] {0, 1, 42, -1, 1L << 32, Long.MIN_VALUE}) {
      for (Purpose purpose : Purpose.values()) {
        for (int stream = 0; stream < 100; stream++) {
          keys.add(Keys.key(seed, purpose, stream));
        }
      }
    }
    assertThat(keys).hasSize(6 * Purpose.values().length * 100);
  }

  /// Keys are part of a run's result: if this fails, old runs can no longer be replayed.
  @Test
  void keysAreThoseOfEarlierVersions() {
    assertThat(Keys.key(42, Purpose.INITIAL_WEIGHTS, 0)).isEqualTo(0x468ec72be914094dL);
    assertThat(Keys.key(42, Purpose.DROPOUT, 1)).isEqualTo(0x0a8596b3c10de0daL);
    assertThat(Keys.key(42, Purpose.SHUFFLE, 1)).isEqualTo(0x7bf8a3dff3443fffL);
  }
}
