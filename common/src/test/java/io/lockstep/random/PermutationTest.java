package io.lockstep.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

final class PermutationTest {

  private static final long SEED = 42;
  private static final int BILLION = 1_000_000_000;

  @Test
  void everySizeUpToTenThousandIsPermuted() {
    BitSet seen = new BitSet();
    for (int size = 1; size <= 10_000; size++) {
      Permutation permutation = Permutation.ofEpoch(SEED, size, size);
      seen.clear();
      for (int position = 0; position < size; position++) {
        int element = permutation.at(position);
        if (element < 0 || element >= size || seen.get(element)) {
          throw new AssertionError(
              "size %d: position %d gives %d, twice or out of range"
                  .formatted(size, position, element));
        }
        seen.set(element);
      }
    }
  }

  @Test
  void turnedToAnotherEpochItIsThatEpochsOrder() {
    Permutation turned = Permutation.ofEpoch(SEED, 1, 1000);
    for (int epoch : new int[] {2, 7, 1}) {
      turned.turnTo(SEED, epoch);
      Permutation fresh = Permutation.ofEpoch(SEED, epoch, 1000);
      for (int position = 0; position < 1000; position++) {
        assertThat(turned.at(position)).isEqualTo(fresh.at(position));
      }
    }
  }

  @Test
  void aBillionIsCoveredWithoutRepetitionWhereverOneLooks() {
    Permutation permutation = Permutation.ofEpoch(SEED, 1, BILLION);
    int[] elements = new int[1_000_000];
    for (int i = 0; i < elements.length; i++) {
      int stride = 997;
      elements[i] = permutation.at((int) ((long) i * stride % BILLION));
    }
    Arrays.sort(elements);
    assertThat(elements[0]).isNotNegative();
    assertThat(elements[elements.length - 1]).isLessThan(BILLION);
    for (int i = 1; i < elements.length; i++) {
      assertThat(elements[i]).as("sorted sample %d", i).isGreaterThan(elements[i - 1]);
    }
  }

  /// 64 bins of 10 000 neighbours each: chi-square of 63 degrees has mean 63 and deviation 11.2.
  @Test
  void neighboursOfABillionSpreadEvenly() {
    Permutation permutation = Permutation.ofEpoch(SEED, 3, BILLION);
    int[] bins = new int[64];
    int samples = 640_000;
    for (int i = 0; i < samples; i++) {
      bins[(int) ((long) permutation.at(500_000_000 + i) * 64 / BILLION)]++;
    }
    double chiSquare = 0;
    for (int bin : bins) {
      chiSquare += Math.pow(bin - samples / 64.0, 2) / (samples / 64.0);
    }
    assertThat(chiSquare).isBetween(63 - 4 * 11.2, 63 + 4 * 11.2);
  }

  /// Each of the 24 orders of four examples is expected 500 times in 12 000 epochs, with a
  /// deviation of 22.
  @Test
  void everyOrderOfFourExamplesIsEquallyLikely() {
    int[] count = new int[256];
    for (int epoch = 1; epoch <= 12_000; epoch++) {
      Permutation permutation = Permutation.ofEpoch(SEED, epoch, 4);
      int code = 0;
      for (int position = 0; position < 4; position++) {
        code = code * 4 + permutation.at(position);
      }
      count[code]++;
    }
    int[] orders = Arrays.stream(count).filter(n -> n > 0).toArray();
    assertThat(orders).hasSize(24);
    for (int n : orders) {
      assertThat(n).isBetween(500 - 5 * 22, 500 + 5 * 22);
    }
  }

  /// In a random permutation of n positions one stays in place on average.
  @Test
  void epochsAndSeedsHaveOrdersOfTheirOwn() {
    Permutation first = Permutation.ofEpoch(SEED, 1, 10_000);
    assertThat(agreements(first, Permutation.ofEpoch(SEED, 1, 10_000))).isEqualTo(10_000);
    assertThat(agreements(first, Permutation.ofEpoch(SEED, 2, 10_000))).isLessThan(10);
    assertThat(agreements(first, Permutation.ofEpoch(SEED + 1, 1, 10_000))).isLessThan(10);
    assertThat(agreements(first, Permutation.of(SEED, Purpose.SPLIT, 1, 10_000))).isLessThan(10);
  }

  private static int agreements(Permutation one, Permutation other) {
    int count = 0;
    for (int position = 0; position < one.size(); position++) {
      count += one.at(position) == other.at(position) ? 1 : 0;
    }
    return count;
  }

  /// The order of examples is part of a run's result: if this fails, old runs can no longer be
  /// replayed.
  @Test
  void theOrderIsTheOneOfEarlierVersions() {
    Permutation permutation = Permutation.ofEpoch(SEED, 1, 10);
    int[] order = new int[10];
    Arrays.setAll(order, permutation::at);
    assertThat(order).containsExactly(6, 2, 0, 8, 9, 5, 4, 3, 7, 1);
  }

  /// The virtual machine may allocate for itself now and then; what `at` allocated would show
  /// always.
  @Test
  void evaluationAllocatesNothing() {
    Permutation permutation = Permutation.ofEpoch(SEED, 1, 60_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    long fewest = Long.MAX_VALUE;
    for (int from = 0; from < 60_000; from += 1000) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int position = from; position < from + 1000; position++) {
        sum += permutation.at(position);
      }
      fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(sum).isEqualTo(60_000L * 59_999 / 2);
    assertThat(fewest).isZero();
  }

  @Test
  void positionsOutsideAreRefused() {
    Permutation permutation = Permutation.ofEpoch(SEED, 1, 10);
    assertThatThrownBy(() -> permutation.at(10)).hasMessage("position 10 of 10");
    assertThatThrownBy(() -> permutation.at(-1)).hasMessage("position -1 of 10");
    assertThatThrownBy(() -> Permutation.ofEpoch(SEED, 1, 0))
        .hasMessage("size 0 of a permutation: at least 1");
  }
}
