package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.format.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `predict` and `evaluate` say of files that are unlike the one a model learnt from.
final class OtherColumnsTest {

  @TempDir static Path folder;

  @BeforeAll
  static void trainOnColours() throws IOException {
    StringBuilder rows = new StringBuilder("row,color,a,year,y\n");
    for (int i = 0; i < 40; i++) {
      rows.append(
          "%d,%s,%d,2023,%s\n"
              .formatted(i, i % 2 == 0 ? "red" : "blue", i % 5, i % 2 == 0 ? "n" : "p"));
    }
    Files.writeString(folder.resolve("t.csv"), rows.toString());
    Files.writeString(
        folder.resolve("c.yaml"),
        """
        data: { train: { csv: t.csv, label: y }, ignore: [row] }
        model: { layers: [ { dense: 2 } ], loss: cross-entropy }
        train: { epochs: 2 }
        """);
    Invocation trained = invoke("train", "{dir}/c.yaml", "--runs", "{dir}/runs");
    assertThat(trained.code()).as(trained.talk()).isZero();
  }

  private static Invocation invoke(String... words) {
    return Invocation.of(folder, words);
  }

  private static Invocation on(String command, String rows, String... more) throws IOException {
    Files.writeString(folder.resolve("new.csv"), rows);
    String[] words = new String[3 + more.length];
    words[0] = command;
    words[1] = "{dir}/runs/c-1";
    words[2] = "{dir}/new.csv";
    System.arraycopy(more, 0, words, 3, more.length);
    return invoke(words);
  }

