package io.lockstep.config;

import static io.lockstep.config.Spelling.list;
import static io.lockstep.config.Spelling.quoted;

import java.util.List;
import java.util.Map;

/// Writes the effective configuration: every value, defaults too. Reading it gives an equal
/// configuration.
public final class ConfigurationWriter {

  private ConfigurationWriter() {}

  public static String yaml(RunConfiguration configuration) {
    StringBuilder text = new StringBuilder();
    text.append(
        "run: { name: %s, seed: %d }\n"
            .formatted(quoted(configuration.run().name()), configuration.run().seed()));
    data(configuration.data(), text);
    model(configuration.model(), text);
    TrainSection train = configuration.train();
    text.append("train:\n");
    line(text, "epochs", train.epochs());
    line(text, "batch", train.batch());
    line(text, "shard", train.shard());
    line(text, "optimizer", OptimizerSpelling.text(train.optimizer()));
    line(text, "clip", Spelling.clip(train.clip()));
    line(text, "penalty", Spelling.penalty(train.penalty()));
    CourseSection course = train.course();
    line(text, "schedule", CourseSpelling.schedule(course.schedule()));
    line(
        text,
        "early-stopping",
        course.earlyStopping().map(CourseSpelling::watch).orElse(CourseSpelling.NONE));
    line(
        text, "keep-best", course.keepBest().map(MetricSpec::toString).orElse(CourseSpelling.NONE));
    train.from().ifPresent(from -> line(text, "from", from(from)));
    line(text, "report-every", train.reportEvery());
    CheckpointSection checkpoint = configuration.checkpoint();
    text.append(
        "checkpoint: { every-steps: %d, every-seconds: %d, keep: %d, patience-seconds: %d }\n"
            .formatted(
                checkpoint.everySteps(),
                checkpoint.everySeconds(),
                checkpoint.keep(),
                checkpoint.patienceSeconds()));
    WireSection wire = configuration.wire();
    text.append(
        "wire: { chunk: %d, budget-bytes: %d }\n".formatted(wire.chunk(), wire.budgetBytes()));
    ClusterSection cluster = configuration.cluster();
    text.append("cluster:\n");
    line(text, "min-workers", cluster.minWorkers());
    line(text, "wait-seconds", cluster.waitSeconds());
    line(text, "patience", cluster.patienceSeconds());
    line(text, "straggler-factor", cluster.stragglerFactor());
    line(text, "straggler-millis-min", cluster.stragglerMillisMin());
    line(text, "check-every-steps", cluster.checkEverySteps());
    line(text, "stall-warning", cluster.stallWarningSeconds());
    line(text, "followers", cluster.followers());
    LimitsSection limits = configuration.limits();
    text.append("limits:\n");
    line(text, "wire-threads", limits.wireThreads());
    line(text, "gradient-buffers", limits.gradientBuffers());
    line(text, "evaluation-lanes", limits.evaluationLanes());
    return text.toString();
  }

  private static String from(FromSpec from) {
    return from.weightsSha256().isEmpty()
        ? quoted(from.model())
        : "{ model: %s, weights-sha256: %s }"
            .formatted(quoted(from.model()), quoted(from.weightsSha256()));
  }

  private static void line(StringBuilder text, String key, Object value) {
    text.append("  ").append(key).append(": ").append(value).append('\n');
  }

  private static void data(DataSection data, StringBuilder text) {
    text.append("data:\n");
    line(text, "dir", quoted(data.dir()));
    line(text, "train", source(data.train()));
    data.test().ifPresent(test -> line(text, "test", source(test)));
    line(text, "validation", data.validationFraction());
    line(text, "test-fraction", data.testFraction());
    data.fold()
        .ifPresent(fold -> {
          line(text, "folds", fold.of());
          line(text, "fold", fold.number());
        });
    line(text, "ignore", list(data.ignore()));
    line(text, "categories", list(data.categories()));
    line(text, "numbers", list(data.numbers()));
    line(text, "missing-markers", list(data.missingMarkers()));
    line(text, "unlabelled", Words.of(data.unlabelled()));
    line(text, "bad-rows", Words.of(data.badRows().rule()));
    line(text, "bad-rows-max", data.badRows().most());
    Spelling.recipe(data.recipe()).forEach((key, value) -> line(text, key, value));
    data.dialect().toMap().forEach((key, value) -> line(text, key, quoted(value)));
  }

  private static String source(Source source) {
    return switch (source) {
      case Source.Csv(String csv, List<String> labels) ->
          "{ csv: %s, label: %s }"
              .formatted(
                  quoted(csv), labels.size() == 1 ? quoted(labels.getFirst()) : list(labels));
      case Source.Idx(String images, String labels) ->
          "{ images: %s, labels: %s }".formatted(quoted(images), quoted(labels));
    };
  }

  private static void model(ModelSection model, StringBuilder text) {
    text.append("model:\n");
    if (!model.input().isEmpty()) {
      line(text, "input", model.input());
    }
    text.append("  layers:\n");
    for (LayerSpec layer : model.layers()) {
      String indent = "    - ";
      for (Map.Entry<String, String> field : Spelling.layer(layer).entrySet()) {
        text.append(indent)
            .append(field.getKey())
            .append(": ")
            .append(field.getValue())
            .append('\n');
        indent = "      ";
      }
    }
    line(text, "loss", Spelling.loss(model.loss()));
  }
}
