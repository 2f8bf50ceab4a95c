package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DataPathsTest {

  private static final String TEXT =
      """
      data: { dir: %s, train: { csv: iris.csv, label: species } }
      model: { layers: [ { dense: 3 } ], loss: cross-entropy }
      """;

  private static DataSection data(String dir, String... overrides) {
    return ConfigurationReader.of("c.yaml", TEXT.formatted(dir), List.of(overrides))
        .locatedIn(Path.of("/configurations"))
        .data();
  }

  private static String csv(DataSection data) {
    return ((Source.Csv) data.train()).csv();
  }

  private static String here(String path) {
    return Path.of(path).toAbsolutePath().toString();
  }

  @Test
  void pathsOfTheFileStartFromItsFolder() {
    assertThat(data("sets").dir()).isEqualTo("/configurations/sets");
    assertThat(csv(data("sets"))).isEqualTo("iris.csv");
    assertThat(data("/elsewhere").dir()).isEqualTo("/elsewhere");
  }

  @Test
  void pathsOfTheCommandLineStartWhereItRuns() {
    assertThat(data("sets", "data.dir=mine").dir()).isEqualTo(here("mine"));
    assertThat(csv(data("sets", "data.train.csv=mine/../i.csv"))).isEqualTo(here("i.csv"));
    assertThat(csv(data("sets", "data.train={csv: i.csv, label: a}"))).isEqualTo(here("i.csv"));
    assertThat(csv(data("sets", "data={train: {csv: i.csv, label: a}}"))).isEqualTo(here("i.csv"));
  }

  @Test
  void aFolderOfTheCommandLineIsWhereItsOtherPathsStart() {
    DataSection both = data("sets", "data.dir=mine", "data.train.csv=i.csv");
    assertThat(both.dir()).isEqualTo(here("mine"));
    assertThat(csv(both)).isEqualTo("i.csv");
    assertThat(csv(data("sets", "data.dir=mine"))).isEqualTo("iris.csv");
  }

  @Test
  void whatIsNoPathIsRefused() {
    assertThatThrownBy(() -> data("~/sets"))
        .hasMessageContaining("data.dir is ~/sets, but must be a path: ~ is known to shells only");
    assertThatThrownBy(() -> data("sets", "data.train.csv=\"a\\0b\""))
        .hasMessageContaining("data.train.csv is ")
        .hasMessageContaining("must be a path: Nul character not allowed");
  }
}
