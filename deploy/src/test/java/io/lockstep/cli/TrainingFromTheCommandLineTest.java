package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.format.FormatException;
import io.lockstep.format.JsonText;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainingFromTheCommandLineTest {

  private static final Path EXAMPLES =
      Path.of(System.getProperty("lockstep.root")).resolve("deploy/examples");
  private static final Pattern SHA256 = Pattern.compile("weights sha256 ([0-9a-f]{64})");

  @TempDir Path folder;

  private String config;

  @BeforeEach
  void writeConfiguration() throws IOException {
    config = folder.resolve("iris.yaml").toString();
    Files.writeString(
        Path.of(config),
        """
        data:
          dir: %s
          train: { csv: iris.csv, label: species }
          test-fraction: 0.2
        model:
          layers:
            - dense: 8
              activation: relu
            - dense: 3
          loss: cross-entropy
        train: { epochs: 3, batch: 16 }
        """
            .formatted(EXAMPLES.resolve("data")));
  }

  private Invocation train(String... more) {
    return invoke(
        Stream.concat(
                Stream.of("train", config, "--runs", "{dir}/runs", "--lanes", "2"), Stream.of(more))
            .toArray(String[]::new));
  }

  private Invocation invoke(String... words) {
    return Invocation.of(folder, words);
  }

  private static String sha256(Invocation invocation) {
    Matcher matcher = SHA256.matcher(invocation.data());
    assertThat(matcher.find()).as(invocation.toString()).isTrue();
    return matcher.group(1);
  }

  @Test
  void aRunShowsItsLayersItsEpochsAndItsHash() {
    Invocation invocation = train();
    assertThat(invocation.code()).isZero();
    assertThat(invocation.talk())
        .contains("dense, relu", "epoch=3 step=24 loss=", "samples_per_s=");
    assertThat(invocation.data())
        .containsPattern("last model, epoch 3, train: loss [0-9.]+ accuracy [0-9.]+; test: loss ")
        .contains("run {dir}/runs/iris-1");
    assertThat(RunFolder.reportOf(folder.resolve("runs/iris-1")).weightsSha256())
        .isEqualTo(sha256(invocation));
  }

  @Test
  void theEffectiveConfigurationRunsAgainToTheSameWeights() {
    String first = sha256(train());
    Invocation again =
        invoke("train", "{dir}/runs/iris-1/config.yaml", "--runs", "{dir}/other", "--lanes", "1");
    assertThat(sha256(again)).isEqualTo(first);
  }

  @Test
  void aModelIsEvaluatedOnRawDataToTheFiguresOfItsRun() throws FormatException {
    train(
        "--set",
        "data.test-fraction=0",
        "--set",
        "data.test.csv=" + EXAMPLES.resolve("data/iris.csv"));
    Invocation evaluated =
        invoke("evaluate", "{dir}/runs/last", EXAMPLES.resolve("data/iris.csv") + "", "--json");
    assertThat(evaluated.code()).isZero();
    var test = RunFolder.reportOf(folder.resolve("runs/iris-1")).metrics().get("test");
    Map<String, Object> told = JsonText.object(evaluated.data().getBytes(StandardCharsets.UTF_8));
    assertThat(Metrics.ofJson(told)).isEqualTo(test);
    assertThat((List<?>) told.get("classes")).hasSize(3);
    assertThat(test.figures())
        .containsKeys("log_loss", "roc_auc", "f1_macro", "precision_micro", "top_2_accuracy");
    assertThat(test.confusion().orElseThrow().rows()).hasSize(3);
  }

  @Test
  void predictionsComeAsOneLinePerRow() throws IOException {
    train();
    Path unlabelled = folder.resolve("unlabelled.csv");
    Files.write(
        unlabelled,
        Files.readAllLines(EXAMPLES.resolve("data/iris.csv")).stream()
            .limit(4)
            .map(line -> line.substring(0, line.lastIndexOf(',')))
            .toList());
    Invocation predicted = invoke("predict", "{dir}/runs/iris-1/model", unlabelled.toString());
    assertThat(predicted.talk()).isEmpty();
    assertThat(predicted.data().lines()).hasSize(4).first().isEqualTo("prediction,probability");
    assertThat(invoke("predict", "{dir}/runs/last", unlabelled.toString(), "--json").data().lines())
        .hasSize(3)
        .allMatch(line -> line.contains("\"probabilities\":{"));
  }

  @Test
  void onATerminalOneLineIsRedrawn() {
    Invocation invocation =
        Invocation.onTerminal(
            folder, "train", config, "--runs", "{dir}/runs", "--set", "data.validation=0.2");
    assertThat(invocation.code()).isZero();
    assertThat(invocation.talk())
        .contains("\r", "epoch 3/3 [########] 100% loss ", " val 0.", " ETA 0:00 ", " samples/s")
        .contains("\repoch     loss accuracy val loss  val acc   time\n")
        .containsPattern("\r    3 [ 0-9.]+s")
        .doesNotContain("epoch=1");
  }

  @Test
  void aDryRunLeavesNothingBehind() {
    Invocation invocation = train("--dry-run");
    assertThat(invocation.code()).isZero();
    assertThat(invocation.talk()).contains("3 steps trained", "checkpoint of step 3");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void aFinishedRunResumedHasTheSameWeights() {
    String first = sha256(train());
    Invocation resumed = train("--resume");
    assertThat(resumed.talk()).contains("going on from step 24");
    assertThat(sha256(resumed)).isEqualTo(first);
  }

  @Test
  void aDivergedRunHasItsStackTraceInTheLog() {
    Invocation diverged = train("--set", "train.optimizer={sgd: {learning-rate: 1e30}}");
    assertThat(diverged.code()).isEqualTo(7);
    assertThat(folder.resolve("runs/iris-1/log"))
        .content()
        .contains("event=ended status=failed", "LockstepException");
  }

  @Test
  void theLogHoldsEachChangeOfStateAndTheTerminalDoesNot() {
    Invocation trained = train();
    assertThat(trained.talk()).doesNotContain("event=");
    assertThat(folder.resolve("runs/iris-1/log"))
        .content()
        .containsSubsequence(
            "event=begun version=0 term=1 steps=24 epochs=3 examples=120 ",
            "event=first-step step=1",
            "event=epoch epoch=1 step=8 learning_rate=0.001 train_loss=",
            "event=epoch epoch=3 step=24 learning_rate=0.001 train_loss=",
            "event=ended status=done step=24 weights_sha256=" + sha256(trained))
        .contains("event=checkpoint step=0", "event=checkpoint step=24");
  }

  @Test
  void aRunOfAnyFileNameHasAFolder() throws IOException {
    for (String name : List.of("été.yaml", "-x.yaml", "null.yaml")) {
      Files.copy(Path.of(config), folder.resolve(name));
      Invocation trained = invoke("train", "{dir}/" + name, "--runs", "{dir}/runs");
      assertThat(trained.code()).as(trained.talk()).isZero();
    }
    assertThat(folder.resolve("runs/t--1")).isDirectory();
    assertThat(folder.resolve("runs/x-1")).isDirectory();
    assertThat(folder.resolve("runs/null-1")).isDirectory();
  }

  @Test
  void theFiguresAtTheEndSayWhoseTheyAre() {
    assertThat(train().data()).doesNotContain("best model");
    RunReport.Best best;
    Invocation validated = train("--set", "data.validation=0.2", "--set", "train.epochs=5");
    best = RunFolder.reportOf(folder.resolve("runs/iris-2")).best().orElseThrow();
    assertThat(validated.data())
        .contains(
            "best model, epoch %d, validation: loss %.6f accuracy %.4f; test: loss %.6f accuracy"
                .formatted(
                    best.epoch(),
                    best.metrics().get("validation").loss(),
                    best.metrics().get("validation").accuracy().getAsDouble(),
                    best.metrics().get("test").loss()))
        .contains("last model, epoch 5, train: loss ");
  }

  @Test
  void theBestModelIsTakenUnlessTheLastIsAskedFor() throws IOException {
    String data = EXAMPLES.resolve("data/iris.csv").toString();
    train(
        "--set",
        "data.validation=0.2",
        "--set",
        "train.optimizer={ sgd: { learning-rate: 0.5 } }",
        "--set",
        "train.epochs=9");
    int epoch = RunFolder.reportOf(folder.resolve("runs/iris-1")).best().orElseThrow().epoch();
    assertThat(epoch).isLessThan(9);

    Invocation best = invoke("evaluate", "{dir}/runs/last", data);
    assertThat(best.talk())
        .isEqualTo(
            "note: this is the best model, of epoch %d; --last takes the last one\n"
                .formatted(epoch));
    assertThat(invoke("evaluate", "{dir}/runs/iris-1/model-best", data).data())
        .isEqualTo(best.data());
    Invocation last = invoke("evaluate", "{dir}/runs/iris-1", data, "--last");
    assertThat(last.talk()).isEmpty();
    assertThat(invoke("evaluate", "{dir}/runs/iris-1/model", data).data())
        .isEqualTo(last.data())
        .isNotEqualTo(best.data());
    assertThat(invoke("predict", "{dir}/runs/last", data).data())
        .isEqualTo(invoke("predict", "{dir}/runs/iris-1/model-best", data).data())
        .isNotEqualTo(invoke("predict", "{dir}/runs/last", data, "--last").data());
    assertThat(invoke("predict", "{dir}/runs/iris-1/model", data, "--last").block())
        .startsWith("error: --last chooses between the models of a run, and this is one");
  }

  @Test
  void aRunWithoutAModelSaysHowToGetOne() throws IOException {
    train();
    Files.move(folder.resolve("runs/iris-1/model"), folder.resolve("gone"));
    assertThat(invoke("evaluate", "{dir}/runs/iris-1", "any.csv").block())
        .isEqualTo(
            """
            error: this run has no model yet: it is written at the end
              cause: {dir}/runs/iris-1
              kept:  its checkpoints
              try:   lockstep train {dir}/runs/iris-1/config.yaml --runs {dir}/runs --resume=iris-1\
            """);
    String sha256 =
        sha256(
            invoke(
                "train",
                "{dir}/runs/iris-1/config.yaml",
                "--runs",
                "{dir}/runs",
                "--resume=iris-1"));
    assertThat(folder.resolve("runs/iris-1/model")).isDirectory();
    assertThat(sha256).isNotEmpty();
  }

  @Test
  void aRunThatIsNotThereIsRefusedWithThoseThatAre() {
    train();
    train();
    assertThat(invoke("evaluate", "{dir}/runs/iris-3", "any.csv").block())
        .startsWith("error: there is no model or run {dir}/runs/iris-3")
        .endsWith("try:   name one of those there: iris-2, iris-1");
    assertThat(invoke("predict", "{dir}/runs", "any.csv").block())
        .startsWith("error: {dir}/runs holds runs, and is none")
        .endsWith("try:   name one of those in it: iris-2, iris-1");
  }

  @Test
  void aKeyGivenAsAnOptionIsNamed() {
    assertThat(train("--epochs", "5").block())
        .startsWith("error: unknown option --epochs\n")
        .endsWith("try:   --set train.epochs=VALUE");
    assertThat(train("--epocs", "5").block()).endsWith("try:   --set train.epochs=VALUE");
    assertThat(train("--batch-size=5").block()).endsWith("try:   --set train.batch=VALUE");
    assertThat(train("--lr", "5").block())
        .endsWith("try:   --set train.optimizer.NAME.learning-rate=VALUE");
    for (String other : List.of("--xyz", "--output", "--file")) {
      assertThat(train(other, "x").block()).endsWith("try:   lockstep train --help");
    }
    assertThat(invoke("train", "-").block())
        .startsWith("error: a configuration is a file, and no standard input\n");
    assertThat(invoke("foo").block()).startsWith("error: unknown command foo\n");
    assertThat(invoke("evaluat").block())
        .startsWith("error: unknown command evaluat; did you mean evaluate?\n");
  }

  @Test
  void quietSaysNothingAndVerboseAllOfIt() {
    Invocation quiet = train("--quiet");
    assertThat(quiet.talk()).isEmpty();
    assertThat(quiet.data()).contains("last model, epoch 3", "weights sha256");
    assertThat(train("--verbose").talk()).contains("epoch=1 ", "epoch=2 ", "epoch=3 ");
    assertThat(train("--report-every", "2").talk())
        .contains("epoch=2 ", "epoch=3 ")
        .doesNotContain("epoch=1 ");
    assertThat(train("--quiet", "--verbose").block())
        .startsWith("error: --quiet, --verbose are mutually exclusive");
  }

  @Test
  void fewerExamplesThanABatchAreTrainedOnAsOne() {
    Invocation trained = train("--set", "train.batch=1000");
    assertThat(trained.talk())
        .contains(
            "note: 120 examples are fewer than a batch of 1000: each epoch is one step on all of"
                + " them",
            "3 epochs of 1 step, batch 1,000 in shards of 125");
    assertThat(RunFolder.reportOf(folder.resolve("runs/iris-1")).steps()).isEqualTo(3);
  }
}
