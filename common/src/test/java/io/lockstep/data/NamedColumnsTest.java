package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.LossSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said of a column and would change nothing is asked about.
final class NamedColumnsTest {

  private static final LossSpec MSE = new LossSpec.Mse(Optional.empty());

  @TempDir Path folder;

  private Refusals refusals;

  @BeforeEach
  void aTable() throws IOException {
    refusals = new Refusals(folder);
    refusals.write(
        IntStream.range(0, 20)
            .mapToObj(i -> "%d,%s,%d".formatted(i * 7 % 5, i % 2 == 0 ? "red" : "blue", i % 2))
            .collect(Collectors.joining("\n", "x,colour,y\n", "\n")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ignore     | [x, y] | column 'y' is the label, and data.ignore leaves it out                            | --set data.ignore=[x]
          ignore     | [y]    | column 'y' is the label, and data.ignore leaves it out                            | --set data.ignore=[]
          dates      | [y]    | column 'y' is the label, and data.dates takes it for a date                       | --set data.dates=[]
          numbers    | [y]    | column 'y' is the label, and data.numbers takes it for numbers, but this loss for classes | --set data.numbers=[]
          columns    | { y: { scale: robust } } | column 'y' is the label, so data.columns says nothing of it         | to scale the label: --set data.label-scale=standard
          columns    | { colour: { scale: robust } } | column 'colour' is read as categories, so its scale in data.columns says nothing: categories have no scale | take it out of data.columns; if its cells are numbers to you: --set data.numbers=[colour]
          columns    | { colour: { missing: median } } | column 'colour' is read as categories, so its missing in data.columns says nothing: missing ones are a category of their own | take it out of data.columns; if its cells are numbers to you: --set data.numbers=[colour]
          """)
  void aKeyThatContradictsAnotherOrTheColumnIsRefused(
      String key, String value, String error, String advice) {
    assertThat(refusals.of(Sections.csv("t.csv", "y").with(key, value), LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: %s
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   %s\
            """
                .formatted(error, advice));
  }

  @Test
  void numbersThatAreCategoriesByWordHaveNoScale() {
    Sections sections =
        Sections.csv("t.csv", "y").categories("x").with("columns", "{ x: { scale: robust } }");
    assertThat(refusals.of(sections, LossSpec.CROSS_ENTROPY))
        .startsWith("error: column 'x' is read as categories, so its scale in data.columns says")
        .endsWith("try:   take it out of data.columns, or of data.categories if it holds numbers");
  }

  @Test
  void aNumberToPredictIsNoCategory() {
    assertThat(refusals.of(Sections.csv("t.csv", "y").categories("y"), MSE))
        .startsWith(
            "error: column 'y' is the label, and data.categories takes it for texts, but this loss for numbers\n")
        .endsWith("try:   --set data.categories=[]");
  }

  /// Whoever tries without a column need not change what is said of it.
  @Test
  void aColumnThatIsIgnoredAllTheSameIsNoted() {
    Sections sections = Sections.csv("t.csv", "y").ignoring("colour").categories("colour");
    assertThat(notes(sections))
        .contains("column 'colour' is ignored, so data.categories says nothing of it");
  }

  @Test
  void rowsMayBeLeftOutForAMissingText() {
    Sections sections =
        Sections.csv("t.csv", "y").with("columns", "{ colour: { missing: drop-row } }");
    assertThat(notes(sections)).noneMatch(note -> note.contains("data.columns"));
    Sections others = sections.missing("fail").with("columns", "{ colour: { missing: mean } }");
    assertThat(notes(others)).noneMatch(note -> note.contains("data.columns"));
  }

  private List<String> notes(Sections sections) {
    return Loading.load(sections.section(), folder, 42, LossSpec.CROSS_ENTROPY).notes();
  }
}