  private static Map<String, Object> json(String line) throws IOException {
    return JsonText.object(line.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void cellsThatTrainingNeverKnewAreNotedByBothAndAddedAsData() throws IOException {
    String note =
        "note: column 'color': 2 of 3 cells hold what training never knew ('Red', 'green'), and"
            + " count as missing ones; 'Red' differs from 'red' in upper and lower case\n";
    Invocation predicted = on("predict", "color,a\nRed,1\nred,2\ngreen,3\n", "--json");
    assertThat(predicted.talk()).isEqualTo(note);
    List<String> lines = predicted.data().lines().toList();
    assertThat(json(lines.get(0))).containsEntry("unknown", List.of("color"));
    assertThat(json(lines.get(1))).doesNotContainKey("unknown");
    Invocation evaluated = on("evaluate", "color,a,y\nRed,1,n\nred,2,n\ngreen,3,p\n", "--json");
    assertThat(evaluated.talk()).isEqualTo(note);
    assertThat(json(evaluated.data().strip()))
        .containsEntry(
            "unknown",
            List.of(Map.of("column", "color", "cells", 2, "texts", List.of("Red", "green"))))
        .containsKey("notes");
  }

  @Test
  void columnsThatAreNotNeededAreSaidOnceAndIgnoredOnesNot() throws IOException {
    Invocation predicted = on("predict", "note,row,a,color,id,year,y\nx,1,2,red,7,1999,n\n");
    assertThat(predicted.talk())
        .isEqualTo("note: columns 'note', 'id' are not of the model and not read\n");
    assertThat(predicted.code()).isZero();
  }

  @Test
  void columnsInAnotherOrderGiveTheSameLines() throws IOException {
    String ordered = on("predict", "color,a\nred,1\nblue,2\n").data();
    Invocation reordered = on("predict", "a,color\n1,red\n2,blue\n");
    assertThat(reordered.data()).isEqualTo(ordered);
    assertThat(reordered.talk()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "color\\nred\\n | column 'a' is not in the file, and the model has learnt from it | :1"
            + " | add what is missing; the columns are: color",
        "Color,A\\nred,1\\n | columns 'color', 'a' are not in the file, and the model has learnt from"
            + " them | :1 | if they mean the same, rename 'Color' to 'color', 'A' to 'a' in the header",
        "color,a\\nred,1\\nred,N/A\\n | column 'a': 'N/A' is not a number | :3"
            + " | fix the cell, or leave it empty when the value is missing",
        "color,a\\n | the file has a header and no rows | '' | give a file with at least one row of data",
        "'' | the data file is empty (0 bytes) | '' | get the file again",
        "color,a,z,z\\nred,1,1,1\\n | two columns are named 'z': columns 3 and 4 | :1"
            + " | rename one of them in the header",
        "color,a,a\\nred,1,1\\n | two columns are named 'a': columns 2 and 3 | :1"
            + " | rename one of them in the header"
      })
  void aFileThatDoesNotFitIsRefusedByBothAndPredictsNothing(
      String rows, String error, String line, String advice) throws IOException {
    String text = rows.replace("\\n", "\n");
    assertRefused(on("predict", text), error, line, advice);
    String labelled = text.replaceFirst("\n", ",y\n").replaceAll("(?<!,y)\n", ",n\n");
    assertRefused(
        on("evaluate", labelled), error, line, advice.replaceFirst(" color$", " color, y"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "red,1,n\\nred,1,zebra\\n | label 'y' holds the class 'zebra', which the training data do not"
            + " have | fix the label; the classes are: n, p",
        "red,1,n\\nred,1,N\\n | label 'y' holds the class 'N', which the training data do not have"
            + " | fix the label; the classes are: n, p",
        "red,1,n\\nred,1,1\\n | label 'y' holds the class '1', which the training data do not have"
            + " | fix the label; the classes are: n, p",
        "red,1,n\\nred,1,\\n | label column 'y': the label is missing"
            + " | fill the label in, or remove that line",
        "red,1,n\\nred,1,?\\n | label column 'y': the label is missing; '?' counts as missing"
            + " | fill the label in, or remove that line"
      })
  void aLabelThatCannotBeMeasuredIsNamedByItsLineAndNotAskedOfAPrediction(
      String rows, String error, String advice) throws IOException {
    String text = "color,a,y\n" + rows.replace("\\n", "\n");
    assertRefused(on("evaluate", text), error, ":3", advice);
    assertRefused(on("evaluate", text, "--json"), error, ":3", advice);
    Invocation predicted = on("predict", text);
    assertThat(predicted.code()).as(predicted.talk()).isZero();
    assertThat(predicted.data().lines()).hasSize(3);
  }

  private static void assertRefused(Invocation refused, String error, String line, String advice) {
    assertThat(refused.talk())
        .isEqualTo(
            """
            error: %s
              cause: {dir}/new.csv%s
              kept:  nothing was changed
              try:   %s
            """
                .formatted(error, line, advice));
    assertThat(refused.code()).isEqualTo(4);
    assertThat(refused.data()).isEmpty();
  }

  @Test
  void aColumnThatWasTheSameInTrainingChangesNothing() throws IOException {
    String same = on("predict", "color,a,year\nred,1,2023\nblue,2,2023\n").data();
    assertThat(on("predict", "color,a,year\nred,1,2999\nblue,2,text\n").data()).isEqualTo(same);
    assertThat(on("predict", "color,a\nred,1\nblue,2\n").data()).isEqualTo(same);
  }

  @Test
  void aRunKeepsItsTableOfColumns() throws IOException {
    Map<String, Object> kept =
        JsonText.object(Files.readAllBytes(folder.resolve("runs/c-1/columns.json")));
    assertThat((List<?>) kept.get("columns"))
        .hasSize(5)
        .first()
        .isInstanceOfSatisfying(
            Map.class,
            column ->
                assertThat(column.toString()).contains("name=row", "kind=id-like", "role=ignored"));
    Invocation summary = invoke("summary", "{dir}/c.yaml", "--json");
    assertThat(json(summary.data().strip())).containsEntry("columns", kept.get("columns"));
  }

  @Test
  void aDryRunShowsTheTable() {
    assertThat(invoke("train", "{dir}/c.yaml", "--dry-run").talk())
        .contains(
            """
            column  kind          missing  distinct  values     role     encoded       inputs
            row     id-like             0        40  0; 1; 2    ignored                     0
            color   category            0         2  red; blue  feature  one-hot            2
            a       whole number        0         5  0 to 4     feature  standardised       1
            year    constant            0         1  2023       feature  always 0           1
            y       category            0         2  n; p       label    2 classes          0
            """);
  }

  @Test
  void aTableOfManyColumnsIsShownShortened() throws IOException {
    StringBuilder names = new StringBuilder("y");
    StringBuilder cells = new StringBuilder();
    for (int i = 0; i < 2_000; i++) {
      names.append(",c").append(i);
      cells.append(i % 4 == 0 ? ",7" : ",#");
    }
    StringBuilder rows = new StringBuilder(names + "\n");
    for (int i = 0; i < 12; i++) {
      rows.append("np".charAt(i % 2))
          .append(cells.toString().replace("#", i % 3 + ""))
          .append('\n');
    }
    Files.writeString(folder.resolve("wide.csv"), rows.toString());
    Invocation summary =
        invoke(
            "summary",
            "{dir}/c.yaml",
            "--set",
            "data.train.csv={dir}/wide.csv",
            "--set",
            "data.ignore=[]");
    assertThat(summary.data().lines())
        .hasSizeLessThan(40)
        .contains("and 1,976 more columns, 1,976 inputs: 494 constant, 1,482 whole number");
  }

  @Test
  void howAFileIsWrittenMayBeStatedWhereItIsUnlikeTheTrainingData() throws IOException {
    String plain = on("predict", "color,a\nred,1\nblue,2\n").data();
    assertThat(on("predict", "color,a\n!old\nred,1\nblue,2\n").code()).isEqualTo(4);
    assertThat(on("predict", "color,a\n!old\nred,1\nblue,2\n", "--set", "data.comment=!").data())
        .isEqualTo(plain);
    Invocation colons = on("evaluate", "color:a:y\nred:1:n\n", "--set", "data.delimiter=:");
    assertThat(colons.data()).as(colons.talk()).contains("\nexamples 1\n");
  }

  @Test
  void whatBelongsToTheModelCannotBeStatedOfAFile() throws IOException {
    Invocation refused = on("evaluate", "color,a,y\nred,1,n\n", "--set", "data.numbers=[a]");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.block())
        .isEqualTo(
            """
            error: data.numbers belongs to the model, and is as it was in training
              cause: --set data.numbers
              kept:  nothing was changed
              try:   what can be said of a file is how it is written: data.delimiter, data.decimal, data.encoding, data.header, data.comment, data.cell-lines\
            """);
  }
}
