package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.config.LossSpec;
import io.lockstep.config.Source;
import io.lockstep.data.Encoding.CategoryColumn;
import io.lockstep.data.Encoding.NumberColumn;
import io.lockstep.data.Encoding.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Data as the world writes them: those of the examples, and larger public sets where present.
final class RealDataTest {

  @Test
  void irisHasThreeClassesInTheSameShareInEachPart() {
    LoadedData iris =
        Loading.load(
            Sections.csv("iris.csv", "species").split(0.2, 0.2).section(),
            Sections.exampleData(),
            42,
            LossSpec.CROSS_ENTROPY);
    assertThat(iris.encoding().classNames()).containsExactly("setosa", "versicolor", "virginica");
    assertThat(iris.encoding().featureWidth()).isEqualTo(4);
    assertThat(classCounts(iris.train(), 3)).containsExactly(30, 30, 30);
    assertThat(classCounts(iris.validation().orElseThrow(), 3)).containsExactly(10, 10, 10);
    assertThat(classCounts(iris.test().orElseThrow(), 3)).containsExactly(10, 10, 10);
  }

  @Test
  void breastCancerLeavesOutAColumnThatIsIgnored() {
    LoadedData data =
        Loading.load(
            Sections.csv("breast-cancer.csv", "diagnosis").ignoring("mean_radius").section(),
            Sections.exampleData(),
            1,
            LossSpec.BINARY_CROSS_ENTROPY);
    assertThat(data.encoding().featureWidth()).isEqualTo(29);
    assertThat(data.encoding().classNames()).containsExactly("benign", "malignant");
    assertThat(classCounts(data.train(), 2)).containsExactly(357, 212);
    double sum = 0;
    for (int i = 0; i < data.train().count(); i++) {
      sum += Sections.features(data.train(), i)[7];
    }
    assertThat(sum / data.train().count()).isCloseTo(0, within(1e-6));
  }

  @Test
  void adultTurnsQuestionMarksIntoACategoryOfTheirOwn() {
    Path folder = Sections.publicData("adult");
    LoadedData data =
        Loading.load(
            Sections.csv("adult-train.csv", "income")
                .test(new Source.Csv("adult-test.csv", "income"))
                .section(),
            folder,
            1,
            LossSpec.CROSS_ENTROPY);
    assertThat(data.train().count()).isEqualTo(32_561);
    assertThat(data.test().orElseThrow().count()).isEqualTo(16_281);
    assertThat(classCounts(data.train(), 2)).containsExactly(24_720, 7841);
    assertThat(classCounts(data.test().orElseThrow(), 2)).containsExactly(12_435, 3846);
    Table table = (Table) data.encoding().features();
    assertThat(table.columns().stream().filter(c -> c instanceof NumberColumn)).hasSize(6);
    List<CategoryColumn> withMissing =
        table.columns().stream()
            .filter(c -> c instanceof CategoryColumn category && category.missingSlot())
            .map(c -> (CategoryColumn) c)
            .toList();
    assertThat(withMissing)
        .extracting(CategoryColumn::name)
        .containsExactly("workclass", "occupation", "native-country");
    assertThat(data.notes())
        .contains(
            "column 'workclass' is missing in 1836 of 32561 rows, and becomes a category of its own there");
  }

  @Test
  void californiaHousingFillsMissingBedroomsWithTheMean() {
    Path folder = Sections.publicData("california-housing");
    LoadedData data =
        Loading.load(
            Sections.csv("housing.csv", "median_house_value").split(0.1, 0.1).section(),
            folder,
            3,
            LossSpec.MSE);
    assertThat(data.encoding().classCount()).isZero();
    assertThat(data.encoding().featureWidth()).isEqualTo(8 + 5);
    assertThat(data.train().count()).isEqualTo(20_640 - 2 * 2064);
    assertThat(Sections.target(data.train(), 0)).isBetween(14_999f, 500_001f);
    assertThat(data.notes())
        .contains(
            "column 'total_bedrooms' is missing in 207 of 20640 rows, and becomes the mean of the training rows there");
  }

  @Test
  void beijingRowsWithoutTheirLabelAreRefusedAndAsAFeatureNaIsFilled() {
    Path folder = Sections.publicData("time-series");
    LoadedData data =
        Loading.load(
            Sections.csv("beijing-pm25.csv", "TEMP").ignoring("No").section(),
            folder,
            3,
            LossSpec.MAE);
    assertThat(data.train().count()).isEqualTo(43_824);
    assertThat(data.notes())
        .contains(
            "column 'pm2.5' is missing in 2067 of 43824 rows, and becomes the mean of the training rows there");
    NumberColumn pm25 =
        ((Table) data.encoding().features())
            .columns().stream()
                .filter(c -> c.name().equals("pm2.5"))
                .map(c -> (NumberColumn) c)
                .findFirst()
                .orElseThrow();
    assertThat(((Scale.Affine) pm25.scale()).shift()).isCloseTo(98.6132, within(1e-4));
    assertThat(pm25.gap().fill()).isEqualTo(((Scale.Affine) pm25.scale()).shift());
    assertThatThrownBy(() ->
            Loading.load(
                Sections.csv("beijing-pm25.csv", "pm2.5").section(), folder, 3, LossSpec.MAE))
        .hasMessageContaining("label column 'pm2.5': the label is missing")
        .hasMessageContaining("beijing-pm25.csv:2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist", "fashion-mnist"})
  void imagesStayBytesAndBecomeFractionsOf255(String set) {
    Path folder = Sections.publicData(set);
    LoadedData data =
        Loading.load(
            Sections.of(idx("train")).test(idx("t10k")).split(0.1, 0).section(),
            folder,
            7,
            LossSpec.CROSS_ENTROPY);
    assertThat(data.encoding().classNames()).hasSize(10).startsWith("0").endsWith("9");
    assertThat(data.train().count() + data.validation().orElseThrow().count()).isEqualTo(60_000);
    assertThat(data.test().orElseThrow().count()).isEqualTo(10_000);
    double sum = 0;
    for (int i = 0; i < 10_000; i++) {
      for (float value : Sections.features(data.test().orElseThrow(), i)) {
        sum += value;
      }
    }
    double mean = set.equals("mnist") ? 33.7912 : 73.1466;
    assertThat(sum / 7_840_000 * 255).isCloseTo(mean, within(1e-3));
  }

  private static Source.Idx idx(String part) {
    return new Source.Idx(part + "-images-idx3-ubyte.gz", part + "-labels-idx1-ubyte.gz");
  }

  private static int[] classCounts(Examples examples, int classes) {
    int[] counts = new int[classes];
    for (int i = 0; i < examples.count(); i++) {
      counts[(int) Sections.target(examples, i)]++;
    }
    assertThat(Arrays.stream(counts).sum()).isEqualTo(examples.count());
    return counts;
  }
}
