package io.lockstep.data;

import io.lockstep.config.Fold;
import io.lockstep.random.Keys;
import io.lockstep.random.Philox;
import io.lockstep.random.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which rows are for training, validation and test. Each class gives its share of each part, so
/// that a rare class is not missing from one by chance; at least one row of a class is trained on.
/// A function of the seed, the fractions and the classes. Each part is in the order of the rows.
record Split(int[] train, int[] validation, int[] test) {

  private static final int TRAIN = 0;
  private static final int VALIDATION = 1;
  private static final int TEST = 2;
  private static final int LEFT_OUT = 3;

  /// @param strata class of each row, `0..count - 1`; all 0 when labels are numbers
  static Split of(int[] strata, double validationFraction, double testFraction, long seed) {
    int[] parts = new int[strata.length];
    for (int[] rows : shuffled(strata, seed)) {
      int most = Math.max(0, rows.length - 1);
      int test = Math.min(most, share(rows.length, testFraction));
      int validation = Math.min(most - test, share(rows.length, validationFraction));
      for (int i = 0; i < test + validation; i++) {
        parts[rows[i]] = i < test ? TEST : VALIDATION;
      }
    }
    return of(parts);
  }

  /// The rows are dealt in turn, class by class, so that folds differ in size by one row; those of
  /// this fold are the test, so that nothing is chosen by them, and of the others a share is for
  /// validation. What would be the test without folds is in none. The only row of a class is always
  /// trained on.
  static Split fold(
      int[] strata, Fold fold, double validationFraction, double testFraction, long seed) {
    int[] parts = new int[strata.length];
    int dealt = 0;
    for (int[] rows : shuffled(strata, seed)) {
      int left = Math.min(Math.max(0, rows.length - 1), share(rows.length, testFraction));
      boolean single = rows.length - left == 1;
      int others = 0;
      for (int i = left; i < rows.length; i++) {
        boolean held = dealt++ % fold.of() == fold.number() - 1 && !single;
        parts[rows[i]] = held ? TEST : TRAIN;
        others += held ? 0 : 1;
      }
      int validation = Math.min(Math.max(0, others - 1), share(others, validationFraction));
      for (int i = 0; i < rows.length; i++) {
        if (i < left) {
          parts[rows[i]] = LEFT_OUT;
        } else if (parts[rows[i]] == TRAIN && validation-- > 0) {
          parts[rows[i]] = VALIDATION;
        }
      }
    }
    return of(parts);
  }

  private static Split of(int[] parts) {
    return new Split(rowsWhere(parts, TRAIN), rowsWhere(parts, VALIDATION), rowsWhere(parts, TEST));
  }

  /// The rows of each stratum, in the order in which they are dealt.
  private static List<int[]> shuffled(int[] strata, long seed) {
    int strataCount = Arrays.stream(strata).max().orElse(0) + 1;
    int[] ends = ends(strata, strataCount);
    int[] byStratum = byStratum(strata, ends);
    List<int[]> all = new ArrayList<>();
    for (int stratum = 0; stratum < strataCount; stratum++) {
      int[] rows =
          Arrays.copyOfRange(byStratum, stratum == 0 ? 0 : ends[stratum - 1], ends[stratum]);
      shuffle(rows, seed, stratum);
      all.add(rows);
    }
    return all;
  }

  /// Where the rows of each stratum end when they are sorted by stratum.
  private static int[] ends(int[] strata, int strataCount) {
    int[] ends = new int[strataCount];
    for (int stratum : strata) {
      ends[stratum]++;
    }
    for (int stratum = 1; stratum < strataCount; stratum++) {
      ends[stratum] += ends[stratum - 1];
    }
    return ends;
  }

  /// Rows by stratum, those of a stratum ascending.
  private static int[] byStratum(int[] strata, int[] ends) {
    int[] rows = new int[strata.length];
    int[] free = ends.clone();
    for (int row = strata.length - 1; row >= 0; row--) {
      rows[--free[strata[row]]] = row;
    }
    return rows;
  }

  private static int share(int rows, double fraction) {
    return (int) Math.floor(rows * fraction + 0.5);
  }

  private static int[] rowsWhere(int[] values, int wanted) {
    int[] rows = new int[values.length];
    int count = 0;
    for (int row = 0; row < values.length; row++) {
      if (values[row] == wanted) {
        rows[count++] = row;
      }
    }
    return Arrays.copyOf(rows, count);
  }

  /// Fisher and Yates; the draw for each place is Philox at counter (place, 0, 0, 0), keyed by the
  /// stratum.
  private static void shuffle(int[] rows, long seed, int stratum) {
    long key = Keys.key(seed, Purpose.SPLIT, stratum);
    int[] random = new int[4];
    for (int place = rows.length - 1; place > 0; place--) {
      Philox.block(key, place, 0, 0, 0, random, 0);
      long bits = (long) random[0] << 32 | random[1] & 0xffffffffL;
      int other = (int) Math.unsignedMultiplyHigh(bits, place + 1L);
      int swapped = rows[place];
      rows[place] = rows[other];
      rows[other] = swapped;
    }
  }
}
