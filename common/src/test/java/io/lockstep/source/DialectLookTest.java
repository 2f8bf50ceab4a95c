package io.lockstep.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.Dialect;
import io.lockstep.source.Written.Read;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Delimiters, quotes, decimal marks and comments, found by looking and stated.
final class DialectLookTest {

  @TempDir Path folder;

  private Read read(String content, String... stated) throws IOException {
    return Written.in(folder, content).read(stated);
  }

  private String refused(String content, String... stated) throws IOException {
    return Written.in(folder, content).refused(stated);
  }

  @Test
  void commasAreUsualAndNothingIsSaid() throws IOException {
    Read read = read("a,b\n1,x\n2,y\n");
    assertThat(read.rows()).containsExactly(List.of("1", "x"), List.of("2", "y"));
    assertThat(read.notes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {"semicolons~semicolon", "tabs~tab", "pipes (|)~pipe"})
  void otherDelimitersAreFoundAndSaid(String told, String word) throws IOException {
    String delimiter = Dialect.of(Map.of("delimiter", word)).delimiter().orElseThrow().toString();
    String content = "a,b\n1,x\n2,y:z\n".replace(",", delimiter);
    Read read = read(content);
    assertThat(read.header()).containsExactly("a", "b");
    assertThat(read.rows()).containsExactly(List.of("1", "x"), List.of("2", "y:z"));
    assertThat(read.notes())
        .containsExactly(
            "t.csv is read as: cells separated by %s; to say otherwise: data.delimiter"
                .formatted(told));
    assertThat(read(content, "delimiter", word).notes()).isEmpty();
  }

  @Test
  void aDelimiterInsideNamesAndTextsDoesNotWinOverTheOneBetweenCells() throws IOException {
    assertThat(read("Name, first;age\nMay, A;3\nDoe, J;4\n").header())
        .containsExactly("Name, first", "age");
    assertThat(read("text,y\na;b,1\nc;d,2\n").header()).containsExactly("text", "y");
    assertThat(read("a;b;c\n1,5;2;x\n2,5;3;y\n").header()).containsExactly("a", "b", "c");
    assertThat(read("text\n\"well, yes\"\nno\nno\n").rows()).hasSize(3);
  }

  @Test
  void oneRowThatIsOtherwiseDoesNotHideTheDelimiter() throws IOException {
    assertThat(refused("a;b;c\n1;2;3\n4;5\n6;7;8\n9;1;2\n"))
        .isEqualTo(
            """
            error: row with 2 fields where the header has 3
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   fix or remove that line; fields with semicolons need quotes\
            """);
  }

  @Test
  void aStatedDelimiterHoldsAndIsRefusedWhereTheFileSurelyHasAnother() throws IOException {
    assertThat(read("a:b\n1:2\n", "delimiter", ":").rows()).containsExactly(List.of("1", "2"));
    assertThat(refused("a,b\n1,2\n3,4\n", "delimiter", "semicolon"))
        .isEqualTo(
            """
            error: the cells are not separated by semicolon, as stated, but by comma
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   --set data.delimiter=comma\
            """);
  }

  @Test
  void theSeparatorLineOfExcelIsObeyed() throws IOException {
    Read read = read("sep=|\r\na|b\r\n1|2\r\n");
    assertThat(read.header()).containsExactly("a", "b");
    assertThat(read.rows()).containsExactly(List.of("1", "2"));
  }

  @Test
  void cellsBetweenSpacesAreRefusedWithACommandThatHelps() throws IOException {
    assertThat(refused(" 0.02  18.0   2.3\n 0.03   0.0   7.1\n 12.1   3.0   7.1\n"))
        .isEqualTo(
            """
            error: the cells are separated by spaces
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   sed -E 's/^ +//; s/ +$//; s/[ \\t]+/,/g' DIR/t.csv > DIR/t.csv.csv\
            """);
  }

  @Test
  void apostrophesAroundAllCellsOfAColumnAreQuotes() throws IOException {
    Read read = read("a,b\n'x, y',1\n'z',2\n");
    assertThat(read.rows()).containsExactly(List.of("x, y", "1"), List.of("z", "2"));
    assertThat(read.notes()).containsExactly("t.csv is read as: cells quoted by '");
    assertThat(read("a,b\n'tis,1\nz',2\n").rows())
        .containsExactly(List.of("'tis", "1"), List.of("z'", "2"));
  }

  @Test
  void decimalCommasBetweenSemicolonsAreReadAndSaid() throws IOException {
    Read read = read("d;x;y\n10/03/2004;0,4;5\n11/03/2004;-1.234,5;6\n12/03/2004;;1e2\n");
    assertThat(read.rows())
        .containsExactly(
            List.of("10/03/2004", "0.4", "5"),
            List.of("11/03/2004", "-1234.5", "6"),
            List.of("12/03/2004", "", "1e2"));
    assertThat(read.notes())
        .containsExactly(
            "t.csv is read as: cells separated by semicolons, decimal commas; to say otherwise: data.delimiter, data.decimal");
    assertThat(read("x\ty\n0,5\t1\n,25\t2\n3,\t3\n").rows())
        .containsExactly(List.of("0.5", "1"), List.of(".25", "2"), List.of("3.", "3"));
    assertThat(read("x;y\n1\u00a0234,5;1\n0,5;2\n").rows()).contains(List.of("1234.5", "1"));
  }

  @Test
  void decimalCommasAreSeenInASingleColumnAndBesideAWord() throws IOException {
    assertThat(read("x\n0,5\n1,25\n3\n").rows())
        .containsExactly(List.of("0.5"), List.of("1.25"), List.of("3"));
    assertThat(read("x;y\n0,5;1\n1,5;2\nTotal;3\n").rows()).contains(List.of("0.5", "1"));
  }

  @Test
  void commasThatMayGroupThousandsAreNoDecimalCommas() throws IOException {
    assertThat(read("x;y\n1,234;1\n2,500;2\n").rows()).contains(List.of("1,234", "1"));
    assertThat(read("x;y\n1,234;1\n2,500;2\n", "decimal", "comma").rows())
        .contains(List.of("1.234", "1"));
    assertThat(read("x;y\n0,5;1\n", "decimal", "point").rows()).contains(List.of("0,5", "1"));
  }

  @Test
  void aPointThatMayGroupThousandsBesideDecimalCommasIsAskedAbout() throws IOException {
    String content = "x;y\n0,5;1.234\n1,5;2.500\n";
    assertThat(refused(content))
        .isEqualTo(
            """
            error: '1.234' in a file of decimal commas (column 'y'): does the point group thousands?
              cause: DIR/t.csv:2
              kept:  nothing was changed
              try:   --set data.decimal=comma if it does; --set data.decimal=point if commas are no decimal marks here\
            """);
    assertThat(read(content, "decimal", "comma").rows())
        .containsExactly(List.of("0.5", "1234"), List.of("1.5", "2500"));
    assertThat(
            refused(
                "x;y\n0,5;1\n1.5;2\n0,7;3\n0,7;3\n0,7;3\n0,7;3\n0,7;3\n0,7;3\n0,7;3\n0,7;3\n0,7;3\n"))
        .startsWith("error: '1.5' in a file of decimal commas (column 'x')");
    assertThat(read("x;y\n0,5;1.5\n1,5;2.25\n").rows()).contains(List.of("1.5", "2.25"));
    assertThat(read("x;y\n0,5;1.234.567\n1,5;2.500\n").rows())
        .containsExactly(List.of("0.5", "1234567"), List.of("1.5", "2500"));
  }

  @Test
  void decimalCommasBetweenCommasAreNamedByTheFirstCell() throws IOException {
    assertThat(refused("a,b\n\"0,5\",x\n\"1,5\",y\n"))
        .isEqualTo(
            """
            error: '0,5' in column 1: is that a number with a decimal comma, or a text?
              cause: DIR/t.csv:2
              kept:  nothing was changed
              try:   --set data.decimal=comma; if they are texts: --set data.decimal=point\
            """);
    assertThat(read("a,b\n\"0,5\",x\n\"1,5\",y\n", "decimal", "comma").rows())
        .contains(List.of("0.5", "x"));
    assertThat(refused("a,b\n1,x\n0,5,x\n"))
        .endsWith(
            "fields with commas need quotes; numbers with a decimal comma, as '0,5' may be, need other delimiters");
  }

  @Test
  void commentsInFrontAreFoundSaidAndSkippedEverywhere() throws IOException {
    Read read = read("# made by hand\n# twice\na,b\n1,2\n# so\n3,4\n");
    assertThat(read.header()).containsExactly("a", "b");
    assertThat(read.rows()).containsExactly(List.of("1", "2"), List.of("3", "4"));
    assertThat(read.notes())
        .containsExactly(
            "t.csv is read as: lines that begin with # are comments; to say otherwise: data.comment",
            "t.csv: skipped 1 comment line");
    assertThat(read("a,b\n1,2\n% so\n", "comment", "%").rows()).hasSize(1);
    assertThat(read("#x\n1\n2\n").header()).containsExactly("#x");
    assertThat(read("# x\na\n1\n2\n").header()).containsExactly("a");
  }

  @Test
  void aHeaderThatBeginsLikeACommentIsAHeader() throws IOException {
    assertThat(read("#id,b\n1,2\n3,4\n").header()).containsExactly("#id", "b");
    assertThat(refused("## made\n#id,b\n1,2\n3,4\n"))
        .isEqualTo(
            """
            error: a line begins with # and has as many cells as the rows: is it the header?
              cause: DIR/t.csv:2
              kept:  nothing was changed
              try:   take the # away if it is; if not: --set data.comment="'#'"\
            """);
  }

  @Test
  void aRowThatMayBeACommentIsAskedAbout() throws IOException {
    assertThat(refused("# made\na,b\n1,2\n#3,4\n"))
        .isEqualTo(
            """
            error: the line begins with # like a comment, and has as many cells as a row
              cause: DIR/t.csv:4
              kept:  nothing was changed
              try:   --set data.comment="'#'" if it is one, --set data.comment=none if not\
            """);
    assertThat(refused("a,b\n1,2\n# so\n3,4\n"))
        .isEqualTo(
            """
            error: row with 1 fields where the header has 2
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   fix or remove that line; fields with commas need quotes; if it is a comment: --set data.comment="'#'"\
            """);
  }

  @Test
  void aTitleAboveTheTableIsAskedAbout() throws IOException {
    assertThat(refused("My table\na,b,c\n1,2,3\n4,5,6\n7,8,9\n"))
        .isEqualTo(
            """
            error: the first line has 1 cell, the lines below it have 3
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   let the file begin with a line of 3 column names\
            """);
    assertThat(refused("|a title\na,b,c\n1,2,3\n4,5,6\n7,8,9\n"))
        .endsWith(
            "try:   let the file begin with a line of 3 column names; if the line is a comment: --set data.comment=\"'|'\"");
    assertThat(refused("a,b\nr1,1,2\nr2,3,4\nr3,5,6\n"))
        .endsWith(
            "try:   name the first column in the header too, or quote cells that hold a delimiter");
    assertThat(refused("a,kind\n1,5,x\n2,25,y\n3,5,x\n"))
        .endsWith(
            "quote cells that hold a delimiter; if '1,5' is a number: write it with a point, or cells between semicolons");
  }

  @Test
  void decimalCommasAmongCommasAreNamedByTheFirstCell() throws IOException {
    String rows = "6,29,3,7,setosa\n5,1,3,9,virginica\n".repeat(4);
    assertThat(Written.in(folder, "a,b,kind\n" + rows).refused())
        .isEqualTo(
            """
            error: 5 cells in a line below a first line of 3: '6,29' may be a number with a decimal comma
              cause: DIR/t.csv:2
              kept:  nothing was changed
              try:   separate the cells by semicolons, or quote such numbers, or write decimals with a point\
            """);
  }

  @Test
  void aSignCannotBothBeginCommentsAndStandBetweenCells() throws IOException {
    String error =
        """
        error: '%1$s' cannot both begin comments and stand between cells
          cause: DIR/t.csv
          kept:  nothing was changed
          try:   --set data.comment=none, or say what stands between cells: --set data.delimiter=semicolon\
        """;
    assertThat(refused("a,b\n1,2\n", "comment", ",")).isEqualTo(error.formatted(","));
    assertThat(refused("a;b\n1;2\n", "delimiter", ";", "comment", ";"))
        .isEqualTo(error.formatted(";"));
    for (String mark : new String[] {";", "|"}) {
      assertThat(read(mark + "x\na,b\n1,2\n", "comment", mark).rows())
          .containsExactly(List.of("1", "2"));
    }
    assertThat(read("#a#b\n1#2#3\n", "delimiter", "#").header()).hasSize(3);
  }
}
