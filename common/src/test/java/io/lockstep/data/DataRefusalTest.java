package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.LossSpec;
import io.lockstep.config.Source;
import io.lockstep.source.CsvRows;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole block that a user sees, for each way a CSV file can be bad.
final class DataRefusalTest {

  private static final String SAY_WHAT_IS_MEANT =
      "fix the cells, or say what is meant: --set data.categories=[x] for texts,"
          + " --set 'data.missing-markers=[\"?\", NA, %s]' for missing,"
          + " --set data.ignore=[x] to leave it out";

  private static final int COLUMNS_MAX = 100_000;

  @TempDir Path folder;

  private Refusals refusals;

  @BeforeEach
  void inAFolder() {
    refusals = new Refusals(folder);
  }

  @Test
  void aMissingFileIsNamedWithTheKeyThatAskedForIt() {
    assertThat(refusals.of(Sections.csv("gone.csv", "y"), LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: data file not found
              cause: DIR/gone.csv (data.train.csv)
              kept:  nothing was changed
              try:   check the path: in the file it starts in the folder of the file, with --set where the command runs; --set data.dir=FOLDER changes both\
            """);
  }

  @Test
  void standardInputCannotBeTrainedOn() {
    assertThat(refusals.of(Sections.csv("-", "y"), LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: training reads a file twice, and so no standard input
              cause: DIR/- (data.train.csv)
              kept:  nothing was changed
              try:   write it to a file first, and give that: cat > data.csv\
            """);
  }

  @Test
  void aSignThatWasNotSeenBetweenCellsIsAskedAbout() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "x^z^y\n1^2^a\n3^4^b\n");
    assertThat(refusals.of(Sections.csv("t.csv", "y"), LossSpec.CROSS_ENTROPY))
        .endsWith(
            "try:   the columns are: x^z^y; if that sign stands between cells: --set 'data.delimiter=^'");
  }

  @Test
  void aNumberBeyondAFloatIsCalledSoAndNotAMarker() throws IOException {
    String huge = "9".repeat(400);
    Files.writeString(folder.resolve("t.csv"), "x,y\n1,a\n2,b\n3,b\n" + huge + ",a\n");
    assertThat(refusals.of(Sections.csv("t.csv", "y"), LossSpec.CROSS_ENTROPY))
        .startsWith("error: column 'x': '9999")
        .contains("…' is too large a number: floats end at 3.4e38; 1 of 4 cells are not\n")
        .endsWith("--set data.categories=[x] for texts, --set data.ignore=[x] to leave it out");
  }

  @Test
  void aFolderIsNotAFile() throws IOException {
    Files.createDirectory(folder.resolve("set"));
    assertThat(refusals.of(Sections.csv("set", "y"), LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: a folder was given where a data file is needed
              cause: DIR/set
              kept:  nothing was changed
              try:   name the file in the folder\
            """);
  }

  @Test
  void anIgnoredColumnHasToExist() throws IOException {
    refusals.write("identity,y\n1,a\n2,b\n");
    assertThat(refusals.of(Sections.csv("t.csv", "y").ignoring("identify"), LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: ignored column 'identify' is not in the file
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   did you mean 'identity'? the columns are: identity, y\
            """);
  }

  @Test
  void aRowWithTooFewFieldsIsNamedByItsLine() throws IOException {
    assertThat(refusals.of("a,b,y\n1,2,p\n3,q\n", "y"))
        .isEqualTo(
            """
            error: row with 2 fields where the header has 3
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   fix or remove that line; fields with commas need quotes\
            """);
  }

  @Test
  void aRowWithTooManyFieldsIsNamedByItsLineAfterAQuotedLineBreak() throws IOException {
    assertThat(refusals.of("a,b,y\n1,\"two\nlines\",p\n\n3,4,5,q\n", "y"))
        .isEqualTo(
            """
            error: row with 4 fields where the header has 3
              cause: DIR/t.csv:5
              kept:  nothing was changed
              try:   fix or remove that line; fields with commas need quotes; numbers with a decimal comma, as '3,4' may be, need other delimiters\
            """);
  }

  @Test
  void aTextInAColumnOfNumbersIsAnError() throws IOException {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int i = 0; i < 40; i++) {
      rows.append(i == 25 ? "abc" : "1.5").append(i % 2 == 0 ? ",p\n" : ",q\n");
    }
    assertThat(refusals.of(rows.toString(), "y"))
        .isEqualTo(
            """
            error: column 'x': 'abc' is not a number; 1 of 40 cells are not
              cause: DIR/t.csv:27
              kept:  nothing was changed
              try:   %s\
            """
                .formatted(SAY_WHAT_IS_MEANT.formatted("abc")));
  }

  @Test
  void aColumnIsMeantAsNumbersWhenHalfOfItIs() throws IOException {
    assertThat(refusals.of("x,y\n?,p\n1,q\nmany\tor \"few\",q\nsome,q\n2,p\n", "y"))
        .isEqualTo(
            """
            error: column 'x': 'many\\tor "few"' is not a number; 2 of 4 cells are not
              cause: DIR/t.csv:4
              kept:  nothing was changed
              try:   %s\
            """
                .formatted(SAY_WHAT_IS_MEANT.formatted("\"many\\tor \\\"few\\\"\"")));
  }

  @Test
  void aColumnOfCategoriesHasToExist() throws IOException {
    refusals.write("code,y\n1,a\n2,b\n");
    assertThat(refusals.of(Sections.csv("t.csv", "y").categories("cod"), LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: column of categories 'cod' is not in the file
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   did you mean 'code'? the columns are: code, y\
            """);
  }

  @Test
  void aTextAmongTheNumbersOfAnotherFileIsNamedByItsLine() throws IOException {
    refusals.write("x,y\n1,p\n2,q\n");
    Files.writeString(folder.resolve("u.csv"), "x,y\n1,p\nabc,q\n");
    assertThat(
            refusals.of(
                Sections.csv("t.csv", "y").test(new Source.Csv("u.csv", "y")),
                LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: column 'x': 'abc' is not a number
              cause: DIR/u.csv:3
              kept:  nothing was changed
              try:   fix the cell, or leave it empty when the value is missing\
            """);
  }

  @Test
  void aTextAmongLabelsThatAreNumbersIsNotToBeIgnored() throws IOException {
    refusals.write("x,y\n1,1.5\n2,2\n");
    Files.writeString(folder.resolve("u.csv"), "x,y\n1,1.5\n2,abc\n");
    assertThat(
            refusals.of(
                Sections.csv("t.csv", "y").test(new Source.Csv("u.csv", "y")), LossSpec.MSE))
        .isEqualTo(
            """
            error: label column 'y': 'abc' is not a number
              cause: DIR/u.csv:3
              kept:  nothing was changed
              try:   fix the label, or remove that line\
            """);
  }

  @Test
  void aLabelOfTooManyTextsIsNotToBeIgnored() throws IOException {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int i = 0; i <= RawTable.TEXTS_MAX; i++) {
      rows.append("1,t").append(i).append('\n');
    }
    assertThat(refusals.of(rows.toString(), "y"))
        .isEqualTo(
            """
            error: column 'y' holds more than 100000 different texts
              cause: DIR/t.csv:100002
              kept:  nothing was changed
              try:   name a label column of fewer classes; to predict a number: --set model.loss=mse\
            """);
  }

  @Test
  void aRowOfTooManyFieldsIsNotCountedToItsEnd() throws IOException {
    refusals.write("x,y\n1,p\n" + ",".repeat(COLUMNS_MAX) + "\n");
    assertThat(refusals.of(Sections.csv("t.csv", "y"), LossSpec.CROSS_ENTROPY))
        .startsWith("error: more than 100000 fields\n  cause: DIR/t.csv:3");
  }

  @Test
  void lineEndsInsideNamesDoNotBreakTheBlock() throws IOException {
    assertThat(refusals.of("\"x\nz\",\"x\nz\",y\n1,2,p\n", "y"))
        .isEqualTo(
            """
            error: two columns are named 'x\\nz': columns 1 and 2
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   rename one of them in the header\
            """);
  }

  @Test
  void aMissingCellIsAnErrorWhereTheConfigurationSaysSo() throws IOException {
    refusals.write("x,y\n1,p\n?,q\n");
    assertThat(refusals.of(Sections.csv("t.csv", "y").missing("fail"), LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: column 'x': the value is missing
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   fill it in, or let it be filled: --set data.missing=mean\
            """);
  }

  @Test
  void zeroBytesAHeaderAloneAndBlankLinesAreEmptyData() throws IOException {
    assertThat(refusals.of("", "y"))
        .isEqualTo(
            """
            error: the data file is empty (0 bytes)
              cause: DIR/t.csv
              kept:  nothing was changed
              try:   get the file again\
            """);
    assertThat(refusals.of("x,y\n", "y"))
        .isEqualTo(
            """
            error: the file has a header and no rows
              cause: DIR/t.csv
              kept:  nothing was changed
              try:   give a file with at least one row of data\
            """);
    assertThat(refusals.of("\n\r\n\n", "y"))
        .isEqualTo(
            """
            error: the file has no header and no rows
              cause: DIR/t.csv
              kept:  nothing was changed
              try:   begin the file with a line of column names\
            """);
  }

  @Test
  void anUnclosedQuoteIsNamedByTheLineItOpensOn() throws IOException {
    assertThat(refusals.of("x,y\n1,p\n2,\"q\n3,p\n", "y"))
        .isEqualTo(
            """
            error: a quote opened here is never closed, or a cell is longer than 16 MiB
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   write a quote inside a quoted cell twice (""), or close the quote\
            """);
  }

  @Test
  void anUnclosedQuoteBeforeALargeRestStopsAtTheLimitOfACell() throws IOException {
    refusals.write("x,y\n1,\"q\n" + "2,p\n".repeat((CsvRows.CELL_CHARS_MAX / 4) + 10));
    assertThat(refusals.of(Sections.csv("t.csv", "y"), LossSpec.CROSS_ENTROPY))
        .contains("never closed, or a cell is longer than 16 MiB")
        .contains("cause: DIR/t.csv:2");
  }

  @Test
  void textAfterAClosingQuoteIsAnError() throws IOException {
    assertThat(refusals.of("x,y\n\"1\"2,p\n", "y"))
        .isEqualTo(
            """
            error: text follows a closing quote
              cause: DIR/t.csv:2
              kept:  nothing was changed
              try:   write a quote inside a quoted cell twice (""), or close the quote\
            """);
  }

  @Test
  void columnsOfOneNameAreAnError() throws IOException {
    assertThat(refusals.of("x,x,y\n1,2,p\n", "y"))
        .isEqualTo(
            """
            error: two columns are named 'x': columns 1 and 2
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   rename one of them in the header\
            """);
  }

  @Test
  void aPackedFileOfTwoMembersIsReadToItsEndOrRefusedWithTheOffset() throws IOException {
    byte[] first = IdxRefusalTest.gzip("x,y\n1,p\n2,q\n".getBytes());
    byte[] second = IdxRefusalTest.gzip("3,p\n4,q\n5,p\n".getBytes());
    byte[] whole = ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    Path file = Files.write(folder.resolve("t.csv.gz"), whole);
    Sections sections = Sections.csv("t.csv.gz", "y");
    LoadedData data = Loading.load(sections.section(), folder, 42, LossSpec.CROSS_ENTROPY);
    assertThat(data.train().count()).isEqualTo(5);

    Files.write(file, Arrays.copyOf(whole, whole.length - 9));
    String early = "the gzip data end early, at byte %d: the file is cut off";
    assertDamaged(sections, early.formatted(whole.length - 9));
    Files.write(file, Arrays.copyOf(whole, whole.length - 1)); // Every row is there.
    assertDamaged(sections, early.formatted(whole.length - 1));
    byte[] spoilt = whole.clone();
    spoilt[whole.length - 6] ^= 1;
    Files.write(file, spoilt);
    assertDamaged(
        sections,
        "the gzip data are damaged at byte %d: the checksum does not match"
            .formatted(whole.length - 4));
    byte[] followed = Arrays.copyOf(whole, whole.length + 3);
    Files.write(file, followed);
    assertDamaged(
        sections,
        "at byte %d something follows the gzip data that is not gzip".formatted(whole.length));
  }

  private void assertDamaged(Sections sections, String error) {
    assertThat(refusals.of(sections, LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: %s
              cause: DIR/t.csv.gz
              kept:  nothing was changed
              try:   get the file again\
            """
                .formatted(error));
  }

  @Test
  void aFileWithoutAFeatureIsAnError() throws IOException {
    assertThat(refusals.of("y\np\nq\n", "y"))
        .isEqualTo(
            """
            error: no column is left to learn from
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   add columns that say something of the label to the file\
            """);
  }

  @Test
  void aHeaderOfTooManyColumnsIsRefused() throws IOException {
    refusals.write("x" + ",".repeat(COLUMNS_MAX) + "\n");
    assertThat(refusals.of(Sections.csv("t.csv", "y"), LossSpec.CROSS_ENTROPY))
        .startsWith("error: more than 100000 columns\n  cause: DIR/t.csv:1");
  }
}
