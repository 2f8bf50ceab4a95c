package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.training.PreparedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `--resume [RUN]` and the run folders that stand in its way.
@Timeout(120)
final class ResumeTest {

  @TempDir Path folder;

  @BeforeEach
  void writeConfiguration() throws IOException {
    StringBuilder csv = new StringBuilder("x,y\n");
    for (int row = 0; row < 40; row++) {
      csv.append(row % 7).append(row % 7 < 3 ? ",a\n" : ",b\n");
    }
    Files.writeString(folder.resolve("d.csv"), csv);
    Files.writeString(
        folder.resolve("t.yaml"),
        """
        data: { train: { csv: d.csv, label: y } }
        model: { layers: [ { dense: 4, activation: relu }, { dense: 2 } ], loss: cross-entropy }
        train: { epochs: 3, batch: 8 }
        """);
  }

  private Invocation train(String... more) {
    List<String> words = new ArrayList<>(List.of("train", "--runs", "{dir}/runs"));
    words.addAll(List.of(more));
    return Invocation.of(folder, words.toArray(String[]::new));
  }

  private static String weights(Invocation trained) {
    return trained
        .data()
        .lines()
        .filter(line -> line.startsWith("weights "))
        .findFirst()
        .orElse("");
  }

  private static List<String> notes(Invocation trained) {
    return trained.talk().lines().filter(line -> line.startsWith("note: ")).toList();
  }

  /// Wherever the configuration stands, and however the run is spelt.
  @ParameterizedTest
  @CsvSource({
    "'{dir}/t.yaml --resume', t-2",
    "'--resume {dir}/t.yaml', t-2",
    "'--resume= {dir}/t.yaml', t-2",
    "'--resume t-1 {dir}/t.yaml', t-1",
    "'--resume=t-1 {dir}/t.yaml', t-1",
    "'{dir}/t.yaml --resume t-1', t-1",
    "'--resume {dir}/runs/t-1 {dir}/t.yaml', t-1",
    "'{dir}/t.yaml --resume last --lanes 1', t-2",
    "'--resume {dir}/runs/last {dir}/t.yaml', t-2"
  })
  void aRunMayBeNamed(String words, String taken) {
    train("{dir}/t.yaml");
    String sha256 = weights(train("{dir}/t.yaml"));

    Invocation resumed = train(words.split(" "));

    assertThat(resumed.code()).as(resumed.talk()).isZero();
    assertThat(resumed.data()).contains("run {dir}/runs/" + taken + "\n");
    assertThat(notes(resumed).getLast()).startsWith("note: going on with {dir}/runs/" + taken);
    assertThat(weights(resumed)).isEqualTo(sha256);
  }

  @Test
  void aDryRunSaysWhatAResumeWouldDoOrWhyItWouldNot() throws IOException {
    train("{dir}/t.yaml");
    Files.createDirectories(folder.resolve("runs/t-2/checkpoints"));
    String[] dry = {"{dir}/t.yaml", "--dry-run", "--resume", "--set", "train.epochs=5"};

    assertThat(notes(train(dry)))
        .containsExactly(
            "note: skipped {dir}/runs/t-2: no whole checkpoint is in it",
            "note: --resume would go on with {dir}/runs/t-1, from step 15 of 25");
    assertThat(notes(train("{dir}/t.yaml", "--dry-run", "--resume")).getLast())
        .as("all its steps are done")
        .isEqualTo(
            "note: --resume would go on with {dir}/runs/t-1, of which all steps are done; more with --set train.epochs=N");
    assertThat(train("{dir}/t.yaml", "--dry-run", "--resume", "t-4").block())
        .startsWith("error: there is no run 't-4'\n");
    Invocation other = train("{dir}/t.yaml", "--dry-run", "--resume", "--set", "train.batch=4");
    assertThat(other.block())
        .startsWith(
            "error: this run cannot go on: train.batch was 8 and is 4 now; train.shard was ");
    assertThat(other.code()).isEqualTo(2);
  }

