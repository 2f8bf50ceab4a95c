package io.lockstep.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What two processes must agree on to work on one run: the fields that the result depends on. Not
/// among them: names, paths, checkpoints, wire and cluster. The data themselves have a fingerprint
/// of their own.
public final class Identity {

  private Identity() {}

  /// Canonical value by dotted name, in the order of the names. Names are those of the file.
  public static SortedMap<String, String> fields(RunConfiguration configuration) {
    SortedMap<String, String> fields = new TreeMap<>();
    fields.put("run.seed", Long.toString(configuration.run().seed()));
    data(configuration.data(), fields);
    fields.put("model.loss", Words.of(configuration.model().loss()));
    List<LayerSpec> layers = configuration.model().layers();
    for (int i = 0; i < layers.size(); i++) {
      for (Map.Entry<String, String> field : Spelling.layer(layers.get(i)).entrySet()) {
        fields.put("model.layers.%d.%s".formatted(i, field.getKey()), field.getValue());
      }
    }
    TrainSection train = configuration.train();
    fields.put("train.epochs", Integer.toString(train.epochs()));
    fields.put("train.batch", Integer.toString(train.batch()));
    fields.put("train.shard", Integer.toString(train.shard()));
    fields.put("train.optimizer", Spelling.optimizer(train.optimizer()));
    return Collections.unmodifiableSortedMap(fields);
  }

  private static void data(DataSection data, SortedMap<String, String> fields) {
    fields.put("data.train", source(data.train()));
    fields.put("data.test", data.test().map(Identity::source).orElse("none"));
    fields.put("data.validation", Double.toString(data.validationFraction()));
    fields.put("data.test-fraction", Double.toString(data.testFraction()));
    fields.put("data.ignore", Spelling.list(data.ignore().stream().sorted().toList()));
    if (!data.categories().isEmpty()) {
      fields.put("data.categories", Spelling.list(data.categories().stream().sorted().toList()));
    }
    fields.put("data.missing", Words.of(data.missing()));
    fields.put(
        "data.missing-markers", Spelling.list(data.missingMarkers().stream().sorted().toList()));
    fields.put("data.standardize", Boolean.toString(data.standardize()));
    data.dialect().toMap().forEach((key, value) -> fields.put("data." + key, value));
  }

  private static String source(Source source) {
    return switch (source) {
      case Source.Csv csv -> "csv with label " + Spelling.quoted(csv.label());
      case Source.Idx _ -> "idx";
    };
  }

  /// SHA-256, in hex, over all [#fields] as lines `name=value`.
  public static String hash(RunConfiguration configuration) {
    StringBuilder lines = new StringBuilder("lockstep identity 1\n");
    fields(configuration)
        .forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(lines.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
