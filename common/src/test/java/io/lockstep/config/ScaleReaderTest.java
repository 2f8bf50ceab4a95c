package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.LockstepException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScaleReaderTest {

  private static RunConfiguration read(String data, String... sets) {
    String text =
        """
        data:
          train: { csv: t.csv, label: y }
          %s
        model: { layers: [ { dense: 2 } ], loss: cross-entropy }
        """
            .formatted(data.replace("\n", "\n  "));
    return ConfigurationReader.of("t.yaml", text, List.of(sets));
  }

  private static String refused(String data, String... sets) {
    return catchThrowableOfType(LockstepException.class, () -> read(data, sets)).failure().block();
  }

  @ParameterizedTest
  @CsvSource({"true, standard", "false, none"})
  void theOlderWordMeansWhatItMeant(String standardize, String scale) {
    RunConfiguration older = read("standardize: " + standardize);

    assertThat(older.data()).isEqualTo(read("scale: " + scale).data());
    assertThat(Identity.stepFields(older)).containsEntry("data.standardize", standardize);
  }

  @Test
  void theOlderWordBesideAnotherScaleIsRefused() {
    assertThat(refused("standardize: true\nscale: none"))
        .isEqualTo(
            """
            error: data.standardize and data.scale say different things
              cause: t.yaml:3:16
              kept:  nothing was changed
              try:   remove standardize: true is scale: standard, and false is scale: none\
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "standardize: false, data.scale=robust",
    "scale: none, data.standardize=true",
    "scale: { min-max: [0; 1] }, data.standardize=false"
  })
  void theCommandLineOverrulesTheOtherWordOfTheFile(String file, String set) {
    ScaleSpec scale = read(file.replace(';', ','), set).data().recipe().scale();

    assertThat(Spelling.scale(scale))
        .isEqualTo(
            set.replaceFirst(".*=", "").replace("true", "standard").replace("false", "none"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scale: none",
        "scale: null",
        "scale: Robust",
        "scale: log1p",
        "scale: min-max",
        "scale: { min-max: [0.01, 1.0] }",
        "scale: { pixels: [-1, 1] }",
        "label-scale: standard",
        "columns: { age: { scale: robust }, \"a b: c\": { scale: { min-max: [0, 2] } } }"
      })
  void whatIsWrittenIsReadBackAsItWas(String line) {
    RunConfiguration configuration = read(line, "model.loss=mse");
    String written = ConfigurationWriter.yaml(configuration);

    assertThat(ConfigurationReader.of("w.yaml", written, List.of())).isEqualTo(configuration);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scale: minmax | data.scale knows no 'minmax'; here it is called min-max",
        "scale: { min-max: [1, 0] } | data.scale.min-max goes from 1.0 to 0.0, which is no range",
        "scale: { min-max: [0] } | data.scale.min-max is [0], but must be a list of two numbers",
        "scale: { min-max: [0, x] } | data.scale.min-max is x, but must be a list of two numbers",
        "scale: { robust: [0, 1] } | data.scale is { robust }, but robust takes no settings",
        "scale: { minmax: [0, 1] } | unknown key minmax in data.scale",
        "scale: [0, 1] | data.scale is [0, 1], but must be one of",
        "scale: | data.scale has no value",
        "columns: [a] | data.columns is [a], but must be a mapping of names",
        "columns: { a: robust } | data.columns.a is robust, but must be a mapping such as { scale: robust }",
        "columns: { a: { scaling: robust } } | unknown key scaling in data.columns.a"
      })
  void whatCannotBeMeantIsRefused(String line, String error) {
    assertThat(refused(line)).contains("error: " + error);
  }
}
