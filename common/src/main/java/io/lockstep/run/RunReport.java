package io.lockstep.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What `run.json` says.
///
/// @param begun what it began with
/// @param steps done so far
/// @param epochs finished so far
/// @param weightsStep the version of the weights with which the run ended: not the last, when an
///   earlier one was better
/// @param weightsSha256 of these weights; empty while training
/// @param stopped why no epoch followed the last one; empty for a run that goes on, or has come to
///   its last epoch
/// @param metrics of these weights, or while training of the last version, by set: `train`,
///   `validation`, `test`
/// @param best the model kept as best; empty when none is
/// @param ledger how far that was; empty in reports of earlier builds
public record RunReport(
    Begun begun,
    Status status,
    long steps,
    int epochs,
    long weightsStep,
    String weightsSha256,
    Optional<String> stopped,
    Map<String, Metrics> metrics,
    Optional<Best> best,
    Optional<BookHead> ledger) {

  public enum Status {
    RUNNING,
    DONE,
    INTERRUPTED,
    FAILED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What a run began with, or was gone on with.
  ///
  /// @param versions of everything that could matter: `lockstep`, `java`, `kernels`, …
  public record Begun(
      Map<String, String> versions, long seed, String dataFingerprint, String configurationHash) {

    public Begun {
      versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }
  }

  /// @param step after which it was found
  /// @param metrics of its epoch by set; that of the test is measured when the run is done
  /// @param weightsSha256 of its parameters
  public record Best(long step, int epoch, Map<String, Metrics> metrics, String weightsSha256) {

    public Best {
      metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    public Best tested(Metrics measured) {
      Map<String, Metrics> all = new LinkedHashMap<>(metrics);
      all.put("test", measured);
      return new Best(step, epoch, all, weightsSha256);
    }
  }

  public RunReport {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    if (steps < 0 || epochs < 0) {
      throw new IllegalArgumentException(
          "%d steps and %d epochs must be 0 or more".formatted(steps, epochs));
    }
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", status.text());
    json.put("steps", steps);
    json.put("epochs", epochs);
    stopped.ifPresent(reason -> json.put("stopped", reason));
    if (!weightsSha256.isEmpty()) {
      json.put("weights_step", weightsStep);
      json.put("weights_sha256", weightsSha256);
    }
    ledger.ifPresent(head -> json.put("ledger", head.json()));
    json.put("seed", begun.seed());
    json.put("configuration_hash", begun.configurationHash());
    json.put("data_fingerprint", begun.dataFingerprint());
    json.put("versions", begun.versions());
    Map<String, Object> sets = new LinkedHashMap<>();
    metrics.forEach((set, values) -> sets.put(set, values.json()));
    json.put("metrics", sets);
    best.ifPresent(kept -> json.put("best", bestJson(kept)));
    return json;
  }

  private static Map<String, Object> bestJson(Best best) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("step", best.step());
    json.put("epoch", best.epoch());
    best.metrics().forEach((set, metrics) -> json.put(set, metrics.json()));
    json.put("weights_sha256", best.weightsSha256());
    return json;
  }

  /// @throws RuntimeException if a key is missing or of another kind
  static RunReport ofJson(Map<String, Object> json) {
    Map<String, String> versions = new LinkedHashMap<>();
    ((Map<?, ?>) json.get("versions")).forEach((of, is) -> versions.put((String) of, (String) is));
    Map<String, Metrics> metrics = new LinkedHashMap<>();
    ((Map<?, ?>) json.get("metrics"))
        .forEach((set, values) -> metrics.put((String) set, Metrics.ofJson((Map<?, ?>) values)));
    return new RunReport(
        new Begun(
            versions,
            ((Number) json.get("seed")).longValue(),
            (String) json.get("data_fingerprint"),
            (String) json.get("configuration_hash")),
        Status.valueOf(((String) json.get("status")).toUpperCase(Locale.ROOT)),
        ((Number) json.get("steps")).longValue(),
        ((Number) json.get("epochs")).intValue(),
        json.get("weights_step") instanceof Number step ? step.longValue() : 0,
        (String) json.getOrDefault("weights_sha256", ""),
        Optional.ofNullable((String) json.get("stopped")),
        metrics,
        Optional.ofNullable((Map<?, ?>) json.get("best")).map(RunReport::bestOfJson),
        Optional.ofNullable((Map<?, ?>) json.get("ledger")).map(BookHead::ofJson));
  }

  private static Best bestOfJson(Map<?, ?> json) {
    Map<String, Metrics> metrics = new LinkedHashMap<>();
    json.forEach((set, value) -> {
      if (value instanceof Map<?, ?> of) {
        metrics.put((String) set, Metrics.ofJson(of));
      }
    });
    return new Best(
        ((Number) json.get("step")).longValue(),
        ((Number) json.get("epoch")).intValue(),
        metrics,
        (String) json.get("weights_sha256"));
  }
}