  /// Whatever is in the newer folder: it has nothing to go on from.
  @ParameterizedTest
  @ValueSource(strings = {"t-2", "t-2/checkpoints", "t-2/checkpoints/step-9-term-1", "t-7"})
  void aNewerFolderWithoutACheckpointIsPassedOverAndSaid(String empty) throws IOException {
    String longer =
        weights(train("{dir}/t.yaml", "--set", "run.name=longer", "--set", "train.epochs=5"));
    train("{dir}/t.yaml");
    Path newer = folder.resolve("runs").resolve(empty);
    Files.createDirectories(newer);

    Invocation resumed = train("{dir}/t.yaml", "--resume", "--set", "train.epochs=5");

    assertThat(resumed.code()).as(resumed.talk()).isZero();
    assertThat(resumed.data()).contains("run {dir}/runs/t-1\n");
    assertThat(weights(resumed)).isEqualTo(longer);
    assertThat(notes(resumed))
        .contains(
            "note: skipped {dir}/runs/%s: no whole checkpoint is in it"
                .formatted(empty.replaceFirst("/.*", "")))
        .anyMatch(note -> note.startsWith("note: going on with {dir}/runs/t-1"));
    assertThat(newer).isEmptyDirectory();
    assertThat(folder.resolve("runs/t-3")).doesNotExist();
  }

  @Test
  void aRunThatIsNotThereIsRefusedByName() {
    train("{dir}/t.yaml");

    Invocation refused = train("{dir}/t.yaml", "--resume", "t-4");

    assertThat(refused.block())
        .isEqualTo(
            """
            error: there is no run 't-4'
              cause: {dir}/runs
              kept:  nothing was changed
              try:   name one of those there: t-1\
            """);
    assertThat(refused.code()).isEqualTo(2);
  }

  @Test
  void moreEpochsGoOnToTheWeightsOfALongerRunAlsoWithWorkerProcesses() {
    String longer = weights(train("{dir}/t.yaml", "--set", "train.epochs=7"));
    train("{dir}/t.yaml");
    Path run = folder.resolve("runs/t-2");

    Invocation local = train("{dir}/t.yaml", "--resume=t-2", "--set", "train.epochs=5");
    assertThat(local.code()).isZero();
    assertThat(RunFolder.reportOf(run).epochs()).isEqualTo(5);
    Invocation cluster =
        train("{dir}/t.yaml", "--resume=t-2", "--set", "train.epochs=7", "--processes", "1");

    assertThat(cluster.code()).as(cluster.talk()).isZero();
    assertThat(RunFolder.reportOf(run).epochs()).isEqualTo(7);
    assertThat(weights(cluster)).isEqualTo(longer);
  }

  @Test
  void otherDataAreRefusedByTheNameOfTheirFile() throws IOException {
    train("{dir}/t.yaml");
    Path other = folder.resolve("d2.csv");
    Files.writeString(other, Files.readString(folder.resolve("d.csv")) + "1,b\n");

    Invocation refused = train("{dir}/t.yaml", "--resume", "--set", "data.train.csv={dir}/d2.csv");

    assertThat(refused.block())
        .startsWith(
            "error: this run cannot go on: data.train.csv ({dir}/d2.csv) holds other data than when the"
                + " run began\n  cause: {dir}/runs/t-1\n");
    assertThat(refused.code()).isEqualTo(2);
  }

  /// Evaluation finds the newest run as training does.
  @ParameterizedTest
  @CsvSource({"gone", "/etc", "last", "''"})
  void aLastThatLeadsAstrayIsPassedOverAndSaid(String target) throws IOException {
    train("{dir}/t.yaml");
    train("{dir}/t.yaml");
    Path last = folder.resolve("runs/last");
    Files.delete(last);
    if (target.isEmpty()) {
      Files.createDirectory(last);
    } else {
      Files.createSymbolicLink(last, Path.of(target));
    }

    Invocation evaluated = Invocation.of(folder, "evaluate", "{dir}/runs/last", "{dir}/d.csv");

    assertThat(evaluated.code()).as(evaluated.talk()).isZero();
    assertThat(evaluated.talk())
        .contains("note: {dir}/runs/last leads to no run; this is {dir}/runs/t-2\n");
  }

