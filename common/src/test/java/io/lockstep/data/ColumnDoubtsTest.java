package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.LossSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Columns that cannot be meant as they stand are asked about, with the keys that answer.
final class ColumnDoubtsTest {

  @TempDir Path folder;

  private Refusals refusals;

  @BeforeEach
  void inAFolder() {
    refusals = new Refusals(folder);
  }

  /// A table of 40 rows with columns of these names and a label of two classes.
  private void write(String names, IntFunction<String> row) throws IOException {
    String rows =
        IntStream.range(0, 40)
            .mapToObj(i -> row.apply(i) + "," + "np".charAt(i % 2))
            .collect(Collectors.joining("\n"));
    refusals.write(names + ",y\n" + rows + "\n");
  }

  private String refused(Sections sections) {
    return refusals.of(sections, LossSpec.CROSS_ENTROPY);
  }

  private LoadedData load(Sections sections) {
    return Loading.load(sections.section(), folder, 42, LossSpec.CROSS_ENTROPY);
  }

  @Test
  void numbersThatAreWrittenOtherwiseAreAskedAboutAndReadWhereDeclared() throws IOException {
    write("price", i -> i % 3 == 0 ? "\"$1,%03d\"".formatted(i) : "$" + i);
    Sections plain = Sections.csv("t.csv", "y");
    assertThat(refused(plain))
        .isEqualTo(
            """
            error: column 'price' holds numbers that are written otherwise, such as '$1,000'
              cause: DIR/t.csv:2
              kept:  nothing was changed
              try:   --set data.numbers=[price]; if they are categories: --set data.categories=[price]\
            """);
    LoadedData numbers = load(plain.numbers("price").raw());
    assertThat(Sections.features(numbers.train(), 0)).containsExactly(1000f);
    assertThat(Sections.features(numbers.train(), 1)).containsExactly(1f);
    assertThat(Sections.features(numbers.train(), 39)).containsExactly(1039f);
    assertThat(numbers.notes())
        .containsExactly("column 'price' is read as numbers: '$1,000' is 1000");
    assertThat(load(plain.categories("price")).encoding().featureWidth()).isEqualTo(40);
  }

  @Test
  void aWritingThatTheModelLearntIsAskedOfLaterFiles() throws IOException {
    write("price", i -> "%d kg".formatted(i));
    Encoding encoding =
        Encoding.fromMap(
            load(Sections.csv("t.csv", "y").numbers("price").raw()).encoding().toMap());
    Files.writeString(folder.resolve("new.csv"), "price\n5 kg\n7\n");
    Examples read = encoding.encodeUnlabelled(folder.resolve("new.csv")).examples();
    assertThat(Sections.features(read, 0)).containsExactly(5f);
    assertThat(Sections.features(read, 1)).containsExactly(7f);
    Files.writeString(folder.resolve("new.csv"), "price\n5 kg\n7 g\n");
    assertThat(Refusals.block(folder, () -> encoding.encodeUnlabelled(folder.resolve("new.csv"))))
        .isEqualTo(
            """
            error: column 'price': '7 g' is not a number of kg with a decimal point, as this column has them
              cause: DIR/new.csv:3
              kept:  nothing was changed
              try:   fix the cell, or leave it empty when the value is missing\
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-%2$02d-%3$02d",
        "%3$02d.%2$02d.2024",
        "2024-%2$02d-%3$02dT12:00:00Z",
        "%3$d Jan 2%1$03d"
      })
  void datesAreAskedAbout(String form) throws IOException {
    write("when", i -> form.formatted(i, 1 + i % 12, 1 + i % 28));
    assertThat(refused(Sections.csv("t.csv", "y")))
        .contains("column 'when' would mean nothing to a net as categories: ")
        .contains(" different dates in 40 cells\n  cause: DIR/t.csv:2\n")
        .endsWith(
            "try:   --set data.ignore=[when]; to take year, month, day and weekday of dates: --set data.dates=[when]; if they are categories: --set data.categories=[when]");
    Sections followed = Sections.csv("t.csv", "y").with("dates", "[when]");
    assertThat(load(followed).encoding().featureWidth()).isGreaterThan(1);
  }

  @Test
  void sentencesAndNamesOfRowsAreAskedAboutTogether() throws IOException {
    write(
        "comment,Passenger name,a",
        i -> "said number %d was good,name%d,%d".formatted(i, i, i % 5));
    assertThat(refused(Sections.csv("t.csv", "y").ignoring("a")))
        .isEqualTo(
            """
            error: columns 'comment', 'Passenger name' would mean nothing to a net as categories: \
            40 different sentences in 40 cells, 40 different texts in 40 cells
              cause: DIR/t.csv:2
              kept:  nothing was changed
              try:   --set 'data.ignore=[a, comment, Passenger name]'; \
            if they are categories: --set 'data.categories=[comment, Passenger name]'\
            """);
  }

  @Test
  void theAdviceWorksWhenItIsFollowed() throws IOException {
    write("price,id,\"a, b\"", i -> "%d%%,key-%d,%d".formatted(i, i, i % 7));
    assertThat(refused(Sections.csv("t.csv", "y")))
        .contains("--set data.numbers=[price] --set data.ignore=[id]");
    LoadedData loaded = load(Sections.csv("t.csv", "y").numbers("price").ignoring("id"));
    assertThat(loaded.encoding().featureWidth()).isEqualTo(2);
  }

  /// The mean of the others is 20, and the cell is on line 12.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "n/a",
        "null",
        "NULL",
        "-",
        "--",
        "nan",
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "None",
        "N/A",
        "#N/A",
        ".",
        "~",
        "missing value",
        "it's \\ \"\"no\"\" value",
        "[1]",
        "#",
        "yes"
      })
  void aWordForNothingAmongNumbersIsNamedWithTheListThatTakesIt(String word) throws IOException {
    String cell = word.contains("\"") ? '"' + word + '"' : word;
    write("x", i -> i == 10 ? cell : 1 + (i > 10 ? i - 1 : i) + "");
    Sections sections = Sections.csv("t.csv", "y").raw();
    String shown = word.replace("\"\"", "\"");
    String block = refused(sections);
    assertThat(block)
        .startsWith(
            """
            error: column 'x': '%s' is not a number; 1 of 40 cells are not
              cause: DIR/t.csv:12
              kept:  nothing was changed
              try:   fix the cells, or say what is meant: --set data.categories=[x] for texts, \
            --set 'data.missing-markers=["?", NA, \
            """
                .formatted(shown))
        .endsWith("]' for missing, --set data.ignore=[x] to leave it out");
    String list = block.replaceFirst("(?s).*'data.missing-markers=(.*\\])' for missing.*", "$1");
    LoadedData followed = load(sections.with("missing-markers", list.replace("'\\''", "'")));
    assertThat(Sections.features(followed.train(), 10)).containsExactly(20f);
  }

