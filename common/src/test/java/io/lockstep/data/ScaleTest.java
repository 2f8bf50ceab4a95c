package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.config.LossSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScaleTest {

  @TempDir Path folder;

  private static final String TABLE = "x,y\n1,10\n2,20\n3,60\n10,70\n";

  /// Of the column 1, 2, 3, 10: mean 4, deviation 3.5355, median 2.5, quartiles 1.75 and 4.75.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "standard; -0.848528, -0.565685, -0.282843, 1.697056",
        "min-max; 0, 0.111111, 0.222222, 1",
        "'{ min-max: [0.01, 1.0] }'; 0.01, 0.12, 0.23, 1",
        "'{ min-max: [-1, 1] }'; -1, -0.777778, -0.555556, 1",
        "robust; -0.5, -0.166667, 0.166667, 2.5",
        "pixels; 0.00392157, 0.00784314, 0.0117647, 0.0392157",
        "'{ pixels: [0.01, 1] }'; 0.0138824, 0.0177647, 0.0216471, 0.0488235",
        "none; 1, 2, 3, 10",
        "log1p; -1.1128955, -0.4690392, -0.0122159, 1.5941507"
      })
  void aColumnIsScaledAsItIsSaid(String scale, String expected) throws IOException {
    Examples train = load(Sections.csv("t.csv", "y").with("scale", scale)).train();

    String[] values = expected.split(", ");
    for (int row = 0; row < values.length; row++) {
      assertThat((double) Sections.features(train, row)[0])
          .isCloseTo(Double.parseDouble(values[row]), within(2e-6));
    }
  }

  @Test
  void theEndsOfARangeAreMetExactly() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "x,y\n1e9,0\n1000000000.3,1\n1000000001,0\n");
    Examples train =
        load(Sections.csv("t.csv", "y").with("scale", "{ min-max: [0.01, 0.99] }")).train();

    assertThat(Sections.features(train, 0)).containsExactly(0.01f);
    assertThat(Sections.features(train, 2)).containsExactly(0.99f);
  }

  @Test
  void oneColumnIsScaledOtherwiseThanTheRest() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "a,b,y\n1,1,0\n3,3,1\n");
    Sections sections =
        Sections.csv("t.csv", "y")
            .with("scale", "none")
            .with("columns", "{ b: { scale: min-max } }");
    Examples train = Loading.load(sections.section(), folder, 1, LossSpec.MSE).train();

    assertThat(Sections.features(train, 0)).containsExactly(1f, 0f);
    assertThat(Sections.features(train, 1)).containsExactly(3f, 1f);
  }

  @Test
  void aColumnOfWhichMostCellsAreOneNumberHasASizeAllTheSame() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "x,y\n5,0\n5,1\n5,0\n5,1\n5,0\n9,1\n");
    Examples train = load(Sections.csv("t.csv", "y").with("scale", "robust")).train();

    assertThat(Sections.features(train, 0)).containsExactly(0f);
    assertThat(Sections.features(train, 5)[0]).isBetween(2f, 3f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "min-max", "{ min-max: [-1, 1] }", "robust", "log1p", "none"})
  void aTargetIsScaledAndItsPredictionsAreInUnitsOfTheFile(String scale) throws IOException {
    LoadedData data = load(Sections.csv("t.csv", "y").with("label-scale", scale));

    for (int row = 0; row < 4; row++) {
      float inside = Sections.target(data.train(), row);
      assertThat(data.encoding().inUnits(inside))
          .isCloseTo(new float[] {10, 20, 60, 70}[row], within(1e-4f));
    }
  }

  /// Deviation of 10, 20, 60, 70: 25.4951.
  @Test
  void aLossOfScaledTargetsIsToldInUnitsOfTheFile() throws IOException {
    Encoding encoding = load(Sections.csv("t.csv", "y").with("label-scale", "standard")).encoding();

    assertThat(encoding.lossFactor(LossSpec.MSE)).isCloseTo(650, within(1e-9));
    assertThat(encoding.lossFactor(LossSpec.MAE)).isCloseTo(Math.sqrt(650), within(1e-9));
  }

  @Test
  void targetsStayAsTheyAreUnlessAskedForOtherwise() throws IOException {
    LoadedData data = load(Sections.csv("t.csv", "y"));

    assertThat(Sections.target(data.train(), 2)).isEqualTo(60f);
    assertThat(data.encoding().lossFactor(LossSpec.MSE)).isEqualTo(1);
  }

  @Test
  void targetsAreScaledByTheTrainingPartAlone() throws IOException {
    StringBuilder table = new StringBuilder("x,y\n");
    for (int row = 0; row < 40; row++) {
      table.append("%d,%d%n".formatted(row, row));
    }
    Files.writeString(folder.resolve("t.csv"), table);
    LoadedData data =
        load(Sections.csv("t.csv", "y").split(0.5, 0).with("label-scale", "standard"));

    double sum = 0;
    for (int row = 0; row < 20; row++) {
      sum += Sections.target(data.train(), row);
    }
    assertThat(sum).isCloseTo(0, within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-300, 1e-17, 3e-9, 1e-3, 0.5, 1, 2.5, 1e3, 123456.75, 1e15, 1e38})
  void logarithmsAreThoseOfTheLibraryAndComeBack(double x) {
    double log = SignedLog.of(x);

    assertThat(log).isCloseTo(StrictMath.log1p(x), within(2e-15 * Math.abs(log) + 0.0));
    assertThat(SignedLog.of(-x)).isEqualTo(-log);
    assertThat(SignedLog.inverse(log)).isCloseTo(x, within(Math.abs(1e-13 * x)));
    assertThat(SignedLog.inverse(-log)).isCloseTo(-x, within(Math.abs(1e-13 * x)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"standard", "{ min-max: [0.01, 1] }", "robust", "log1p", "pixels", "none"})
  void anEncodingWithItsScalesIsReadBackAsItWas(String scale) throws IOException {
    Encoding encoding =
        load(Sections.csv("t.csv", "y").with("scale", scale).with("label-scale", scale)).encoding();

    assertThat(Encoding.fromMap(encoding.toMap())).isEqualTo(encoding);
  }

  @Test
  void aLabelThatSaysNothingOfAScaleIsTakenAsItIs() {
    Encoding encoding =
        new Encoding(
            new Encoding.Pixels(List.of(1)),
            new Encoding.NumberLabel("y", Scale.AS_IT_IS, Optional.empty()));
    var map = encoding.toMap();
    map.put("label", java.util.Map.of("name", "y", "type", "number"));

    assertThat(Encoding.fromMap(map)).isEqualTo(encoding);
  }

  @Test
  void whatIsSaidOfTheLabelIsRefusedWithTheKeyForIt() throws IOException {
    Files.writeString(folder.resolve("t.csv"), TABLE);
    String block =
        new Refusals(folder)
            .of(
                Sections.csv("t.csv", "y").with("columns", "{ y: { scale: standard } }"),
                LossSpec.MSE);

    assertThat(block)
        .isEqualTo(
            """
            error: column 'y' is the label, so data.columns says nothing of it
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   to scale the label: --set data.label-scale=standard\
            """);
  }

  @Test
  void aColumnThatIsNotThereIsRefused() throws IOException {
    Files.writeString(folder.resolve("t.csv"), TABLE);
    String block =
        new Refusals(folder)
            .of(
                Sections.csv("t.csv", "y").with("columns", "{ X: { scale: standard } }"),
                LossSpec.MSE);

    assertThat(block)
        .contains("column of data.columns 'X' is not in the file", "did you mean 'x'?");
  }

  private LoadedData load(Sections sections) throws IOException {
    if (!Files.exists(folder.resolve("t.csv"))) {
      Files.writeString(folder.resolve("t.csv"), TABLE);
    }
    return Loading.load(sections.section(), folder, 1, LossSpec.MSE);
  }
}
