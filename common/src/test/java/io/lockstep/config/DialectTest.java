package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DialectTest {

  private static final String SMALL =
      """
      data: { train: { csv: iris.csv, label: 4 }%s }
      model: { layers: [ { dense: 3 } ], loss: cross-entropy }
      """;

  private static RunConfiguration read(String keys) {
    return ConfigurationReader.of("small.yaml", SMALL.formatted(keys), List.of());
  }

  @Test
  void everyKeyIsReadWrittenAndPartOfWhatProcessesAgreeOn() {
    RunConfiguration plain = read("");
    assertThat(plain.data().dialect()).isEqualTo(Dialect.UNSTATED);
    RunConfiguration stated =
        read(
            ", delimiter: tab, decimal: comma, encoding: latin-1, header: false, comment: '#', cell-lines: 50");
    assertThat(stated.data().dialect().toMap())
        .isEqualTo(
            Map.of(
                "delimiter", "tab",
                "decimal", "comma",
                "encoding", "ISO-8859-1",
                "header", "false",
                "comment", "#",
                "cell-lines", "50"));
    RunConfiguration again =
        ConfigurationReader.of("again.yaml", ConfigurationWriter.yaml(stated), List.of());
    assertThat(again.data()).isEqualTo(stated.data());
    assertThat(Identity.fields(stated)).containsEntry("data.delimiter", "tab");
    assertThat(Identity.hash(stated)).isNotEqualTo(Identity.hash(plain));
  }

  /// YAML has a meaning for most of them.
  @ParameterizedTest
  @ValueSource(
      strings = {
        ",", ";", "|", "\t", ":", "#", "%", "&", "*", "!", ">", "?", "@", "`", "[", "]", "{", "}",
        "=", "/", "§"
      })
  void oneSignOnTheCommandLineIsThatSign(String sign) {
    List<String> set = List.of("data.delimiter=" + sign);
    Dialect read = ConfigurationReader.of("small.yaml", SMALL.formatted(""), set).data().dialect();
    assertThat(read.delimiter()).contains(sign.charAt(0));
    assertThat(ConfigurationReader.dialect(set)).isEqualTo(read);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'", "\"", "-", " "})
  void aSignThatCannotPartCellsIsRefusedAsSuchAndNotAsBadYaml(String sign) {
    List<String> set = List.of("data.delimiter=" + sign);
    assertThatThrownBy(() -> ConfigurationReader.of("small.yaml", SMALL.formatted(""), set))
        .hasMessageContaining("data.delimiter is ")
        .hasMessageContaining("but must be comma, semicolon, tab, pipe or one character in quotes");
  }

  @Test
  void ofOneMoreFileNothingElseCanBeStated() {
    assertThat(ConfigurationReader.dialect(List.of())).isEqualTo(Dialect.UNSTATED);
    for (String key :
        List.of("data.standardize", "data.columns", "data", "delimiter", "train.epochs")) {
      assertThatThrownBy(() -> ConfigurationReader.dialect(List.of(key + "=1")))
          .hasMessageContaining(key + " belongs to the model, and is as it was in training");
    }
  }

  @Test
  void charactersAndTheirWordsAreOne() {
    for (String[] pair :
        new String[][] {{",", "comma"}, {";", "semicolon"}, {"\t", "TAB"}, {"|", "pipe"}}) {
      assertThat(Dialect.of(Map.of("delimiter", pair[0])))
          .isEqualTo(Dialect.of(Map.of("delimiter", pair[1])));
    }
    assertThat(Dialect.of(Map.of("delimiter", "^")).delimiter()).contains('^');
  }

  @ParameterizedTest
  @CsvSource({
    "delimiter: ab, 'comma, semicolon, tab, pipe or one character in quotes'",
    "delimiter: x, 'comma, semicolon, tab, pipe or one character in quotes'",
    "decimal: dot, point or comma",
    "encoding: klingon, 'a character set such as utf-8, windows-1252, latin-1 or utf-16'",
    "header: maybe, true or false",
    "comment: ab, 'none or one character in quotes, such as \"#\"'",
    "cell-lines: 0, a whole number from 1 to 1000000"
  })
  void whatCannotBeMeantIsRefusedWithItsPlace(String key, String wanted) {
    assertThatThrownBy(() -> read(", " + key))
        .hasMessageStartingWith(
            "data.%s is %s, but must be %s (small.yaml:1:"
                .formatted(key.split(": ")[0], key.split(": ")[1], wanted));
  }
}
