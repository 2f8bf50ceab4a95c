package io.lockstep.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.source.Written.Read;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Headers, rows and cells.
final class CsvRowsTest {

  @TempDir Path folder;

  private Read read(String content, String... stated) throws IOException {
    return Written.in(folder, content).read(stated);
  }

  private String refused(String content, String... stated) throws IOException {
    return Written.in(folder, content).refused(stated);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5.1,3.5,setosa\n4.9,3.0,setosa\n",
        "5,3,1\n4,9,0\n",
        "39, State-gov, 77516\n50, Private, 83311\n",
        "p,x,s\ne,x,y\np,b,s\n",
        "5.1,3.5,setosa\n",
        "0.5\n0.6\n",
        "1,2,3,4\n5,6,7,8\n",
        "2011-01-01,5,x\n2011-01-02,6,y\n",
        "?,5,x\n1,6,y\n"
      })
  void aFirstLineLikeDataIsAskedAboutAndNeverTakenAway(String content) throws IOException {
    int rows = content.split("\n").length;
    String first = content.lines().findFirst().orElseThrow().replaceAll(", ?", ", ");
    assertThat(refused(content))
        .isEqualTo(
            """
            error: the first line looks like data, not like names of columns: %s
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   --set data.header=false and name columns by number, from 0 to %d; if it is a header: --set data.header=true\
            """
                .formatted(first, first.split(",").length - 1));
    assertThat(Written.in(folder, content).refusedByCommand())
        .endsWith("try:   begin the file with a line of column names");
    assertThat(read(content, "header", "false").rows()).hasSize(rows);
    assertThat(read(content, "header", "true").rows()).hasSize(rows - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b\n1,2\n",
        "country,1960,1961,1962,1963\nA,5,2,7,1\n",
        "0,1,2,3,4\n0.5,1,7,2,a\n",
        ",a,b\n0,1,2\n1,3,4\n",
        "sex,smoker\nm,yes\nf,no\n",
        "x\n1\n",
        "400,402,404,406\n0.1,0.2,0.3,0.5\n"
      })
  void namesAreNamesAlsoWhenSomeAreNumbers(String content) throws IOException {
    assertThat(read(content).rows()).hasSize(content.split("\n").length - 1);
  }

  @Test
  void withoutAHeaderColumnsAreNamedByNumber() throws IOException {
    Read read = read("5,a\n6,b\n", "header", "false");
    assertThat(read.header()).containsExactly("0", "1");
    assertThat(read.rows()).containsExactly(List.of("5", "a"), List.of("6", "b"));
  }

  @Test
  void aHeaderThatComesAgainIsRefused() throws IOException {
    assertThat(refused("a,b\n1,2\na,b\n3,4\n"))
        .isEqualTo(
            """
            error: the header stands here a second time
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   remove that line: files that are put together keep one header\
            """);
  }

  @Test
  void columnsWithoutANameAndAValueAreNone() throws IOException {
    assertThat(read("a,b,\n1,2,\n3,4,\n").header()).containsExactly("a", "b");
    assertThat(read("a;b;;\n1;2;;\n3;4;;\n").rows()).contains(List.of("3", "4"));
    assertThat(read("a,b\n1,2,\n3,4,\n5,6,\n").rows()).hasSize(3);
    assertThat(read("a,b,\n1,2\n3,4\n5,6\n").rows()).hasSize(3);
    assertThat(read("a,,b\n1,,2\n3,,4\n").rows())
        .containsExactly(List.of("1", "2"), List.of("3", "4"));
    assertThat(read("1,2,\n3,4,\n", "header", "false").header()).containsExactly("0", "1");
  }

  @Test
  void aColumnWithoutANameAndWithValuesIsCalledByItsNumberAndSaid() throws IOException {
    Read read = read(",a,\n7,1,x\n8,2,y\n");
    assertThat(read.header()).containsExactly("0", "a", "2");
    assertThat(read.notes())
        .containsExactly("t.csv: columns without a name are called by their number, from 0: 0, 2");
  }

  @Test
  void aValueFarDownInAColumnWithoutANameIsNamedByItsLine() throws IOException {
    String rows =
        IntStream.range(0, 9_000).mapToObj(i -> i + ",2,\n").collect(Collectors.joining());
    assertThat(refused("a,b,\n" + rows + "1,2,x\n"))
        .isEqualTo(
            """
            error: column 3 has no name, but a value: 'x'
              cause: DIR/t.csv:9002
              kept:  nothing was changed
              try:   name the column in the header, or empty the cell\
            """);
  }

  @Test
  void twoColumnsOfOneNameAreRefusedWithBothPositions() throws IOException {
    assertThat(refused("x,y,x \n1,2,3\n"))
        .isEqualTo(
            """
            error: two columns are named 'x': columns 1 and 3
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   rename one of them in the header\
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void everyLineEndIsRead(String end) throws IOException {
    String content = "a,b\n1,2\n\n3,4\n".replace("\n", end);
    assertThat(read(content).rows()).containsExactly(List.of("1", "2"), List.of("3", "4"));
    assertThat(read(content.strip()).rows()).hasSize(2);
  }

  @Test
  void spacesBetweenDelimitersAndQuotesAreNoPartOfCells() throws IOException {
    assertThat(read("a, b, c\n1, \"x, y\", 2\n2, \"z\" , 3\n").rows())
        .containsExactly(List.of("1", "x, y", "2"), List.of("2", "z", "3"));
  }

  @Test
  void mixedLineEndsAndInvisibleCharactersAreNoPartOfCells() throws IOException {
    Read read = read("\ufeffa,\u00a0b\u200b\r\n1 ,\t2\n3,4\u202f\r\u001a");
    assertThat(read.header()).containsExactly("a", "b");
    assertThat(read.rows()).containsExactly(List.of("1", "2"), List.of("3", "4"));
  }

  @Test
  void inOneColumnABlankLineIsARowWithoutAValueUnlessItEndsTheFile() throws IOException {
    Read read = read("x\n0.1\n\n \n3.4\n\n\n");
    assertThat(read.rows())
        .containsExactly(List.of("0.1"), List.of(""), List.of(""), List.of("3.4"));
    assertThat(read.notes())
        .containsExactly(
            "t.csv: rows without a value: 2 blank lines",
            "t.csv: left out 2 rows without a value at the end of the file");
    assertThat(read("x\n0.1\n\"\"\n").rows()).containsExactly(List.of("0.1"), List.of(""));
    assertThat(read("x,y\n1,2\n\n3,4\n").rows()).hasSize(2);
  }

  @Test
  void rowsOfNothingButDelimitersAreRowsUnlessTheyEndTheFile() throws IOException {
    Read read = read("a,b\n1,2\n,\n3,4\n,\n,\n");
    assertThat(read.rows()).containsExactly(List.of("1", "2"), List.of("", ""), List.of("3", "4"));
    assertThat(read.notes())
        .containsExactly("t.csv: left out 2 rows without a value at the end of the file");
  }

  @Test
  void aCellOfSeveralLinesIsReadAndSaid() throws IOException {
    Read read = read("id,text,y\n1,\"Hello, world\nbye, all\",p\n2,\"a\n\nb\nc\",n\n");
    assertThat(read.rows())
        .containsExactly(
            List.of("1", "Hello, world\nbye, all", "p"), List.of("2", "a\n\nb\nc", "n"));
    assertThat(read.notes())
        .containsExactly("t.csv: 2 cells go over several lines, the first at line 2");
  }

  @Test
  void rowsThatAQuoteSwallowedAreRefusedWithTheLineWhereItOpened() throws IOException {
    assertThat(refused("a,b,y\n1,2,n\n\"1,0,n\n3,4,p\n5,6,\"\n7,8,n\n"))
        .isEqualTo(
            """
            error: a quote opens a cell here that goes over 3 lines, which look like rows
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   take the quote away, or write it twice inside a quoted cell (""); if the cell is meant so: --set data.cell-lines=3\
            """);
    assertThat(refused("name,x,y\na,1,n\nb,\"2,p\nc,\",n\nd,4,n\n"))
        .startsWith(
            "error: a quote opens a cell here that goes over 2 lines, which look like rows\n  cause: DIR/t.csv:3\n");
    assertThat(refused("name,x,y\na,1,n\n\"5 inch\nb,2,p\nc,3,n\n\",4,n\n"))
        .startsWith(
            "error: a quote opens a cell here that goes over 3 lines, which look like rows\n  cause: DIR/t.csv:3\n");
  }

  @Test
  void aCellOfManyLinesIsRefusedUnlessItIsStated() throws IOException {
    String content = "a,b\n1,\"" + "word\n".repeat(30) + "\"\n2,x\n";
    assertThat(refused(content))
        .isEqualTo(
            """
            error: a quote opens a cell here that goes over 30 lines
              cause: DIR/t.csv:2
              kept:  nothing was changed
              try:   take the quote away, or write it twice inside a quoted cell (""); if the cell is meant so: --set data.cell-lines=30\
            """);
    assertThat(read(content, "cell-lines", "30").rows()).hasSize(2);
  }
}
