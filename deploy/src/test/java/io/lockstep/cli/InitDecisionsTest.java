package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.DataSection;
import io.lockstep.config.LossSpec;
import io.lockstep.config.RunConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the table, `init` decides, says what it decided, and writes what trains as it stands.
final class InitDecisionsTest {

  @TempDir Path folder;

  private String talk = "";

  private void write(String file, String header, int rows, IntFunction<String> row)
      throws IOException {
    String text =
        IntStream.range(0, rows)
            .mapToObj(row)
            .collect(Collectors.joining("\n", header + "\n", "\n"));
    Files.writeString(folder.resolve(file), text);
  }

  /// Drafts, and trains the draft by a dry run.
  private RunConfiguration drafted(String label, String... files) {
    String[] words = new String[files.length + 5];
    words[0] = "init";
    for (int i = 0; i < files.length; i++) {
      words[i + 1] = "{dir}/" + files[i];
    }
    System.arraycopy(
        new String[] {"--label", label, "--out", "{dir}/drafted.yaml"},
        0,
        words,
        files.length + 1,
        4);
    Invocation invocation = Invocation.of(folder, words);
    assertThat(invocation.code()).as(invocation.talk()).isZero();
    talk = invocation.talk();
    Invocation trained = Invocation.of(folder, "train", "{dir}/drafted.yaml", "--dry-run");
    assertThat(trained.code()).as(trained.talk()).isZero();
    return ConfigurationReader.read(folder.resolve("drafted.yaml"), List.of());
  }

  @Test
  void aFileWithoutAHeaderIsDraftedWhenTheLabelIsANumber() throws IOException {
    write(
        "t.data",
        "5.1,3.5,iris-b",
        60,
        i -> "%d.5,%d,iris-%s".formatted(i % 7, i % 5, "ab".charAt(i % 2)));
    RunConfiguration drafted = drafted("2", "t.data");
    assertThat(drafted.data().dialect().header()).contains(false);
    assertThat(talk)
        .contains(
            "note: the first line is taken as data (header: false); columns are named by number");
    Invocation refused = Invocation.of(folder, "init", "{dir}/t.data", "--label", "iris-b");
    assertThat(refused.code()).isEqualTo(4);
    assertThat(refused.talk())
        .contains(
            "error: the first line looks like data, not like names of columns: 5.1, 3.5, iris-b")
        .contains("try:   no header? name the label by number, from 0 to 2: lockstep init ")
        .contains("/t.data --label 2");
  }

  @Test
  void numbersWrittenOtherwiseDatesAndSentencesAreRecognised() throws IOException {
    write(
        "t.csv",
        "when,said,price,x,y",
        60,
        i ->
            "2024-%02d-%02d,it was day number %d,\"1,%03d\",%d,%s"
                .formatted(1 + i % 12, 1 + i % 28, i, i, i % 9, i % 2 == 0 ? "n" : "p"));
    RunConfiguration drafted = drafted("y", "t.csv");
    assertThat(drafted.data().ignore()).containsExactly("said");
    assertThat(drafted.data().recipe().dates().columns()).containsExactly("when");
    assertThat(drafted.data().numbers()).containsExactly("price");
    assertThat(talk)
        .contains(
            "note: ignored: 'said' (60 different sentences)\n",
            "note: read as dates, by their parts: 'when' (such as 2024-01-01)\n",
            "note: read as numbers: 'price' (such as 1,000)\n",
            "price   written number        0        60  1,000; 1,001; 1,002 ");
  }

  @Test
  void moreThanAHundredThousandIdsAreIgnored() throws IOException {
    write("t.csv", "key,x,y", 120_000, i -> "k%d,%d,%d".formatted(i, i % 13, i % 2));
    assertThat(drafted("y", "t.csv").data().ignore()).containsExactly("key");
    assertThat(talk).contains("'key' (different in every row, like an id)");
  }

  @Test
  void rowsWithoutALabelAreLeftOut() throws IOException {
    write(
        "t.csv",
        "x,y",
        60,
        i -> "%d,%s".formatted(i % 7, i % 10 == 3 ? "" : i % 2 == 0 ? "n" : "p"));
    RunConfiguration drafted = drafted("y", "t.csv");
    assertThat(drafted.data().unlabelled()).isEqualTo(DataSection.Unlabelled.SKIP);
    assertThat(talk)
        .contains("note: rows without a label are left out (unlabelled: skip): 6 of 60\n");
  }

