package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.run.MetricsLog;
import io.lockstep.run.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pictures of runs as they are trained.
final class PlotTest {

  @TempDir static Path folder;

  @BeforeAll
  static void trainTwo() throws IOException {
    train("two", 2, "cross-entropy");
  }

  /// Trains `name` on columns x0, x1, … and a label, which is a class for cross-entropy.
  private static void train(String name, int columns, String loss, String... more)
      throws IOException {
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < columns; i++) {
      csv.append("x").append(i).append(',');
    }
    csv.append("y\n");
    for (int row = 0; row < 40; row++) {
      for (int i = 0; i < columns; i++) {
        csv.append((row * (i + 3) * 7 + row * row) % 53).append(',');
      }
      csv.append(loss.equals("mse") ? row / 10.0 : row % 3 == 0 ? "yes" : "no").append('\n');
    }
    Files.writeString(folder.resolve(name + ".csv"), csv);
    Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        data: { train: { csv: %s.csv, label: y }, validation: 0.25 }
        model: { layers: [ { dense: 4, activation: tanh }, { dense: %d } ], loss: %s }
        train: { epochs: 3, batch: 8 }
        """
            .formatted(name, loss.equals("mse") ? 1 : 2, loss));
    List<String> words =
        new ArrayList<>(List.of("train", "{dir}/" + name + ".yaml", "--runs", "{dir}/runs"));
    words.addAll(List.of(more));
    Invocation trained = plot(words.toArray(String[]::new));
    assertThat(trained.code()).as(trained.talk()).isZero();
  }

  private static Invocation plot(String... words) {
    return Invocation.of(folder, words);
  }

  private void assertRefused(Invocation invocation, int code, String block) {
    assertThat(invocation.block()).isEqualTo(block.strip());
    assertThat(invocation.code()).isEqualTo(code);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void everyPictureThatFitsIsDrawnWithItsNumbers() throws IOException {
    Invocation drawn = plot("plot", "{dir}/runs/two-1");
    assertThat(drawn.code()).as(drawn.talk()).isZero();
    List<String> files = new ArrayList<>();
    for (String picture : List.of("history", "rate", "confusion", "boundary", "weights")) {
      for (String kind : List.of("svg", "png", "csv")) {
        files.add("{dir}/runs/two-1/plots/%s.%s".formatted(picture, kind));
      }
    }
    assertThat(drawn.data().lines()).containsExactlyElementsOf(files);
    assertThat(drawn.talk())
        .contains("note: no digits: the inputs of this model are no images: 2 columns");
    Path plots = folder.resolve("runs/two-1/plots");
    assertThat(names(plots)).hasSize(15);
    assertThat(Files.readString(plots.resolve("history.csv")))
        .startsWith("epoch,step,train_loss,train_accuracy,validation_loss,validation_accuracy")
        .contains("\n1,4,", "\n3,12,");
    assertThat(Files.readString(plots.resolve("rate.csv"))).startsWith("step,learning_rate\n1,");
    assertThat(Files.readString(plots.resolve("confusion.csv")))
        .contains("\nno,no,", "\nno,yes,", "\nyes,no,", "\nyes,yes,");
    assertThat(Files.readString(plots.resolve("boundary.csv")))
        .startsWith("kind,x0,x1,actual,predicted,probability\nexample,");
    assertThat(Files.readString(plots.resolve("weights.csv")).lines()).hasSize(1 + 2 * 4);
  }

  @Test
  void aPictureOfARunAndOfItsDataSaysTheSame() throws IOException {
    plot("plot", "{dir}/runs/two-1", "confusion", "--part", "train", "--out", "{dir}/one");
    plot("plot", "{dir}/runs/two-1", "confusion", "--part", "VALIDATION", "--out", "{dir}/two");
    Invocation all =
        plot(
            "plot",
            "{dir}/runs/two-1/model-best",
            "confusion",
            "--data",
            "{dir}/two.csv",
            "--out",
            "{dir}/all");
    assertThat(all.code()).as(all.talk()).isZero();
    long examples = 0;
    for (String part : List.of("one", "two")) {
      examples += counted(folder.resolve(part + "/confusion.csv"));
    }
    assertThat(examples).isEqualTo(40).isEqualTo(counted(folder.resolve("all/confusion.csv")));
  }

  private static long counted(Path csv) throws IOException {
    return Files.readAllLines(csv).stream()
        .skip(1)
        .mapToLong(line -> Long.parseLong(line.split(",")[2]))
        .sum();
  }

  @Test
  void aRunThatALinkLedToIsCalledByItsOwnName() throws IOException {
    Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("runs/two-1"));
    assertThat(plot("plot", "{dir}/linked", "rate", "--out", "{dir}/linked-plots").code()).isZero();
    assertThat(Files.readString(folder.resolve("linked-plots/rate.svg")))
        .contains("<title>two-1: learning rate</title>");
  }

  @Test
  void aRunWithoutEpochsIsOnlyItsModel() throws IOException {
    train("initial", 2, "cross-entropy", "--set", "train.epochs=0");
    Invocation drawn = plot("plot", "{dir}/runs/initial-1");
    assertThat(drawn.code()).as(drawn.talk()).isZero();
    assertThat(drawn.data()).contains("weights.svg", "boundary.svg").doesNotContain("history");
    assertRefused(
        plot("plot", "{dir}/runs/initial-1", "history"),
        2,
        """
        error: this run has no epochs: its model is as it was initialised
          cause: {dir}/runs/initial-1/metrics.jsonl
          kept:  nothing was changed
          try:   lockstep plot {dir}/runs/initial-1 weights
        """);
  }

  @Test
  void valuesThatAreScaledInsideAreDrawnInTheirOwnUnits() throws IOException {
    train("scaled", 2, "mse", "--set", "data.label-scale=standard");
    assertThat(plot("plot", "{dir}/runs/scaled-1", "boundary").code()).isZero();
    List<Double> labels =
        Files.readAllLines(folder.resolve("runs/scaled-1/plots/boundary.csv")).stream()
            .filter(line -> line.startsWith("example,"))
            .map(line -> Double.valueOf(line.split(",")[3]))
            .toList();
    assertThat(labels)
        .hasSize(10)
        .allSatisfy(
            label -> assertThat(label * 10).isCloseTo(Math.rint(label * 10), Offset.offset(1e-4)));
  }

  @Test
  void valuesHaveABoundaryTooAndNoConfusion() throws IOException {
    train("value", 2, "mse");
    Invocation drawn = plot("plot", "{dir}/runs/value-1", "boundary", "history");
    assertThat(drawn.code()).as(drawn.talk()).isZero();
    assertThat(drawn.data().lines()).hasSize(6);
    assertThat(Files.readString(folder.resolve("runs/value-1/plots/history.svg")))
        .contains("loss: squared error (unit of 'y', squared)");
    assertRefused(
        plot("plot", "{dir}/runs/value-1", "confusion"),
        2,
        """
        error: a confusion matrix needs classes, and label 'y' is a number
          cause: {dir}/runs/value-1/model-best
          kept:  nothing was changed
          try:   lockstep plot {dir}/runs/value-1 history, for how large its errors are
        """);
  }

  @Test
  void threeInputsHaveNoBoundaryAndNoImages() throws IOException {
    train("three", 3, "cross-entropy");
    assertRefused(
        plot("plot", "{dir}/runs/three-1", "boundary"),
        2,
        """
        error: a boundary is drawn over two inputs that are numbers, and this model has 3: x0, x1, x2
          cause: {dir}/runs/three-1/model-best
          kept:  nothing was changed
          try:   lockstep plot {dir}/runs/three-1 weights, or train on two columns with data.ignore
        """);
    assertRefused(
        plot("plot", "{dir}/runs/three-1", "digits"),
        2,
        """
        error: the inputs of this model are no images: 3 columns
          cause: {dir}/runs/three-1/model-best
          kept:  nothing was changed
          try:   lockstep plot {dir}/runs/three-1 weights
        """);
    assertThat(plot("plot", "{dir}/runs/three-1", "weights").code()).isZero();
  }

  @Test
  void sixtyFourNumbersAreAnImage() throws IOException {
    train("image", 64, "cross-entropy");
    Invocation drawn = plot("plot", "{dir}/runs/image-1", "digits", "weights", "--dark");
    assertThat(drawn.code()).as(drawn.talk()).isZero();
    assertThat(Files.readString(folder.resolve("runs/image-1/plots/digits.csv")))
        .startsWith("group,row,label,prediction,probability\nthe first ");
    assertThat(Files.readString(folder.resolve("runs/image-1/plots/weights.svg")))
        .contains("data:image/png;base64,");
  }

  @Test
  void aPartThatTheRunDoesNotHaveIsNamed() throws IOException {
    train("alone", 2, "cross-entropy", "--set", "data.validation=0");
    assertRefused(
        plot("plot", "{dir}/runs/alone-1", "confusion", "--part", "validation"),
        2,
        """
        error: this run has no validation part
          cause: --part validation
          kept:  nothing was changed
          try:   --part train, or a labelled file: --data FILE
        """);
    Invocation history = plot("plot", "{dir}/runs/alone-1", "history");
    assertThat(history.code()).isZero();
    assertThat(Files.readString(folder.resolve("runs/alone-1/plots/history.svg")))
        .doesNotContain("best:");
  }

  @Test
  void wordsThatMeanNothingAreRefused() throws IOException {
    assertRefused(
        plot("plot", "{dir}/runs/two-1", "histroy"),
        2,
        """
        error: there is no picture 'histroy'; did you mean history?
          cause: lockstep plot {dir}/runs/two-1 histroy
          kept:  nothing was changed
          try:   one or more of: history, rate, confusion, boundary, weights, digits
        """);
    Invocation none = plot("plot", "{dir}/runs/twp-1", "history");
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.block())
        .startsWith("error: there is no model or run {dir}/runs/twp-1\n  cause: {dir}/runs/twp-1")
        .contains("try:   name one of those there: ", "two-1");
    assertRefused(
        plot("plot"),
        2,
        """
        error: a run is missing
          cause: lockstep plot
          kept:  nothing was changed
          try:   lockstep plot runs/last, or lockstep plot --activations
        """);
    assertRefused(
        plot("plot", "{dir}/runs/two-1/model", "history"),
        2,
        """
        error: {dir}/runs/two-1/model is a model: its history is with its run
          cause: {dir}/runs/two-1/model
          kept:  nothing was changed
          try:   lockstep plot {dir}/runs/two-1
        """);
    assertThat(plot("plot", "{dir}", "history").block()).startsWith("error: {dir} is no run");
    assertThat(plot("plot", "{dir}/runs").talk())
        .startsWith("error: {dir}/runs holds runs, and is none")
        .contains("two-1");
    assertThat(plot("plot", "").block()).startsWith("error: a run is missing");
    assertThat(plot("plot", "{dir}/runs/two-1", "activations").block())
        .startsWith("error: there is no picture 'activations'; did you mean --activations?");
  }

  @Test
  void dataThatAreOthersNowAreNotTakenForThoseOfTheRun() throws IOException {
    train("moved", 2, "cross-entropy");
    Path data = folder.resolve("moved.csv");
    Files.writeString(data, Files.readString(data).replaceFirst("\n\\d+,", "\n9,"));
    assertRefused(
        plot("plot", "{dir}/runs/moved-1", "confusion"),
        4,
        """
        error: the data are no longer those of the run
          cause: {dir}/runs/moved-1/config.yaml
          kept:  nothing was changed
          try:   put the files back, or name a labelled file: --data FILE
        """);
    Files.delete(data);
    Invocation gone = plot("plot", "{dir}/runs/moved-1", "confusion");
    assertThat(gone.code()).isEqualTo(4);
    assertThat(gone.block()).contains("{dir}/moved.csv");
    assertThat(plot("plot", "{dir}/runs/moved-1").data()).contains("history.svg", "weights.svg");
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    Invocation refused = plot("plot", "{dir}/runs/two-1", "history", "--out", "{dir}/file");
    assertThat(refused.code()).isEqualTo(5);
    assertThat(refused.block())
        .startsWith("error: the picture 'history' cannot be written: {dir}/file is")
        .contains("kept:  the run")
        .endsWith(", or choose another folder with --out DIR");
    assertThat(refused.data()).isEmpty();
  }

  @Test
  void aRunThatIsOnlyBooksHasItsHistory() throws IOException {
    train("books", 2, "cross-entropy");
    Path run = folder.resolve("runs/books-1");
    Files.delete(run.resolve("run.json"));
    Path metrics = run.resolve("metrics.jsonl");
    Files.writeString(metrics, Files.readString(metrics) + "{\"epoch\": 4, \"st");
    assertThat(MetricsLog.lines(metrics)).hasSize(3);
    assertThat(plot("plot", "{dir}/runs/books-1", "history").code()).isZero();
    Files.writeString(metrics, "");
    assertRefused(
        plot("plot", "{dir}/runs/books-1", "history"),
        4,
        """
        error: no epoch of this run has ended yet
          cause: {dir}/runs/books-1/metrics.jsonl
          kept:  nothing was changed
          try:   the same command after its first epoch
        """);
    assertThat(plot("plot", "{dir}/runs/books-1", "rate").code()).isEqualTo(4);
    Files.writeString(metrics, "{\"epoch\": 1}\n");
    assertRefused(
        plot("plot", "{dir}/runs/books-1", "history"),
        5,
        """
        error: the metrics cannot be read: a line without epoch or step
          cause: {dir}/runs/books-1/metrics.jsonl:1
          kept:  nothing was changed
          try:   take that line out
        """);
  }

  /// Epochs of the last learning rate are in the books, whose own rates are those of the steps.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{one-cycle: {}}",
        "{cosine: {}, warm-up: 2}",
        "{step: {every: 2, factor: 0.5}}",
        "{reduce-on-plateau: {metric: validation.accuracy, patience: 1, factor: 0.5}}"
      })
  void theRateOfEachStepIsThatWhichItHad(String schedule) throws IOException {
    Invocation trained =
        plot(
            "train",
            "{dir}/two.yaml",
            "--runs",
            "{dir}/rates",
            "--set",
            "train.epochs=9",
            "--set",
            "train.schedule=" + schedule);
    assertThat(trained.code()).as(trained.talk()).isZero();
    Path run = Runs.last(folder.resolve("rates"));
    assertThat(plot("plot", run.toString(), "rate").code()).isZero();
    List<String> drawn = Files.readAllLines(run.resolve("plots/rate.csv"));
    assertThat(drawn).hasSize(1 + 36).contains("step,learning_rate");
    List<Map<String, Object>> epochs = MetricsLog.lines(run.resolve("metrics.jsonl"));
    assertThat(epochs).hasSize(9);
    assertThat(drawn)
        .containsAll(
            epochs.stream()
                .map(epoch -> epoch.get("step") + "," + epoch.get("learning_rate"))
                .toList());
  }
}
