package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.LossSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DatesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2024-02-29 | 2024-02-29",
        "2024/2/9 | 2024-02-09",
        "2024.02.09 | 2024-02-09",
        "2024-02-29T23:59:59Z | 2024-02-29",
        "2024-02-29 23:59:59.123+02:00 | 2024-02-29",
        "20240229 | 2024-02-29",
        "2024-02 | 2024-02-01",
        "31.01.2024 | 2024-01-31",
        "1.2.24 | 2024-02-01",
        "1/2/69 | 1969-02-01",
        "31 Jan 2024 | 2024-01-31",
        "31-Jan-24 | 2024-01-31",
        "1st March 2024 | 2024-03-01",
        "January 31, 2024 | 2024-01-31",
        "Wed, 31 Jan 2024 10:00:00 GMT | 2024-01-31",
        "Sept. 3rd, 1999 | 1999-09-03",
        "Jan 1949 | 1949-01-01",
        "1900-01-01 | 1900-01-01"
      })
  void whatPeopleWriteIsADay(String text, LocalDate day) {
    assertThat(DateValue.of(text, DateOrder.DAY_FIRST)).isEqualTo(day.toEpochDay());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2023-02-29",
        "2024-13-01",
        "30.2.2024",
        "20241301",
        "12:30",
        "2024-W05",
        "2024 Q1",
        "31 Jan",
        "yesterday",
        "",
        "1",
        "2024-1-32"
      })
  void whatMeansNoDayIsNone(String text) {
    assertThat(DateValue.of(text, DateOrder.DAY_FIRST)).isNaN();
  }

  private String dates(String... cells) {
    StringBuilder table = new StringBuilder("d,y\n");
    for (int i = 0; i < cells.length; i++) {
      table.append('"').append(cells[i]).append('"').append(i % 2 == 0 ? ",p\n" : ",q\n");
    }
    return table.toString();
  }

  private LoadedData load(Sections sections, String... cells) throws IOException {
    Files.writeString(folder.resolve("t.csv"), dates(cells));
    return Loading.load(sections.section(), folder, 1, LossSpec.CROSS_ENTROPY);
  }

  private static Sections sections() {
    return Sections.csv("t.csv", "y").raw().with("dates", "[d]");
  }

  @Test
  void aDateBecomesItsYearMonthDayAndWeekday() throws IOException {
    LoadedData data = load(sections(), "2024-02-29", "2023-12-31");

    assertThat(Sections.features(data.train(), 0)).containsExactly(2024, 2, 29, 4);
    assertThat(Sections.features(data.train(), 1)).containsExactly(2023, 12, 31, 7);
    assertThat(data.columns().getFirst().encoded()).isEqualTo("year, month, day, weekday");
  }

  @Test
  void partsThatAreAlwaysTheSameAreLeftOutAndTheOthersScaled() throws IOException {
    LoadedData data =
        load(
            Sections.csv("t.csv", "y").with("dates", "[d]").with("scale", "min-max"),
            "2024-01-01",
            "2024-02-01",
            "2024-04-01");

    assertThat(data.columns().getFirst().encoded()).isEqualTo("month, weekday");
    assertThat(Sections.features(data.train(), 0)).containsExactly(0, 0);
    assertThat(Sections.features(data.train(), 2)).containsExactly(1, 0);
  }

  @Test
  void oneDateThatCanBeReadInOneWayOnlyDecidesForAll() throws IOException {
    assertThat(Sections.features(load(sections(), "1/2/2024", "13/1/2023").train(), 0))
        .containsExactly(2024, 2, 1, 4);
    LoadedData monthFirst = load(sections(), "1/2/2024", "1/13/2023");
    assertThat(Sections.features(monthFirst.train(), 0)).containsExactly(2024, 2, 2);
    assertThat(monthFirst.notes()).contains("column 'd': dates are read with the month first");
  }

  @Test
  void datesThatCanAllBeReadInTwoWaysAreAskedAbout() throws IOException {
    Refusals refusals = new Refusals(folder);
    refusals.write(dates("2024-01-01", "1/2/2024", "3/4/2024"));

    assertThat(refusals.of(sections(), LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: column 'd': '1/2/2024' can be read in two ways, and the other dates do not tell which
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   --set data.day-first=true if the day comes first; --set data.day-first=false if the month does\
            """);
    assertThat(
            Sections.features(
                load(sections().with("day-first", "false"), "3/4/2024", "5/6/2023").train(), 0))
        .containsExactly(2024, 3, 4, 1);
  }

  @Test
  void aCellThatIsNoDateIsRefused() throws IOException {
    Refusals refusals = new Refusals(folder);
    refusals.write(dates("2024-01-01", "2024-02-30"));

    assertThat(refusals.of(sections(), LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: column 'd': '2024-02-30' is not a date
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   fix the cell, or leave it empty when the value is missing\
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1e12", "-7"})
  void aNumberThatStandsForMissingCellsIsNoDate(String constant) throws IOException {
    String stated = "{ constant: %s }".formatted(constant);
    LoadedData data = load(sections().with("missing", stated), "2024-01-01", "", "2024-01-03");

    assertThat(Sections.features(data.train(), 1)).containsExactly(2, 2);
    assertThat(data.notes())
        .contains(
            "column 'd' is missing in 1 of 3 rows, and becomes the mean of the training rows there");
    assertThat(load(sections().with("missing", stated), "2024-01-01", "").notes())
        .anyMatch(note -> note.startsWith("column 'd' is the same (or missing) in all"));
    Refusals refusals = new Refusals(folder);
    refusals.write(dates("2024-01-01", "", "2024-01-03"));
    Sections ofColumn = sections().with("columns", "{ d: { missing: %s } }".formatted(stated));
    assertThat(refusals.of(ofColumn, LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: column 'd' is read as dates, and its missing in data.columns is a number, which is none
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   write mean, median, drop-row or fail; or leave it out: a missing date becomes the mean\
            """);
  }

  @Test
  void manyColumnsAreToldTogetherWhatTheirDatesBecome() throws IOException {
    StringBuilder table = new StringBuilder("d,a,b,c,e,f,y\n");
    for (int row = 0; row < 40; row++) {
      String number = row % 8 == 0 ? "" : row * 7 % 11 + "";
      String day = row % 8 == 0 ? "" : "2024-01-%02d".formatted(1 + row % 20);
      table.append(day).append(("," + number).repeat(5)).append(",").append("pq".charAt(row % 2));
      table.append('\n');
    }
    Files.writeString(folder.resolve("t.csv"), table);
    Sections zero = sections().with("missing", "{ constant: 0 }");
    assertThat(Loading.load(zero.section(), folder, 1, LossSpec.CROSS_ENTROPY).notes())
        .anyMatch(note ->
            note.endsWith(
                "have missing cells: of numbers, they become 0; of dates, the mean of the training rows; of texts, a category of their own"));
  }

  @Test
  void aMissingDateIsTheMiddleOneAndNoted() throws IOException {
    LoadedData data =
        load(sections().with("missing-indicator", "true"), "2024-01-01", "", "2024-01-03");

    assertThat(Sections.features(data.train(), 1)).containsExactly(2, 2, 1);
    assertThat(Encoding.fromMap(data.encoding().toMap())).isEqualTo(data.encoding());
    assertThat(
            Sections.features(
                data.encoding().encodeUnlabelled(folder.resolve("t.csv")).examples(), 1))
        .containsExactly(2, 2, 1);
  }
}
