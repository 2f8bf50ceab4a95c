package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Does what a run that went wrong advises, and looks whether it helps.
final class AdviceTest {

  private static final Pattern SET = Pattern.compile("--set (\\S+)");

  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    Random random = new Random(11);
    StringBuilder classes = new StringBuilder("a,b,y\n");
    for (int row = 0; row < 80; row++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      classes.append("%.3f,%.3f,%s%n".formatted(a, b, a + b > 0 ? "p" : "n"));
    }
    Files.writeString(folder.resolve("classes.csv"), classes);
    write("classes", "cross-entropy", 2);
    write("numbers", "mse", 1);
    numbers(1, 1);
  }

  /// A line through the origin, in both directions as large as asked for.
  private void numbers(double inputs, double labels) throws IOException {
    StringBuilder numbers = new StringBuilder("x,y\n");
    for (int row = 0; row < 50; row++) {
      numbers.append("%s,%s%n".formatted(row * inputs / 50, row * labels / 50));
    }
    Files.writeString(folder.resolve("numbers.csv"), numbers);
  }

  private void write(String name, String loss, int outputs) throws IOException {
    Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        data: { train: { csv: %s.csv, label: y } }
        model: { layers: [ { dense: 4, activation: relu }, { dense: %d } ], loss: %s }
        train: { epochs: 20, batch: 8 }
        """
            .formatted(name, outputs, loss));
  }

  private Invocation train(String config, List<String> sets) {
    List<String> words =
        new ArrayList<>(List.of("train", "{dir}/" + config, "--runs", "{dir}/runs"));
    sets.forEach(set -> words.addAll(List.of("--set", set)));
    return Invocation.of(folder, words.toArray(String[]::new));
  }

  private static List<String> sets(String text) {
    List<String> sets = new ArrayList<>();
    Matcher matcher = SET.matcher(text);
    while (matcher.find()) {
      sets.add(matcher.group(1).replaceFirst(";$", ""));
    }
    return sets;
  }

  /// Follows the words after `try:`.
  private Invocation followed(String config, List<String> before, String said) {
    String advice = said.substring(said.lastIndexOf("try:"));
    assertThat(sets(advice)).as(advice).isNotEmpty();
    List<String> all = new ArrayList<>(before);
    all.addAll(sets(advice));
    return train(config, all);
  }

  private void assertHelped(Invocation helped) {
    assertThat(helped.code()).as(helped.toString()).isZero();
    assertThat(helped.talk()).doesNotContain("warning");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train.optimizer={ sgd: { learning-rate: 1e20 } }",
        "train.optimizer={ momentum: { learning-rate: 1e10 } }",
        "train.optimizer={ nesterov: { learning-rate: 1e30 } }",
        "train.optimizer={ adam: { learning-rate: 1e30 } }",
        "train.optimizer={ adamw: { learning-rate: 1e20 } }",
        "train.optimizer={ sgd: { weight-decay: 1e10 } }",
        "model.layers.0.init={ normal: { deviation: 1e30 } }",
        "model.layers.1.bias-init={ uniform: { low: -3e38, high: 3e38 } }",
        "train.optimizer=sgd,train.penalty.l1=1e10",
        "train.optimizer=momentum,train.penalty.l2=1e10"
      })
  void aRunThatDivergedDoesNotWhenItsAdviceIsFollowed(String set) throws IOException {
    for (String config : List.of("classes.yaml", "numbers.yaml")) {
      List<String> sets = List.of(set.split(",(?=train)"));
      Invocation diverged = train(config, sets);
      assertThat(diverged.code()).as(diverged.toString()).isIn(7, 0);
      assertThat(diverged.talk()).containsAnyOf("error: training diverged", "warning: the loss");
      assertHelped(followed(config, sets, diverged.talk()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "train.optimizer={ adamw: { weight-decay: 1e30 } }, train.optimizer.adamw.weight-decay",
    "train.penalty.decay=1e10, train.penalty.decay"
  })
  void aDecayThatLeavesNothingOfAParameterIsRefusedWithASizeThatTrains(String set, String key) {
    for (String config : List.of("classes.yaml", "numbers.yaml")) {
      Invocation refused = train(config, List.of(set));
      assertThat(refused.code()).as(refused.toString()).isEqualTo(2);
      String size = refused.block().replaceFirst("(?s).* make it far smaller, such as ", "");
      assertHelped(train(config, List.of(set, key + "=" + size)));
    }
  }

  /// Nothing is large but what several layers make of it.
  @ParameterizedTest
  @ValueSource(strings = {"sgd", "momentum", "nesterov"})
  void gradientsThatAreTooLongAtTheUsualRateAreCut(String optimizer) throws IOException {
    numbers(1, 50);
    String deep = "{ dense: 32, activation: relu }, ".repeat(4);
    List<String> sets =
        List.of("train.optimizer=" + optimizer, "model.layers=[" + deep + "{ dense: 1 }]");
    Invocation diverged = train("numbers.yaml", sets);
    assertThat(diverged.code()).as(diverged.toString()).isEqualTo(7);
    assertThat(diverged.block())
        .matches("error: training diverged: the loss is (NaN|Infinity)\n(.*\n)*.*\n.*")
        .endsWith("  try:   steps of bounded length: --set train.clip.norm=1");
    assertHelped(followed("numbers.yaml", sets, diverged.block()));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 5e7, sgd, 0.1",
    "1, 1e15, sgd, 0.001",
    "1, 1e12, sgd, 1e10",
    "1, 5000, sgd, 0.01"
  })
  void aLabelThatIsTooLargeIsNamed(double inputs, double labels, String optimizer, String rate)
      throws IOException {
    numbers(inputs, labels);
    List<String> sets =
        List.of("train.optimizer={ %s: { learning-rate: %s } }".formatted(optimizer, rate));
    Invocation diverged = train("numbers.yaml", sets);
    assertThat(diverged.code()).as(diverged.toString()).isEqualTo(7);
    assertThat(diverged.block())
        .contains("; the label 'y' reaches ", "--set data.label-scale=standard");
    assertHelped(followed("numbers.yaml", sets, diverged.block()));
  }

  /// Too large for a float to hold its square, or an intermediate sum of it.
  @ParameterizedTest
  @ValueSource(doubles = {1e20, 1e30, 3e38})
  void aLabelThatCannotBeTrainedAsItIsCanOnceItIsScaled(double labels) throws IOException {
    numbers(1, labels);
    Invocation refused = train("numbers.yaml", List.of());
    assertThat(refused.code()).as(refused.toString()).isEqualTo(4);
    assertThat(refused.block())
        .startsWith("error: label column 'y' holds ")
        .contains(": a target of this size cannot be trained");
    assertHelped(followed("numbers.yaml", List.of(), refused.block()));
  }

  @Test
  void inputsThatAreTooLargeAreNamed() throws IOException {
    numbers(1e6, 1);
    List<String> sets = List.of("data.standardize=false", "train.optimizer=sgd");
    Invocation diverged = train("numbers.yaml", sets);
    assertThat(diverged.block())
        .isEqualTo(
            """
            error: training diverged: the loss is Infinity; inputs reach 9.80e+05
              cause: step 2, epoch 1
              kept:  {dir}/runs/numbers-1/checkpoints/step-0-term-1 (step 0)
              try:   --set data.scale=standard\
            """);
    assertHelped(followed("numbers.yaml", sets, diverged.block()));
  }

  @Test
  void aLossThatGrewIsNamedAtTheEnd() throws IOException {
    List<String> sets = List.of("train.optimizer={ adam: { learning-rate: 100 } }");
    Invocation grown = train("classes.yaml", sets);
    assertThat(grown.code()).isZero();
    assertThat(grown.talk())
        .containsPattern(
            "warning: the loss grew from 0[.0-9]+ to [.0-9]+; try: "
                + "a smaller learning rate: --set train.optimizer.adam.learning-rate=0.001\n");
    assertHelped(followed("classes.yaml", sets, grown.talk()));
  }

  @Test
  void aLossThatExplodedAndNeverRecoveredIsNamedAtTheEnd() throws IOException {
    List<String> sets = List.of("train.optimizer={ adam: { learning-rate: 10 } }");
    Invocation exploded = train("classes.yaml", sets);
    assertThat(exploded.talk())
        .containsPattern(
            "warning: the loss grew from 0[.0-9]+ to [.0-9]+ on its way, and came to 0[.0-9]+; try: "
                + "a smaller learning rate: --set train.optimizer.adam.learning-rate=0.001\n");
    assertHelped(followed("classes.yaml", sets, exploded.talk()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train.optimizer={ sgd: { learning-rate: 1e-10 } }",
        "train.optimizer={ adam: { learning-rate: 1e-12 } }",
        "model.layers.0.init=zeros",
        "model.layers.0.init=zeros,model.layers.1.init=zeros"
      })
  void aLossThatHardlyMovedIsNamedAtTheEnd(String set) throws IOException {
    List<String> sets = List.of(set.split(",(?=model)"));
    Invocation still = train("classes.yaml", sets);
    assertThat(still.code()).isZero();
    assertThat(still.talk())
        .containsPattern("warning: the loss hardly moved, from [.0-9]+ to [.0-9]+.*; try: ");
    assertHelped(followed("classes.yaml", sets, still.talk()));
  }

  /// The net begins near the loss of knowing nothing, and stays there.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.optimizer={ sgd: { weight-decay: 30 } } | weight-decay is 30 | train.optimizer.sgd.weight-decay=0",
        "train.optimizer={ adamw: { weight-decay: 100 } } | weight-decay is 100 | train.optimizer.adamw.weight-decay=0",
        "train.penalty.l1=1 | penalty.l1 is 1 | train.penalty.l1=0",
        "train.optimizer=sgd,train.penalty.l2=30 | penalty.l2 is 30 | train.penalty.l2=0",
        "train.penalty.decay=100 | penalty.decay is 100 | train.penalty.decay=0",
        "train.optimizer=sgd,train.clip.norm=1e-5 | clip.norm leaves 0.00001 of a gradient | train.clip.norm=1",
        "train.optimizer=sgd,train.clip.value=1e-5 | clip.value lets 0.00001 of a number pass | train.clip.value=0"
      })
  void whatHoldsTheWeightsDownIsNamed(String settings, String reason, String advice)
      throws IOException {
    List<String> sets =
        new ArrayList<>(List.of("model.layers.1.init={ normal: { deviation: 0.001 } }"));
    sets.addAll(List.of(settings.split(",(?=train)")));
    Invocation still = train("classes.yaml", sets);
    assertThat(still.talk())
        .containsPattern(
            "warning: the loss hardly moved, from \\S+ to \\S+; %s; try: --set %s\n"
                .formatted(reason, advice));
    assertHelped(followed("classes.yaml", sets, still.talk()));
  }

  @ParameterizedTest
  @CsvSource({
    "sigmoid, 50, the label goes from 0 to 49, sigmoid at the end of the net gives nothing outside of 0 to 1",
    "tanh, 2, the label goes from 0 to 1.96, tanh at the end of the net gives nothing outside of -1 to 1",
    "relu, -1, the label goes from -0.98 to 0, relu at the end of the net gives nothing below 0"
  })
  void labelsThatTheNetCannotGiveAreNoted(
      String activation, double labels, String range, String gives) throws IOException {
    numbers(1, labels);
    String talk = train("numbers.yaml", List.of("model.layers.1.activation=" + activation)).talk();
    assertThat(talk).contains("note: %s, and %s".formatted(range, gives));
  }

  @Test
  void labelsThatTheNetCanGiveAreNoMatter() throws IOException {
    for (String activation : List.of("sigmoid", "tanh", "relu", "leaky-relu", "identity")) {
      List<String> sets = List.of("model.layers.1.activation=" + activation);
      assertThat(train("numbers.yaml", sets).talk()).doesNotContain("at the end of the net");
    }
  }

  @Test
  void aNetThatIsWorseThanTheMeanOfALargeLabelIsToldSo() throws IOException {
    numbers(1, 1e3);
    List<String> sets = List.of("train.optimizer={ adam: { learning-rate: 0.02 } }");
    Invocation far = train("numbers.yaml", sets);
    assertThat(far.talk())
        .containsPattern(
            "warning: the loss of \\S+ is above \\S+, that of always giving the mean; the label 'y' "
                + "reaches 980, far from .*; try: --set data.label-scale=standard");
    assertHelped(followed("numbers.yaml", sets, far.talk()));
  }

  @Test
  void aLabelTooLargeToBeReachedIsNamed() throws IOException {
    numbers(1, 1e6);
    Invocation still = train("numbers.yaml", List.of());
    assertThat(still.talk())
        .containsPattern(
            "warning: the loss hardly moved, from \\S+ to \\S+; the label 'y' reaches 9.80e\\+05, far from "
                + "the size of a net's outputs; try: --set data.label-scale=standard");
    assertHelped(followed("numbers.yaml", List.of(), still.talk()));
  }
}