  @Test
  void namibiaIsAClass() throws IOException {
    write("t.csv", "x,y", 60, i -> "%d,%s".formatted(i % 7, i % 2 == 0 ? "NA" : "EU"));
    RunConfiguration drafted = drafted("y", "t.csv");
    assertThat(drafted.data().missingMarkers()).containsExactly("", "?", "NaN");
    assertThat(talk)
        .contains(
            "note: label 'y' is taken as 2 classes\nnote: 'NA' is a value, not a missing one\n");
  }

  @Test
  void wordsForNothingAmongNumbersCountAsMissing() throws IOException {
    write(
        "t.csv",
        "x,y",
        60,
        i -> "%s,%s".formatted(i % 9 == 0 ? "n/a" : i + "", i % 2 == 0 ? "-" : i * 1.5));
    RunConfiguration drafted = drafted("y", "t.csv");
    assertThat(drafted.data().missingMarkers()).containsExactly("", "?", "NA", "NaN", "n/a", "-");
    assertThat(drafted.model().loss()).isEqualTo(LossSpec.MSE);
    assertThat(drafted.data().unlabelled()).isEqualTo(DataSection.Unlabelled.SKIP);
  }

  /// One cell that is spoilt must not cost a column.
  @ParameterizedTest
  @ValueSource(strings = {"inf", "1e39", "abc"})
  void fewCellsThatAreNoNumbersCountAsMissing(String odd) throws IOException {
    write("t.csv", "a,y", 201, i -> "%s,%d".formatted(i == 200 ? odd : i * 1.37 + "", i % 2));
    RunConfiguration drafted = drafted("y", "t.csv");
    assertThat(drafted.data().ignore()).isEmpty();
    assertThat(drafted.data().missingMarkers()).contains(odd);
    assertThat(talk).contains("'%s'".formatted(odd));
  }

  @Test
  void aTargetWrittenOtherwiseIsANumber() throws IOException {
    write("t.csv", "x,y", 60, i -> "%d,\"$%d,%03d\"".formatted(i % 9, 1 + i % 7, i));
    RunConfiguration drafted = drafted("y", "t.csv");
    assertThat(drafted.model().loss()).isEqualTo(LossSpec.MSE);
    assertThat(drafted.data().numbers()).containsExactly("y");
  }

  @Test
  void wholeNumbersTakenAsClassesAreSaidWithTheWayToNumbers() throws IOException {
    write("t.csv", "x,y", 60, i -> "%d,%d".formatted(i, i % 3));
    drafted("y", "t.csv");
    assertThat(talk)
        .contains(
            "note: label 'y' is taken as 3 classes, each whole number one; to predict the number:"
                + " lockstep train {dir}/drafted.yaml --set model.loss=mse"
                + " --set model.layers.2.dense=1 --set data.label-scale=standard\n");
    Invocation numbers =
        Invocation.of(
            folder,
            "train",
            "{dir}/drafted.yaml",
            "--dry-run",
            "--set",
            "model.loss=mse",
            "--set",
            "model.layers.2.dense=1",
            "--set",
            "data.label-scale=standard");
    assertThat(numbers.code()).as(numbers.talk()).isZero();
  }

  @Test
  void fewRowsAreNotSplit() throws IOException {
    write("t.csv", "a,y", 4, i -> "%d,%s".formatted(i, i % 2 == 0 ? "n" : "p"));
    RunConfiguration four = drafted("y", "t.csv");
    assertThat(four.data().validationFraction() + four.data().testFraction()).isZero();
    assertThat(talk)
        .contains(
            "note: 4 rows are too few to keep any aside: the figures of training are of the rows it"
                + " has seen\n");
    Files.delete(folder.resolve("drafted.yaml"));
    write("t.csv", "a,y", 1, i -> "1,2");
    assertThat(drafted("y", "t.csv").model().loss()).isEqualTo(LossSpec.MSE);
    assertThat(talk)
        .contains("note: 1 row is too few to keep any aside:")
        .contains("note: 1 example is fewer than a batch of 16:");
    Files.delete(folder.resolve("drafted.yaml"));
    write("t.csv", "a,y", 29, i -> "%d,%s".formatted(i, i % 2 == 0 ? "n" : "p"));
    RunConfiguration below = drafted("y", "t.csv");
    assertThat(below.data().validationFraction() + below.data().testFraction()).isZero();
    assertThat(talk).contains("note: 29 rows are too few to keep any aside:");
    Files.delete(folder.resolve("drafted.yaml"));
    write("t.csv", "a,y", 30, i -> "%d,%s".formatted(i, i % 2 == 0 ? "n" : "p"));
    assertThat(drafted("y", "t.csv").data().validationFraction()).isZero();
    assertThat(talk).contains("note: all 30 rows are trained on, ");
  }

