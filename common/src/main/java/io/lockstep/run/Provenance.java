package io.lockstep.run;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Where a model comes from.
///
/// @param versions of everything that could matter: `lockstep`, `java`, …
/// @param step after which these are the parameters
/// @param from the model with whose weights the run began; empty when they were initialised
public record Provenance(
    Map<String, String> versions,
    long seed,
    String configurationHash,
    String dataFingerprint,
    long step,
    Optional<From> from) {

  /// Another model.
  ///
  /// @param model where it lay
  public record From(Path model, String weightsSha256) {}

  public Provenance {
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    Objects.requireNonNull(configurationHash, "configurationHash");
    Objects.requireNonNull(dataFingerprint, "dataFingerprint");
  }

  /// The same of a copy.
  ///
  /// @param original of which it is one
  public Provenance copiedFrom(From original) {
    return new Provenance(
        versions, seed, configurationHash, dataFingerprint, step, Optional.of(original));
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("versions", versions);
    json.put("seed", seed);
    json.put("configuration_hash", configurationHash);
    json.put("data_fingerprint", dataFingerprint);
    json.put("step", step);
    from.ifPresent(other ->
        json.put(
            "from",
            Map.of("model", other.model().toString(), "weights_sha256", other.weightsSha256())));
    return json;
  }

  static Provenance ofJson(Map<?, ?> json) {
    Map<String, String> versions = new LinkedHashMap<>();
    ((Map<?, ?>) json.get("versions")).forEach((of, is) -> versions.put((String) of, (String) is));
    return new Provenance(
        versions,
        ((Number) json.get("seed")).longValue(),
        (String) json.get("configuration_hash"),
        (String) json.get("data_fingerprint"),
        ((Number) json.get("step")).longValue(),
        Optional.ofNullable((Map<?, ?>) json.get("from")).map(Provenance::fromOfJson));
  }

  private static From fromOfJson(Map<?, ?> json) {
    return new From(Path.of((String) json.get("model")), (String) json.get("weights_sha256"));
  }
}