  @Test
  void fewTextsFewRowsAndFewDatesAreCategories() throws IOException {
    write(
        "size,day,day of birth", i -> "s%d,2024-01-0%d,%d Jan".formatted(i % 9, 1 + i % 3, i % 3));
    assertThat(load(Sections.csv("t.csv", "y")).notes())
        .containsExactly(
            "column 'day' is taken as 3 categories, its dates, each an input of its own, in 40 rows",
            "column 'day of birth' is taken as 3 categories, its dates, each an input of its own, in"
                + " 40 rows");
    refusals.write("name,y\nann,p\nbob,q\ncid,p\n");
    assertThat(load(Sections.csv("t.csv", "y")).encoding().featureWidth()).isEqualTo(3);
  }

  @Test
  void numbersOfTwoUnitsAreTextsAndNotMixedUp() throws IOException {
    write("weight", i -> i % 2 == 0 ? i % 4 + " kg" : i % 4 + " g");
    assertThat(load(Sections.csv("t.csv", "y")).encoding().featureWidth()).isEqualTo(4);
    assertThat(refused(Sections.csv("t.csv", "y").numbers("weight")))
        .startsWith("error: column 'weight': '0 kg' is not a number of g");
  }

  @Test
  void aTextAmongNumbersThatAreWrittenOtherwiseIsNamedWithTheKey() throws IOException {
    write("price", i -> i == 30 ? "on request" : "\"1,%03d\"".formatted(i));
    assertThat(refused(Sections.csv("t.csv", "y")))
        .startsWith(
            "error: column 'price': 'on request' is not a number; 1 of 40 cells are not, once the"
                + " others are read by --set data.numbers=[price]\n  cause: DIR/t.csv:32\n");
  }

  @Test
  void aTargetThatIsWrittenOtherwiseIsReadWhereDeclared() throws IOException {
    refusals.write("x,y\n1,\"$1,000\"\n2,$20\n3,$30\n");
    Sections sections = Sections.csv("t.csv", "y");
    assertThat(refusals.of(sections, LossSpec.MSE))
        .isEqualTo(
            """
            error: label column 'y' holds '$1,000': this loss needs numbers
              cause: DIR/t.csv:2
              kept:  nothing was changed
              try:   to read it as numbers: --set data.numbers=[y]; \
            to predict a class: --set model.loss=cross-entropy\
            """);
    LoadedData data = Loading.load(sections.numbers("y").section(), folder, 1, LossSpec.MSE);
    assertThat(Sections.target(data.train(), 0)).isEqualTo(1000f);
    Encoding read = Encoding.fromMap(data.encoding().toMap());
    assertThat(
            Sections.target(
                read.encodeLabelled(LossSpec.CROSS_ENTROPY, folder.resolve("t.csv")).examples(), 2))
        .isEqualTo(30f);
  }

  @Test
  void aTargetWhoseSquareLeavesAFloatIsNamed() throws IOException {
    refusals.write("x,y\n1,2\n2,-1e30\n3,4\n");
    assertThat(refusals.of(Sections.csv("t.csv", "y"), LossSpec.MSE))
        .isEqualTo(
            """
            error: label column 'y' holds -1e30: a target of this size cannot be trained, its squares leave the range of a float
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   let it be scaled: --set data.label-scale=standard\
            """);
    Sections followed = Sections.csv("t.csv", "y").with("label-scale", "standard");
    LoadedData data = Loading.load(followed.section(), folder, 1, LossSpec.MSE);
    assertThat(Sections.target(data.train(), 1)).isBetween(-2f, -1f);
    assertThat(data.encoding().inUnits(Sections.target(data.train(), 1))).isEqualTo(-1e30f);
  }
}
