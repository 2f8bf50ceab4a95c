package io.lockstep.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ComersTest {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void whoIsThereGoesAndWhoIsNotComesAndNeverMoreThanTwoAreThere(long seed) {
    Comers comers = new Comers(seed, 2);
    Set<Integer> there = new HashSet<>(Set.of(2));
    Set<Integer> before = new HashSet<>(there);
    List<Integer> again = new ArrayList<>();
    for (int move = 0; move < 200; move++) {
      Comers.Move next = comers.next();
      switch (next.way()) {
        case GOES -> assertThat(there.remove(next.worker())).as("seed %d", seed).isTrue();
        case COMES -> {
          assertThat(there.add(next.worker())).as("seed %d", seed).isTrue();
          if (!before.add(next.worker())) {
            again.add(next.worker());
          }
        }
      }
      assertThat(there).hasSizeLessThanOrEqualTo(2).allMatch(worker -> worker >= 2);
    }
    assertThat(again).as("names that come again, seed %d", seed).hasSizeGreaterThan(20);
    assertThat(before).as("names, seed %d", seed).hasSizeGreaterThan(20);
  }
}