  @Test
  void aCountIsKeptWhereNothingElseIsLeft() throws IOException {
    write("t.csv", "id,flat,y", 40, i -> "%d,7,%s".formatted(i, i % 2 == 0 ? "n" : "p"));
    assertThat(drafted("y", "t.csv").data().ignore()).containsExactly("flat");
  }

  @Test
  void aTextThatIsAlwaysTheSameIsKeptWhereNothingElseIsLeft() throws IOException {
    write("day.csv", "day,y", 12, i -> "2024-01-01," + "ab".charAt(i % 2));
    drafted("y", "day.csv");
    assertThat(talk).contains("column 'day' is the same (or missing) in all training rows");
  }

  @Test
  void datesAloneAreDraftedAndThoseThatCannotBeReadAreRefusedWithTheReason() throws IOException {
    write("days.csv", "day,y", 28, i -> "2024-01-%02d,%s".formatted(i + 1, "ab".charAt(i % 2)));
    assertThat(drafted("y", "days.csv").data().recipe().dates().columns()).containsExactly("day");

    write("doubt.csv", "day,y", 12, i -> "%1$02d/%1$02d/2024,%2$s".formatted(i + 1, i % 2));
    assertThat(refused("doubt.csv"))
        .isEqualTo(
            """
            error: no column is left to learn from
              cause: {dir}/doubt.csv: 'day' (dates that cannot all be read)
              kept:  nothing was changed
              try:   add a column that says something of 'y'; or write a configuration that says how these are meant, such as data.dates with data.day-first, or data.categories\
            """);
    write("times.csv", "at,y", 12, i -> "12:%02d,%s".formatted(i + 1, i % 2));
    assertThat(refused("times.csv"))
        .contains("  cause: {dir}/times.csv: 'at' (dates without a day)\n");
  }

  @Test
  void aLabelThatSaysNothingIsRefused() throws IOException {
    write("none.csv", "a,b,y", 40, i -> "%d,%d,".formatted(i % 7, i % 5));
    assertThat(refused("none.csv"))
        .isEqualTo(
            """
            error: label 'y' is missing in every row
              cause: {dir}/none.csv
              kept:  nothing was changed
              try:   name another column with --label: a, b\
            """);
    write("one.csv", "a,y", 40, i -> "%d,3.5".formatted(i % 7));
    assertThat(refused("one.csv"))
        .isEqualTo(
            """
            error: label 'y' is 3.5 in every row: there is nothing to learn
              cause: {dir}/one.csv
              kept:  nothing was changed
              try:   give rows with other values, or name another column with --label\
            """);
  }

  private String refused(String file) {
    Invocation refused =
        Invocation.of(
            folder, "init", "{dir}/" + file, "--label", "y", "--out", "{dir}/refused.yaml");
    assertThat(refused.code()).as(refused.talk()).isEqualTo(4);
    assertThat(folder.resolve("refused.yaml")).doesNotExist();
    return refused.block();
  }

  @Test
  void aSecondFileIsForTheTestWhicheverComesFirst() throws IOException {
    write("my-test.csv", "x,y", 10, i -> "%d,%s".formatted(i % 7, i % 2 == 0 ? "n" : "p"));
    write("my-train.csv", "x,y", 60, i -> "%d,%s".formatted(i % 7, i % 2 == 0 ? "n" : "p"));
    RunConfiguration drafted = drafted("y", "my-test.csv", "my-train.csv");
    assertThat(drafted.data().train().toString()).contains("my-train.csv");
    assertThat(drafted.data().test().orElseThrow().toString()).contains("my-test.csv");
    assertThat(drafted.data().testFraction()).isZero();
    assertThat(talk)
        .contains(
            "note: {dir}/my-train.csv is learnt from, and {dir}/my-test.csv is for the test\n");
  }

