package io.lockstep.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.InitializerSpec.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationReaderTest {

  static final String SMALL =
      """
      data:
        train: { csv: iris.csv, label: species }
      model:
        layers:
          - dense: 8
            activation: relu
          - dense: 3
        loss: cross-entropy
      """;

  static final String FULL =
      """
      run:   { name: fashion, seed: 7 }
      data:
        dir: pictures
        train: { images: train-images-idx3-ubyte.gz, labels: train-labels-idx1-ubyte.gz }
        test:  { images: t10k-images-idx3-ubyte.gz,  labels: t10k-labels-idx1-ubyte.gz }
        validation: 0.1
        ignore: [id, "row number"]
        missing: median
        missing-markers: ["", "-"]
        standardize: false
      model:
        layers:
          - dense: 256
            activation: leaky-relu
            slope: 0.2
            init: { normal: { deviation: 0.05 } }
            bias-init: { constant: 0.1 }
          - dropout: 0.2
          - dense: 32
            init: { uniform: { low: -0.5, high: 5e-1 } }
          - activation: tanh
          - dense: 10
            activation: softmax
        loss: cross-entropy
      train:
        epochs: 3
        batch: 1024
        shard: 100
        report-every: 5
        optimizer: { nesterov: { learning-rate: 0.05, momentum: 0.8, weight-decay: 1.0E-4 } }
      checkpoint: { every-steps: 100, every-seconds: 5, keep: 4 }
      wire: { chunk: 4096, budget-bytes: 4194304 }
      cluster: { min-workers: 2, wait-seconds: 9, patience: 30, straggler-factor: 2.5, straggler-millis-min: 100, check-every-steps: 7, stall-warning: 4, followers: 3 }
      limits: { wire-threads: 3, gradient-buffers: 5, evaluation-lanes: 2 }
      """;

  static RunConfiguration read(String text, String... overrides) {
    return ConfigurationReader.of("small.yaml", text, List.of(overrides));
  }

  @Test
  void whatIsNotWrittenHasItsDefault() {
    RunConfiguration configuration = read(SMALL);
    assertThat(configuration.run()).isEqualTo(new RunSection("small", 42));
    assertThat(configuration.data())
        .isEqualTo(
            new DataSection(
                ".",
                new Source.Csv("iris.csv", "species"),
                Optional.empty(),
                0,
                0,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of("", "?", "NA", "NaN"),
                DataSection.Unlabelled.FAIL,
                new BadRows(BadRows.Rule.FAIL, 0.1),
                new ColumnRecipe(
                    ScaleSpec.STANDARD,
                    ScaleSpec.NONE,
                    new ColumnRecipe.Gaps(MissingSpec.MEAN, false),
                    0,
                    new ColumnRecipe.Dates(List.of(), Optional.empty()),
                    Map.of()),
                Dialect.UNSTATED));
    assertThat(configuration.train())
        .isEqualTo(
            new TrainSection(
                10,
                32,
                32,
                new OptimizerSpec.Adam(0.001, 0.9, 0.999, 1e-8, 0),
                ClipSection.NONE,
                PenaltySection.NONE,
                CourseSection.plain(Optional.empty()),
                Optional.empty(),
                0));
    assertThat(configuration.checkpoint()).isEqualTo(new CheckpointSection(0, 60, 2, 30));
    assertThat(configuration.wire()).isEqualTo(new WireSection(65_536, 268_435_456L));
    assertThat(configuration.cluster())
        .isEqualTo(new ClusterSection(1, 60, 300, 4, 2_000, 200, 10, 2));
    assertThat(configuration.limits()).isEqualTo(new LimitsSection(0, 0, 0));
  }

  @Test
  void lossesHaveSettings() {
    assertThat(loss("focal")).isEqualTo(new LossSpec.Focal(2, ClassWeights.EQUAL));
    assertThat(loss("Huber")).isEqualTo(new LossSpec.Huber(1));
    assertThat(loss("{ huber: { delta: 0.25 } }")).isEqualTo(new LossSpec.Huber(0.25));
    assertThat(loss("{ hinge: { margin: 2 } }")).isEqualTo(new LossSpec.Hinge(2));
    assertThat(loss("{ log-cosh: {} }")).isEqualTo(new LossSpec.LogCosh());
    assertThat(loss("{ cross-entropy: }")).isEqualTo(LossSpec.CROSS_ENTROPY);
    assertThat(loss("{ mse: { targets: [0.01, 0.99] } }"))
        .isEqualTo(new LossSpec.Mse(Optional.of(new LossSpec.Levels(0.01, 0.99))));
    assertThat(loss("{ focal: { gamma: 0.5, class-weights: balanced } }"))
        .isEqualTo(new LossSpec.Focal(0.5, new ClassWeights.Balanced()));
    assertThat(loss("{ cross-entropy: { label-smoothing: 0.1, class-weights: { b: 2, '1': 3 } } }"))
        .isEqualTo(
            new LossSpec.CrossEntropy(0.1, ClassWeights.ByClass.of(Map.of("b", 2.0, "1", 3.0))));
  }

  @Test
  void severalColumnsMayBeTheLabel() {
    String several = "data.train={ csv: iris.csv, label: [a, 'b,c'] }";
    RunConfiguration read = read(SMALL, several, "model.loss=mse");
    assertThat(read.data().train())
        .isEqualTo(
            new Source.Csv(
                read.data().train() instanceof Source.Csv csv ? csv.csv() : "",
                List.of("a", "b,c")));
    RunConfiguration again = read(ConfigurationWriter.yaml(read));
    assertThat(again.data().train()).isEqualTo(read.data().train());
    assertThat(Identity.hash(again)).isEqualTo(Identity.hash(read));
    assertThat(Identity.fields(read))
        .containsEntry("data.train", "csv with labels [\"a\", \"b,c\"]");
    RunConfiguration one = read(SMALL, "data.train={ csv: iris.csv, label: [species] }");
    assertThat(Identity.hash(one)).isEqualTo(Identity.hash(read(SMALL)));
  }

  @Test
  void tensorsAreFilledInManyWays() {
    assertThat(initializer("lecun-normal"))
        .isEqualTo(new InitializerSpec.Lecun(Distribution.NORMAL));
    assertThat(initializer("LeCun-Uniform"))
        .isEqualTo(new InitializerSpec.Lecun(Distribution.UNIFORM));
    assertThat(initializer("fan-in")).isEqualTo(new InitializerSpec.FanIn());
    assertThat(initializer("orthogonal")).isEqualTo(new InitializerSpec.Orthogonal(1));
    assertThat(initializer("{ orthogonal: { gain: 1.5 } }"))
        .isEqualTo(new InitializerSpec.Orthogonal(1.5));
    assertThat(initializer("{ truncated-normal: { deviation: 0.02 } }"))
        .isEqualTo(new InitializerSpec.TruncatedNormal(0, 0.02));
    assertThat(initializer("{ values: [0.5, -3e-1, 0.8] }"))
        .isEqualTo(new InitializerSpec.Values(List.of(0.5, -0.3, 0.8), 0));
    assertThat(initializer("{ values: [[1, 2], [3, 4], [5, 6]] }"))
        .isEqualTo(new InitializerSpec.Values(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), 2));
  }

  private static InitializerSpec initializer(String yaml) {
    RunConfiguration read = read(SMALL, "model.layers.0.init=" + yaml);
    assertThat(read(ConfigurationWriter.yaml(read)).model()).isEqualTo(read.model());
    return ((LayerSpec.Dense) read.model().layers().getFirst()).weight();
  }

  /// Read, written and read again.
  private static LossSpec loss(String yaml) {
    RunConfiguration read = read(SMALL, "model.loss=" + yaml);
    RunConfiguration again = read(ConfigurationWriter.yaml(read));
    assertThat(again.model()).isEqualTo(read.model());
    assertThat(Identity.hash(again)).isEqualTo(Identity.hash(read));
    return read.model().loss();
  }

  @Test
  void everyKeyIsRead() {
    RunConfiguration configuration = read(FULL);
    assertThat(configuration.run()).isEqualTo(new RunSection("fashion", 7));
    assertThat(configuration.data().ignore()).containsExactly("id", "row number");
    assertThat(configuration.data().recipe().gaps().missing()).isEqualTo(MissingSpec.MEDIAN);
    assertThat(configuration.data().validationFraction()).isEqualTo(0.1);
    assertThat(configuration.model().layers())
        .containsExactly(
            new LayerSpec.Dense(
                256,
                ActivationSpec.LEAKY_RELU,
                0.2,
                new InitializerSpec.Normal(0, 0.05),
                new InitializerSpec.Constant(0.1)),
            new LayerSpec.Dropout(0.2),
            new LayerSpec.Dense(
                32,
                ActivationSpec.IDENTITY,
                0.01,
                new InitializerSpec.Uniform(-0.5, 0.5),
                new InitializerSpec.Constant(0)),
            new LayerSpec.Activation(ActivationSpec.TANH, 0.01),
            new LayerSpec.Dense(
                10,
                ActivationSpec.SOFTMAX,
                0.01,
                new InitializerSpec.Xavier(Distribution.UNIFORM),
                new InitializerSpec.Constant(0)));
    assertThat(configuration.train())
        .isEqualTo(
            new TrainSection(
                3,
                1024,
                100,
                new OptimizerSpec.Nesterov(0.05, 0.8, 1e-4),
                ClipSection.NONE,
                PenaltySection.NONE,
                CourseSection.plain(Optional.of(MetricSpec.of("validation.loss").orElseThrow())),
                Optional.empty(),
                5));
    assertThat(configuration.checkpoint()).isEqualTo(new CheckpointSection(100, 5, 4, 30));
    assertThat(configuration.wire()).isEqualTo(new WireSection(4_096, 4_194_304));
    assertThat(configuration.cluster()).isEqualTo(new ClusterSection(2, 9, 30, 2.5, 100, 7, 4, 3));
    assertThat(configuration.limits()).isEqualTo(new LimitsSection(3, 5, 2));
  }

  @Test
  void whatIsWrittenReadsBackEqual() {
    for (String text : List.of(SMALL, FULL, SMALL.replace("species", "'a\"b\\c: #é\u2028\\n'"))) {
      for (String optimizer : OptimizerReader.NAMES) {
        RunConfiguration configuration = read(text, "train.optimizer=" + optimizer);
        String written = ConfigurationWriter.yaml(configuration);
        assertThat(read(written)).as(written).isEqualTo(configuration);
      }
    }
  }

  @Test
  void whatBecomesOfGradientsIsReadAndWritten() {
    RunConfiguration configuration =
        read(
            SMALL,
            "train.clip.norm=1.5",
            "train.penalty={ l1: 0.1, l2: 0.2, decay: 0.3, tensors: weights }");
    assertThat(configuration.train().clip()).isEqualTo(new ClipSection(0, 1.5));
    assertThat(configuration.train().penalty())
        .isEqualTo(new PenaltySection(0.1, 0.2, 0.3, PenaltySection.Tensors.WEIGHTS));
    assertThat(read(ConfigurationWriter.yaml(configuration))).isEqualTo(configuration);
  }

  @Test
  void jsonIsRead() {
    String json =
        """
        {
        \t"data": {"train": {"csv": "iris.csv", "label": "species"}},
        \t"model": {"layers": [{"dense": 8, "activation": "relu"}, {"dense": 3}],
        \t\t"loss": "cross-entropy"}
        }
        """;
    assertThat(read(json)).isEqualTo(read(SMALL));
  }

  @Test
  void anchorsStandForWhatTheyName() {
    String anchored =
        SMALL.replace(
            "- dense: 8\n      activation: relu",
            "- &hidden { dense: 8, activation: relu }\n    - *hidden");
    assertThat(read(anchored).model().layers()).hasSize(3);
  }

  @Test
  void initialWeightsFollowTheActivationThatTheLayerFeeds() {
    String alone =
        SMALL
            .replace("activation: relu", "")
            .replace("- dense: 3", "- activation: relu\n    - dense: 3");
    LayerSpec.Dense first = (LayerSpec.Dense) read(alone).model().layers().getFirst();
    assertThat(first.weight()).isEqualTo(new InitializerSpec.Kaiming(Distribution.UNIFORM));
    LayerSpec.Dense last = (LayerSpec.Dense) read(alone).model().layers().getLast();
    assertThat(last.weight()).isEqualTo(new InitializerSpec.Xavier(Distribution.UNIFORM));
  }

  @Test
  void upperAndLowerCaseOfAKnownWordAreOne() {
    String other =
        SMALL
            .replace("dense", "Dense")
            .replace("activation: relu", "Activation: ReLU\n      init: Kaiming-Uniform")
            .replace("cross-entropy", "Cross-Entropy")
            .replace("data:", "train: { optimizer: { SGD: {} } }\ndata:");
    assertThat(read(other, "train.optimizer.sgd.learning-rate=0.5"))
        .isEqualTo(read(SMALL, "train.optimizer={ sgd: { learning-rate: 0.5 } }"));
    assertThat(read(SMALL, "train.optimizer=AdamW"))
        .isEqualTo(read(SMALL, "train.optimizer=adamw"));
  }

  @Test
  void whatIsOnlyUnusualPasses() {
    String number = SMALL.replace("dense: 3", "dense: 1").replace("cross-entropy", "mse");
    for (String end : List.of("sigmoid", "tanh", "relu", "leaky-relu")) {
      assertThat(read(number, "model.layers.2.activation=" + end).model().layers()).hasSize(3);
    }
    String binary = number.replace("mse", "binary-cross-entropy");
    assertThat(read(binary, "model.layers.1.activation=sigmoid").model().layers()).hasSize(2);
    assertThat(read(SMALL, "model.layers.2.activation=softmax").model().layers()).hasSize(3);
  }

  @Test
  void theDefaultShardIsAnEighthOfTheBatchWithinLimits() {
    assertThat(List.of(1, 32, 64, 100, 512, 1024, 4096, 100_000))
        .map(Defaults::shard)
        .containsExactly(1, 32, 64, 64, 64, 128, 256, 256);
  }

  @Test
  void overridesSetAddAndReplace() {
    RunConfiguration configuration =
        read(
            SMALL,
            "model.layers.0.dense=64",
            "model.layers.2={dense: 3}",
            "model.layers.1={dropout: 0.5}",
            "train.epochs=3",
            "train.optimizer=sgd",
            "train.optimizer.sgd.learning-rate=0.5",
            "data.ignore=[a, b]",
            "data.ignore.1=c");
    assertThat(configuration.model().layers()).hasSize(3);
    assertThat(configuration.model().layers().getFirst())
        .isInstanceOfSatisfying(
            LayerSpec.Dense.class, dense -> assertThat(dense.units()).isEqualTo(64));
    assertThat(configuration.model().layers().get(1)).isEqualTo(new LayerSpec.Dropout(0.5));
    assertThat(configuration.train().epochs()).isEqualTo(3);
    assertThat(configuration.train().optimizer()).isEqualTo(new OptimizerSpec.Sgd(0.5, 0));
    assertThat(configuration.data().ignore()).containsExactly("a", "c");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstKey(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("my run.yaml");
    Files.writeString(file, "\uFEFF" + SMALL);
    RunConfiguration configuration = ConfigurationReader.read(file, List.of());
    assertThat(configuration.run().name()).isEqualTo("my-run");
  }

  @Test
  void aLocatedConfigurationFindsItsDataFromAnyFolder() {
    RunConfiguration located = read(FULL).locatedIn(Path.of("/somewhere/else/.."));
    assertThat(located.data().dir()).isEqualTo("/somewhere/pictures");
    assertThat(located.locatedIn(Path.of("/runs/x"))).isEqualTo(located);
  }
}
