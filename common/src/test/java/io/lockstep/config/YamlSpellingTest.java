package io.lockstep.config;

import static io.lockstep.config.ConfigurationReaderTest.FULL;
import static io.lockstep.config.ConfigurationReaderTest.SMALL;
import static io.lockstep.config.ConfigurationReaderTest.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written in a way that YAML, or another system, could take for something else.
final class YamlSpellingTest {

  @Test
  void linesMayEndAsOnOtherSystems(@TempDir Path folder) throws Exception {
    for (String end : List.of("\r\n", "\r")) {
      for (String text : List.of(SMALL, FULL)) {
        assertThat(read(text.replace("\n", end))).isEqualTo(read(text));
      }
    }
    Path file = Files.writeString(folder.resolve("small.yaml"), SMALL.replace("\n", "\r\n"));
    assertThat(ConfigurationReader.read(file, List.of())).isEqualTo(read(SMALL));
  }

  /// YAML, old or new, has another meaning for each of them.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes",
        "no",
        "on",
        "Off",
        "y",
        "true",
        "False",
        "2",
        "02",
        "0",
        "1.0",
        "1e3",
        "0x10",
        "0o7",
        "1_000",
        "12:30",
        "2024-01-01",
        ".inf",
        "-1",
        "+5"
      })
  void aLabelIsTheNameThatIsWritten(String name) {
    String written = SMALL.replace("species", name);
    assertThat(labels(read(written))).containsExactly(name);
    assertThat(labels(read(SMALL.replace("species", "[a, %s]".formatted(name)), "model.loss=mse")))
        .containsExactly("a", name);
    assertThat(labels(read(SMALL, "data.train.label=" + name))).containsExactly(name);
    assertThat(read(ConfigurationWriter.yaml(read(written)))).isEqualTo(read(written));
  }

  private static List<String> labels(RunConfiguration configuration) {
    return ((Source.Csv) configuration.data().train()).labels();
  }
}
