package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.Fold;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SplitTest {

  @Test
  void eachRowIsInExactlyOnePartAndEachClassGivesItsShare() {
    int[] classes =
        IntStream.range(0, 1000).map(i -> i % 10 == 0 ? 1 : i % 3 == 0 ? 2 : 0).toArray();
    Split split = Split.of(classes, 0.1, 0.25, 42);
    int[] all =
        IntStream.concat(
                IntStream.concat(Arrays.stream(split.train()), Arrays.stream(split.validation())),
                Arrays.stream(split.test()))
            .sorted()
            .toArray();
    assertThat(all).containsExactly(IntStream.range(0, 1000).toArray());
    for (int c = 0; c < 3; c++) {
      int wanted = c;
      long size = Arrays.stream(classes).filter(x -> x == wanted).count();
      assertThat(Arrays.stream(split.test()).filter(row -> classes[row] == wanted).count())
          .isEqualTo(Math.round(size * 0.25));
      assertThat(Arrays.stream(split.validation()).filter(row -> classes[row] == wanted).count())
          .isEqualTo(Math.round(size * 0.1));
    }
    assertThat(split.train()).isSorted();
  }

  @Test
  void theSeedDecidesAndNothingElse() {
    int[] classes = new int[200];
    assertThat(Split.of(classes, 0.2, 0.2, 1).test())
        .isEqualTo(Split.of(classes, 0.2, 0.2, 1).test())
        .isNotEqualTo(Split.of(classes, 0.2, 0.2, 2).test());
  }

  @Test
  void theRowsOfOneSeedAreFixedForEver() {
    Split split = Split.of(new int[20], 0.1, 0.2, 42);
    assertThat(split.test()).containsExactly(0, 3, 9, 17);
    assertThat(split.validation()).containsExactly(12, 16);
  }

  @Test
  void theRowsOfManyClassesAreFixedForEver() {
    int[] classes = IntStream.range(0, 24).map(i -> (i * i + i / 5) % 4).toArray();
    Split split = Split.of(classes, 0.2, 0.25, 42);
    assertThat(split.test()).containsExactly(0, 2, 3, 7, 12, 18, 21);
    assertThat(split.validation()).containsExactly(9, 15, 16, 17, 23);
  }

  @Test
  void aClassOfOneRowIsTrainedOn() {
    Split split = Split.of(new int[] {0, 1, 0, 0}, 0.4, 0.5, 7);
    assertThat(split.train()).contains(1);
    assertThat(split.train().length + split.validation().length + split.test().length).isEqualTo(4);
  }

  @Test
  void withoutFractionsEverythingIsTrainedOn() {
    assertThat(Split.of(new int[] {0, 1}, 0, 0, 7).train()).containsExactly(0, 1);
  }

  @Test
  void eachRowIsHeldOutInOneFoldAndWhatIsForTheTestIsInNone() {
    int[] classes = IntStream.range(0, 101).map(i -> i % 7 == 0 ? 1 : i % 3 == 0 ? 2 : 0).toArray();
    int[] times = new int[101];
    Split whole = Split.of(classes, 0, 0.2, 42);
    for (int number = 1; number <= 4; number++) {
      Split split = Split.fold(classes, new Fold(number, 4), 0, 0.2, 42);
      Arrays.stream(split.test()).forEach(row -> times[row]++);
      assertThat(split.test().length).isBetween(20, 21);
      assertThat(split.validation()).isEmpty();
      assertThat(split.train().length + split.test().length).isEqualTo(whole.train().length);
    }
    for (int row : whole.train()) {
      assertThat(times[row]).isEqualTo(1);
    }
  }

  @Test
  void ofTheRowsOutsideAFoldEachClassGivesItsShareToValidation() {
    int[] classes = IntStream.range(0, 1000).map(i -> i % 10 == 0 ? 1 : 0).toArray();
    for (int number = 1; number <= 5; number++) {
      Split held = Split.fold(classes, new Fold(number, 5), 0, 0, 42);
      Split split = Split.fold(classes, new Fold(number, 5), 0.1, 0, 42);
      assertThat(split.test()).isEqualTo(held.test());
      assertThat(Arrays.stream(split.test()).filter(row -> classes[row] == 1)).hasSize(20);
      assertThat(Arrays.stream(split.validation()).filter(row -> classes[row] == 1)).hasSize(8);
      assertThat(Arrays.stream(split.validation()).filter(row -> classes[row] == 0)).hasSize(72);
      assertThat(split.train()).hasSize(720).doesNotContain(split.validation());
    }
  }

  @Test
  void theOnlyRowOfAClassIsTrainedOnInEveryFold() {
    for (int number = 1; number <= 2; number++) {
      assertThat(Split.fold(new int[] {0, 1, 0, 0}, new Fold(number, 2), 0, 0, 42).train())
          .contains(1);
    }
  }
}
