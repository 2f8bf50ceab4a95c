package io.lockstep.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What `run.json` says.
///
/// @param versions of everything that could matter: `lockstep`, `java`, `kernels`, …
/// @param steps done so far
/// @param epochs finished so far
/// @param weightsSha256 of the parameters after these steps; empty while training
/// @param metrics of the last version, by set: `train`, `validation`, `test`
/// @param best the model kept as best; empty without validation
public record RunReport(
    Map<String, String> versions,
    long seed,
    String dataFingerprint,
    String configurationHash,
    Status status,
    long steps,
    int epochs,
    String weightsSha256,
    Map<String, Metrics> metrics,
    Optional<Best> best) {

  public enum Status {
    RUNNING,
    DONE,
    INTERRUPTED,
    FAILED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @param step after which it was found
  /// @param weightsSha256 of its parameters
  /// @param test measured when the run is done; empty before, and without a test set
  public record Best(
      long step, int epoch, Metrics validation, String weightsSha256, Optional<Metrics> test) {

    /// One that has just been found.
    public Best(long step, int epoch, Metrics validation, String weightsSha256) {
      this(step, epoch, validation, weightsSha256, Optional.empty());
    }

    public Best tested(Metrics measured) {
      return new Best(step, epoch, validation, weightsSha256, Optional.of(measured));
    }
  }

  public RunReport {
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    if (steps < 0 || epochs < 0) {
      throw new IllegalArgumentException(
          "%d steps and %d epochs must be 0 or more".formatted(steps, epochs));
    }
  }

  /// The report of a run that has just begun.
  public static RunReport begun(
      Map<String, String> versions, long seed, String dataFingerprint, String configurationHash) {
    return new RunReport(
        versions,
        seed,
        dataFingerprint,
        configurationHash,
        Status.RUNNING,
        0,
        0,
        "",
        Map.of(),
        Optional.empty());
  }

  public RunReport with(Status status) {
    return new RunReport(
        versions,
        seed,
        dataFingerprint,
        configurationHash,
        status,
        steps,
        epochs,
        weightsSha256,
        metrics,
        best);
  }

  public RunReport with(long steps, int epochs, Map<String, Metrics> metrics) {
    return new RunReport(
        versions,
        seed,
        dataFingerprint,
        configurationHash,
        status,
        steps,
        epochs,
        weightsSha256,
        metrics,
        best);
  }

  public RunReport with(Best best) {
    return new RunReport(
        versions,
        seed,
        dataFingerprint,
        configurationHash,
        status,
        steps,
        epochs,
        weightsSha256,
        metrics,
        Optional.of(best));
  }

  public RunReport withWeights(String weightsSha256) {
    return new RunReport(
        versions,
        seed,
        dataFingerprint,
        configurationHash,
        status,
        steps,
        epochs,
        weightsSha256,
        metrics,
        best);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", status.text());
    json.put("steps", steps);
    json.put("epochs", epochs);
    if (!weightsSha256.isEmpty()) {
      json.put("weights_sha256", weightsSha256);
    }
    json.put("seed", seed);
    json.put("configuration_hash", configurationHash);
    json.put("data_fingerprint", dataFingerprint);
    json.put("versions", versions);
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
    json.put("validation", best.validation().json());
    best.test().ifPresent(test -> json.put("test", test.json()));
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
        versions,
        ((Number) json.get("seed")).longValue(),
        (String) json.get("data_fingerprint"),
        (String) json.get("configuration_hash"),
        Status.valueOf(((String) json.get("status")).toUpperCase(Locale.ROOT)),
        ((Number) json.get("steps")).longValue(),
        ((Number) json.get("epochs")).intValue(),
        (String) json.getOrDefault("weights_sha256", ""),
        metrics,
        Optional.ofNullable((Map<?, ?>) json.get("best")).map(RunReport::bestOfJson));
  }

  private static Best bestOfJson(Map<?, ?> json) {
    return new Best(
        ((Number) json.get("step")).longValue(),
        ((Number) json.get("epoch")).intValue(),
        Metrics.ofJson((Map<?, ?>) json.get("validation")),
        (String) json.get("weights_sha256"),
        Optional.ofNullable((Map<?, ?>) json.get("test")).map(Metrics::ofJson));
  }
}