  @Test
  void aFolderNamedLastStopsNobodyAndIsSaidOnce() throws IOException {
    train("{dir}/t.yaml");
    Path last = folder.resolve("runs/last");
    Files.delete(last);
    Files.createDirectory(last);
    Files.copy(folder.resolve("runs/t-1/run.json"), last.resolve("run.json"));

    Invocation trained = train("{dir}/t.yaml");

    assertThat(trained.code()).isZero();
    assertThat(trained.data()).contains("run {dir}/runs/t-2\n");
    assertThat(trained.talk().lines().filter(line -> line.contains("/last ")))
        .containsExactly(
            "warning: {dir}/runs/last does not lead to this run and stays as it is: it is a folder,"
                + " and no link to one");
  }

  /// Neither memory nor one array would hold its rows.
  @Test
  void aRunThatIsRefusedLeavesNoFolder() throws IOException {
    Files.writeString(folder.resolve("d.csv"), "x,y\n" + "1,a\n2,b\n".repeat(1500));

    Invocation refused =
        train(
            "{dir}/t.yaml",
            "--set",
            "model.layers=[{dense: 1048576, activation: relu}, {dense: 2}]",
            "--set",
            "train.batch=3000",
            "--set",
            "train.shard=3000");

    assertThat(refused.code()).as(refused.talk()).isEqualTo(3);
    assertThat(refused.block())
        .startsWith("error: this run needs 23.5 GiB of memory or more")
        .contains("cause: train.shard: 3,000 examples go through the net at once");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  /// Whatever has become of the model with which the run began.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--from base-1",
        "--from {dir}/runs/base-1/model",
        "--set train.from={dir}/runs/base-1",
        "--from base-1 --processes 1"
      })
  void aRunThatBeganWithAModelGoesOnWithoutIt(String from) throws IOException {
    assertThat(train("{dir}/t.yaml", "--set", "run.name=base").code()).isZero();
    String[] words = ("{dir}/t.yaml " + from).split(" ");
    String straight = weights(train(with(words, "--set", "train.epochs=5")));
    Invocation begun = train(with(words, "--set", "train.epochs=2"));
    assertThat(begun.code()).as(begun.talk()).isZero();
    String bytes = Files.readString(folder.resolve("runs/t-2/model-begun/model.json"));
    Files.move(folder.resolve("runs/base-1"), folder.resolve("elsewhere"));

    for (int again = 0; again < 2; again++) {
      Invocation resumed =
          train(with(words, "--resume", "{dir}/runs/t-2", "--set", "train.epochs=5"));
      assertThat(resumed.code()).as(resumed.talk()).isZero();
      assertThat(resumed.talk()).contains("note: it begins with the weights of {dir}/runs/base-1/");
      assertThat(weights(resumed)).isEqualTo(straight);
    }
    assertThat(folder.resolve("runs/t-2/model-begun/model.json")).hasContent(bytes);
    assertThat(train(words).code()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trained on", "of another seed"})
  void aRunThatBeganWithAModelGoesOnWithThatModelWhateverHasTakenItsPlace(String change)
      throws IOException {
    assertThat(train("{dir}/t.yaml", "--set", "run.name=base").code()).isZero();
    String[] words = {"{dir}/t.yaml", "--from", "base-1"};
    String straight = weights(train(with(words, "--set", "train.epochs=5")));
    assertThat(train(with(words, "--set", "train.epochs=2")).code()).isZero();
    if (change.equals("trained on")) {
      assertThat(
              train(
                      "{dir}/t.yaml",
                      "--set",
                      "run.name=base",
                      "--set",
                      "train.epochs=9",
                      "--resume",
                      "base-1")
                  .code())
          .isZero();
    } else {
      assertThat(train("{dir}/t.yaml", "--set", "run.name=base", "--set", "run.seed=8").code())
          .isZero();
      Files.move(folder.resolve("runs/base-1"), folder.resolve("elsewhere"));
      Files.move(folder.resolve("runs/base-2"), folder.resolve("runs/base-1"));
    }

    Invocation resumed = train(with(words, "--resume", "t-2", "--set", "train.epochs=5"));

    assertThat(resumed.code()).as(resumed.talk()).isZero();
    assertThat(weights(resumed)).isEqualTo(straight);
  }

  @Test
  void aDamagedCopyOfTheModelIsMadeAnewFromTheOriginalOrSaid() throws IOException {
    assertThat(train("{dir}/t.yaml", "--set", "run.name=base").code()).isZero();
    String[] words = {"{dir}/t.yaml", "--from", "base-1"};
    String straight = weights(train(with(words, "--set", "train.epochs=5")));
    assertThat(train(with(words, "--set", "train.epochs=2")).code()).isZero();
    Path copy = folder.resolve("runs/t-2/model-begun/weights.safetensors");
    byte[] whole = Files.readAllBytes(copy);
    Files.write(copy, new byte[] {1, 2, 3});

    Invocation resumed = train(with(words, "--resume", "t-2", "--set", "train.epochs=5"));
    assertThat(resumed.code()).as(resumed.talk()).isZero();
    assertThat(weights(resumed)).isEqualTo(straight);
    assertThat(copy).hasBinaryContent(whole);

    Files.write(copy, new byte[] {1, 2, 3});
    Files.move(folder.resolve("runs/base-1"), folder.resolve("elsewhere"));
    Invocation refused = train(with(words, "--resume", "t-2", "--set", "train.epochs=6"));
    assertThat(refused.code()).isEqualTo(4);
    assertThat(refused.block())
        .startsWith("error: the model cannot be read: ")
        .contains("cause: {dir}/runs/t-2/model-begun")
        .endsWith("try:   bring back the model with which the run began: {dir}/runs/base-1");
  }

  /// A coordinator whose host lacks the model, or has another there by now.
  @Test
  void oneOfSeveralCoordinatorsTakesTheModelOfTheRunThatIsUnderWay() throws IOException {
    assertThat(train("{dir}/t.yaml", "--set", "run.name=base").code()).isZero();
    assertThat(train("{dir}/t.yaml", "--from", "base-1").code()).isZero();
    Files.move(folder.resolve("runs/base-1"), folder.resolve("elsewhere"));
    Path runs = folder.resolve("runs");
    List<String> stated = List.of("train.from=" + runs.resolve("base-1"));
    RunConfiguration wanted =
        ConfigurationReader.read(folder.resolve("t.yaml"), stated).locatedIn(folder);

    assertThat(new ResumeOption().beginningAmongOthers(stated, runs, wanted))
        .as("it is done: a new run is to begin")
        .isEqualTo(stated);
    RunReport report = RunFolder.reportOf(runs.resolve("t-1"));
    try (RunFolder open = RunFolder.open(runs.resolve("t-1"))) {
      open.writeReport(BareReport.of(report.begun(), RunReport.Status.RUNNING));
    }
    List<String> changes = new ResumeOption().beginningAmongOthers(stated, runs, wanted);

    PreparedRun run =
        PreparedRun.prepare(ConfigurationReader.read(folder.resolve("t.yaml"), changes), folder);
    assertThat(run.configurationHash()).isEqualTo(report.begun().configurationHash());
    assertThat(new ResumeOption().beginning(stated, runs, wanted))
        .as("a lone one begins a run")
        .isEqualTo(stated);
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }
}