  @Test
  void aSecondFileWithoutLabelsIsLeftForPredict() throws IOException {
    write("train.csv", "x,y", 60, i -> "%d,%s".formatted(i % 7, i % 2 == 0 ? "n" : "p"));
    write("test.csv", "x", 10, i -> i + "");
    assertThat(drafted("y", "train.csv", "test.csv").data().test()).isEmpty();
    assertThat(talk)
        .contains(
            "note: {dir}/test.csv is not for the test: label column 'y' is not in the file\n");
  }

  @Test
  void furtherFilesAreSaidToBeLeftOut() throws IOException {
    for (String file : List.of("a.csv", "b.csv", "c.csv")) {
      write(file, "x,y", 60, i -> "%d,%s".formatted(i % 7, i % 2 == 0 ? "n" : "p"));
    }
    drafted("y", "a.csv", "b.csv", "c.csv");
    assertThat(talk)
        .contains(
            "note: not used: {dir}/b.csv, {dir}/c.csv; rows of several files are learnt from");
  }

  @Test
  void aMisspeltLabelIsAnsweredWithTheNearestAndAll() throws IOException {
    write("t.csv", "width,species", 3, i -> i + ",a");
    assertThat(Invocation.of(folder, "init", "{dir}/t.csv", "--label", "specis").block())
        .isEqualTo(
            """
            error: label column 'specis' is not in the file
              cause: {dir}/t.csv:1
              kept:  nothing was changed
              try:   did you mean 'species'? the columns are: width, species\
            """);
  }

  @Test
  void datesThatCannotAllBeReadAreIgnoredWithTheReason() throws IOException {
    write(
        "t.csv",
        "when,x,y",
        60,
        i -> "%d/%d/2024,%d,%s".formatted(1 + i % 9, 1 + i % 8, i, "np".charAt(i % 2)));
    RunConfiguration drafted = drafted("y", "t.csv");
    assertThat(drafted.data().ignore()).containsExactly("when");
    assertThat(talk).contains("note: ignored: 'when' (dates that cannot all be read)\n");
  }

  @Test
  void textsThatAreManyShareAnInputWhenTheyAreRare() throws IOException {
    write(
        "t.csv",
        "place,x,y",
        300,
        i -> "p%d,%d,%s".formatted(i * i % 67 % 33, i % 7, "np".charAt(i % 2)));
    assertThat(drafted("y", "t.csv").data().recipe().rareCategories()).isEqualTo(5);
  }

  @Test
  void aTestFileThatDoesNotFitIsNamedAndDatesThatCanBeReadStay() throws IOException {
    IntFunction<String> row =
        i -> "2024-01-%02d,%d,%s".formatted(1 + i % 28, i, "np".charAt(i % 2));
    write("t.csv", "when,x,y", 60, row);
    write("test.csv", "when,z,y", 60, row);
    RunConfiguration drafted = drafted("y", "t.csv", "test.csv");
    assertThat(drafted.data().test()).isEmpty();
    assertThat(drafted.data().recipe().dates().columns()).containsExactly("when");
    assertThat(talk)
        .contains("test.csv is not for the test: ")
        .doesNotContain("cannot all be read");
    write("test.csv", "x,y", 60, i -> "%d,%s".formatted(i, "np".charAt(i % 2)));
    Files.delete(folder.resolve("drafted.yaml"));
    drafted = drafted("y", "t.csv", "test.csv");
    assertThat(drafted.data().recipe().dates().columns()).containsExactly("when");
    assertThat(talk)
        .contains(
            "test.csv is not for the test: column 'when' is not in the file, and the model has learnt from it");
  }

  @Test
  void ofSeveralColumnsOfDatesTheOneIsIgnoredThatCannotBeRead() throws IOException {
    write(
        "t.csv",
        "day,when,x,y",
        60,
        i ->
            "2024-01-%02d,%d/%d/2024,%d,%s"
                .formatted(1 + i % 28, 1 + i % 9, 1 + i % 8, i, "np".charAt(i % 2)));
    RunConfiguration drafted = drafted("y", "t.csv");
    assertThat(drafted.data().recipe().dates().columns()).containsExactly("day");
    assertThat(drafted.data().ignore()).containsExactly("when");
  }
}
