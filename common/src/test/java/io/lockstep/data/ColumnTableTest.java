package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.LossSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ColumnTableTest {

  @TempDir Path folder;

  private static final String NAMES = "id,age,height,city,price,when,about,code,flat,void,mostly,y";

  private static String row(int i) {
    return String.join(
        ",",
        i + "",
        i % 30 + "",
        i % 30 + ".5",
        "city%d".formatted(i % 4),
        "$%d".formatted(i % 9),
        "2024-01-%02d".formatted(1 + i % 28),
        "this is row number %d".formatted(i),
        "code-%d".formatted(i),
        "7",
        "",
        i % 10 == 0 ? i + "" : "NA",
        i % 2 == 0 ? "n" : "p");
  }

  private Sections table(String names, IntFunction<String> row) throws IOException {
    StringBuilder rows = new StringBuilder(names + "\n");
    for (int i = 0; i < 60; i++) {
      rows.append(row.apply(i)).append('\n');
    }
    Files.writeString(folder.resolve("t.csv"), rows.toString());
    return Sections.csv("t.csv", "y");
  }

  private LoadedData load(Sections sections) {
    return Loading.load(sections.section(), folder, 1, LossSpec.CROSS_ENTROPY);
  }

  @Test
  void eachColumnIsToldWithItsKindRoleAndInputs() throws IOException {
    Sections sections =
        table(NAMES, ColumnTableTest::row).numbers("price").ignoring("when", "about", "code");
    List<ColumnRow> columns = load(sections).columns();
    assertThat(columns)
        .extracting(row ->
            String.join(
                "|",
                row.look().name(),
                row.look().kind().word(),
                row.look().counts().missing() + "",
                row.look().counts().distinctText(),
                row.look().values(),
                row.role().name(),
                row.encoded(),
                row.inputs() + ""))
        .containsExactly(
            "id|id-like|0|60|0; 1; 2|FEATURE|standardised|1",
            "age|whole number|0|30|0 to 29|FEATURE|standardised|1",
            "height|number|0|30|0.5 to 29.5|FEATURE|standardised|1",
            "city|category|0|4|city0; city1; city2|FEATURE|one-hot|4",
            "price|written number|0|9|$0; $1; $2|FEATURE|standardised|1",
            "when|date|0|28|2024-01-01; 2024-01-02; 2024-01-03|IGNORED||0",
            "about|free text|0|60|this is row number 0; this is row number 1; this is row number 2|IGNORED||0",
            "code|id-like|0|60|code-0; code-1; code-2|IGNORED||0",
            "flat|constant|0|1|7|FEATURE|always 0|1",
            "void|empty|60|0||FEATURE|always 0|1",
            "mostly|whole number|54|6|0 to 50|FEATURE|standardised|1",
            "y|category|0|2|n; p|LABEL|2 classes|0");
    assertThat(columns.get(1).toMap())
        .containsEntry("name", "age")
        .containsEntry("kind", "whole number")
        .containsEntry("distinct", 30L)
        .containsEntry("least", 0.0)
        .containsEntry("greatest", 29.0)
        .containsEntry("role", "feature")
        .containsEntry("inputs", 1);
  }

  @Test
  void whatAReaderShouldKnowIsNoted() throws IOException {
    Sections sections =
        table(NAMES, ColumnTableTest::row).numbers("price").ignoring("when", "about", "code");
    assertThat(load(sections).notes())
        .containsExactly(
            "column 'mostly' is missing in 54 of 60 rows, most of them, and becomes the mean of the"
                + " training rows there",
            "column 'id' looks like the number of the row: leave it out with --set"
                + " 'data.ignore=[when, about, code, id]'",
            "column 'price' is read as numbers: '$0' is 0",
            "column 'city' alone tells the label in all 60 training rows: if it is known only when the label is, leave it out with --set 'data.ignore=[when, about, code, city]'",
            "columns 'flat', 'void' are the same (or missing) in all training rows and carry"
                + " nothing: 0 always");
  }

  @Test
  void codesAndValuesThatReadLikeMissingAreNoted() throws IOException {
    Sections sections =
        table(
            "land,zip,y",
            i -> "%s,0%d,%s".formatted(i % 3 == 0 ? "NA" : "DE", 1000 + i % 9, i % 2));
    assertThat(load(sections).notes())
        .containsExactly(
            "column 'land' is missing in 20 of 60 rows, and becomes a category of its own there",
            "column 'land': cells that hold 'NA' count as missing; if that is a value: --set"
                + " 'data.missing-markers=[\"?\"]'",
            "column 'zip' is read as numbers, '01000' too; if it holds codes: --set"
                + " data.categories=[zip]");
    Sections followed = sections.with("missing-markers", "[\"?\"]").categories("zip");
    assertThat(load(followed).notes()).isEmpty();
    assertThat(load(followed).encoding().featureWidth()).isEqualTo(2 + 9);
  }

  @Test
  void numbersThatAreMostlyMissingByAWordAreAskedAbout() throws IOException {
    for (String word : List.of("n/a", "None", "nothing here")) {
      Sections sections =
          table("x,y", i -> "%s,%s".formatted(i % 6 == 0 ? i + "" : word, i % 2 == 0 ? "n" : "p"));
      assertThat(new Refusals(folder).of(sections, LossSpec.CROSS_ENTROPY))
          .startsWith("error: column 'x': '%s' is not a number; 50 of 60 cells".formatted(word));
      String markers = "[\"%s\"]".formatted(word);
      assertThat(load(sections.with("missing-markers", markers)).encoding().featureWidth())
          .isEqualTo(1);
    }
  }

  @Test
  void datesThatAreNumbersAreNoted() throws IOException {
    assertThat(load(table("day,y", i -> "202401%02d,%d".formatted(1 + i % 28, i % 2))).notes())
        .containsExactly(
            "column 'day' looks like dates (20240128) and is read as numbers; to take year, month, day and weekday: --set data.dates=[day]");
  }

  @Test
  void manyColumnsOfOneSortAreNotedTogether() throws IOException {
    StringBuilder names = new StringBuilder();
    StringBuilder cells = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      names.append("c").append(i).append(',');
      cells.append(i % 2 == 0 ? "7," : "#,");
    }
    Sections sections =
        table(names + "y", i -> cells.toString().replace("#", i % 5 == 0 ? "" : i + "") + (i % 2));
    assertThat(load(sections).notes())
        .containsExactly(
            "columns 'c1', 'c3', 'c5', 'c7', 'c9', 'c11', 'c13', 'c15' and 142 more have missing"
                + " cells: of numbers, they become the mean of the training rows; of texts, a"
                + " category of their own",
            "columns 'c0', 'c2', 'c4', 'c6', 'c8', 'c10', 'c12', 'c14' and 142 more are the same (or"
                + " missing) in all training rows and carry nothing: 0 always");
  }

  @Test
  void differentValuesAreCountedUpToALimit() {
    DistinctCount count = new DistinctCount(1_000);
    for (int i = 0; i < 100_000; i++) {
      count.add("text " + i % 5_000);
    }
    assertThat(count.count()).isEqualTo(1_000);
    assertThat(count.counted()).isEqualTo(1_000);
    DistinctCount numbers = new DistinctCount(10_000);
    for (int i = 0; i < 100_000; i++) {
      numbers.add((double) (i % 5_000));
    }
    numbers.add(-0.0);
    assertThat(numbers.count()).isEqualTo(5_000);
  }
}
