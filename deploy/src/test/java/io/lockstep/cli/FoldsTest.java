package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FoldsTest {

  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    StringBuilder table = new StringBuilder("a,b,y\n");
    for (int row = 0; row < 30; row++) {
      table.append("%d,%d,%s%n".formatted(row % 7, row % 5, row % 7 > 3 ? "p" : "n"));
    }
    Files.writeString(folder.resolve("t.csv"), table);
    Files.writeString(
        folder.resolve("t.yaml"),
        """
        run: { name: dealt }
        data: { train: { csv: t.csv, label: y }, validation: 0.5 }
        model: { layers: [ { dense: 2 } ], loss: cross-entropy }
        train: { epochs: 2, batch: 8 }
        """);
  }

  private Invocation train(String... more) {
    List<String> words =
        new ArrayList<>(List.of("train", "{dir}/t.yaml", "--quiet", "--runs", "{dir}/runs"));
    words.addAll(List.of(more));
    return Invocation.of(folder, words.toArray(String[]::new));
  }

  @Test
  void eachFoldIsARunAndTheirMeanStandsAtTheEnd() {
    Invocation trained = train("--folds", "3");

    assertThat(trained.code()).as(trained.talk()).isZero();
    List<String> lines = trained.data().lines().toList();
    assertThat(lines.subList(lines.size() - 4, lines.size() - 1))
        .allMatch(line ->
            line.matches(
                "fold [1-3] of 3: loss \\d\\.\\d{6} accuracy \\d\\.\\d{4}; \\{dir}/runs/dealt-fold-[1-3]-1"));
    assertThat(lines.getLast()).matches("mean of 3 folds: loss \\S+ ± \\S+ accuracy \\S+ ± \\S+");
    assertThat(folder.resolve("runs/dealt-fold-3-1/model")).isDirectory();
  }

  @Test
  void aSingleFoldIsARunLikeOthers() throws IOException {
    train("--folds", "3");
    Invocation alone =
        train("--set", "data.folds=3", "--set", "data.fold=2", "--set", "run.name=alone");

    String hash = alone.data().lines().filter(line -> line.startsWith("weights")).findFirst().get();
    assertThat(Files.readString(folder.resolve("runs/dealt-fold-2-1/run.json")))
        .contains(hash.substring(hash.lastIndexOf(' ') + 1));
  }

  /// The best version and the end of a run go by the validation part, of which no row is measured.
  @Test
  void whatIsToldOfAFoldIsOfRowsThatNothingWasChosenBy() throws IOException {
    assertThat(train("--folds", "3", "--set", "train.early-stopping=1").code()).isZero();

    for (int number = 1; number <= 3; number++) {
      String report =
          Files.readString(folder.resolve("runs/dealt-fold-%d-1/run.json".formatted(number)));
      assertThat(report).contains("\"test\"", "\"validation\"");
    }
  }

  @Test
  void processesGiveTheSameFiguresAndWeights() {
    Invocation local = train("--folds", "2");
    Invocation cluster = train("--folds", "2", "--processes", "2", "--lanes", "1");

    assertThat(cluster.code()).as(cluster.talk()).isZero();
    assertThat(figures(cluster)).isEqualTo(figures(local)).hasSize(5);
  }

  /// Of each fold and of their mean, and the hashes of the weights.
  private static List<String> figures(Invocation trained) {
    return trained
        .data()
        .lines()
        .filter(line -> line.matches("(fold|mean|weights).*"))
        .map(line -> line.replaceFirst("-[12]$", ""))
        .toList();
  }

  @Test
  void foldsThatCannotBeAreRefused() {
    assertThat(train("--folds", "1").block())
        .isEqualTo(
            """
            error: --folds is 1, but must be from 2 to 1000
              cause: --folds
              kept:  nothing was changed
              try:   5 or 10 are usual\
            """);
    assertThat(train("--folds", "40").block())
        .isEqualTo(
            """
            error: 30 rows cannot be dealt into 40 folds that all have some to train on and to measure
              cause: data.folds
              kept:  nothing was changed
              try:   take fewer folds, or give more rows\
            """);
    assertThat(train("--folds", "3", "--resume").block())
        .contains(
            "error: --folds begins anew, and --resume goes on with one run",
            "--resume --set data.folds=3 --set data.fold=NUMBER --set run.name=dealt-fold-NUMBER");
    assertThat(train("--set", "data.folds=3").block())
        .contains(
            "data.folds deals the rows into 3 parts, and nothing says which is kept aside",
            "lockstep train CONFIG --folds 3");
    assertThat(train("--set", "data.fold=3").block())
        .contains("data.fold needs data.folds, from 2 up", "--set data.folds=5");
  }
}
