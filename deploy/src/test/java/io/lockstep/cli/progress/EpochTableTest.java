package io.lockstep.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.run.EpochMetrics;
import io.lockstep.run.Metrics;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EpochTableTest {

  private static final EpochMetrics EPOCH =
      new EpochMetrics(
          12,
          84,
          0.5,
          0.01,
          Map.of(
              "train",
              new Metrics(0.123456, OptionalDouble.of(0.9), 105),
              "validation",
              new Metrics(1234.5, OptionalDouble.of(0.8125), 22)));

  private static String shown(EpochTable.Parts parts, int width) {
    EpochTable table = new EpochTable(parts, EpochTable.Rate.CONSTANT, 200, width);
    return table.head() + "\n" + table.row(new EpochTable.Row(EPOCH, true, 65));
  }

  @Test
  void aRowSaysHowAnEpochWentAndWhetherItIsTheBest() {
    assertThat(shown(EpochTable.Parts.VALIDATION_ACCURACY, 79))
        .isEqualTo(
            """
            epoch     loss accuracy val loss  val acc   time
               12   0.1235   0.9000     1235   0.8125  1m05s *\
            """);
    assertThat(shown(EpochTable.Parts.TRAIN, 79))
        .isEqualTo(
            """
            epoch     loss   time
               12   0.1235  1m05s\
            """);
  }

  @Test
  void aRateThatChangesHasAColumnWhereThereIsRoom() {
    EpochTable table = new EpochTable(EpochTable.Parts.TRAIN, EpochTable.Rate.CHANGING, 200, 79);
    assertThat(table.head() + "\n" + table.row(new EpochTable.Row(EPOCH, true, 65)))
        .isEqualTo(
            """
            epoch     loss     rate   time
               12   0.1235   0.0100  1m05s\
            """);
  }

  @Test
  void aWideTerminalHasTheSizesOfTheLastStep() {
    EpochMetrics measured =
        new EpochMetrics(12, 84, 2, 0.01, new EpochMetrics.Norms(1.5, 0.00025), EPOCH.metrics());
    EpochTable table = new EpochTable(EpochTable.Parts.TRAIN, EpochTable.Rate.CONSTANT, 200, 120);
    assertThat(table.head() + "\n" + table.row(new EpochTable.Row(measured, true, 65)))
        .isEqualTo(
            """
            epoch     loss gradient   update   time
               12   0.1235   1.5000 2.50e-04  1m05s\
            """);
    assertThat(table.row(new EpochTable.Row(EPOCH, true, 65))).endsWith("  1m05s");
  }

  @Test
  void aNarrowTerminalLosesWhatTellsLeast() {
    assertThat(shown(EpochTable.Parts.VALIDATION_ACCURACY, 40))
        .isEqualTo(
            """
            epoch     loss val loss  val acc
               12   0.1235     1235   0.8125 *\
            """);
    assertThat(shown(EpochTable.Parts.VALIDATION_ACCURACY, 19))
        .isEqualTo(
            """
            epoch val loss
               12     1235 *\
            """);
    assertThat(shown(EpochTable.Parts.TRAIN_ACCURACY, 19))
        .isEqualTo(
            """
            epoch     loss
               12   0.1235\
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {19, 25, 33, 41, 52, 79})
  void noLineIsWiderThanTheTerminal(int width) {
    for (EpochTable.Parts parts : EpochTable.Parts.values()) {
      for (int last : new int[] {1, 99_999, 1_000_000}) {
        EpochTable table = new EpochTable(parts, EpochTable.Rate.CHANGING, last, width);
        assertThat(table.head()).hasSizeLessThanOrEqualTo(width);
        assertThat(table.row(new EpochTable.Row(EPOCH, true, 1e6))).hasSizeLessThanOrEqualTo(width);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0000",
    "0.00001234, 1.23e-05",
    "0.12345, 0.1235",
    "999.99994, 999.9999",
    "12345.6, 12346",
    "1e30, 1.00e+30",
    "NaN, NaN",
    "Infinity, Inf"
  })
  void aLossOfAnySizeTakesFewCharacters(double loss, String shown) {
    assertThat(Figures.loss(loss)).isEqualTo(shown).hasSizeLessThanOrEqualTo(Figures.WIDTH);
  }
}
