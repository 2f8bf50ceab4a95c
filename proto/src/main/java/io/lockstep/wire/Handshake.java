package io.lockstep.wire;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// What a worker is about to compute, so that a worker that would compute something else can be
/// told which field differs.
///
/// @param protocolVersion version of the schema and of the order of frames
/// @param buildVersion version of the program
/// @param configurationHash SHA-256, hex, over `configuration`
/// @param configuration the fields that decide the result, by path such as `train.batch`
/// @param dataFingerprint SHA-256, hex, of the training data as read
/// @param parameterCount floats of the flat parameter vector
/// @param layoutHash SHA-256, hex, over names, shapes and offsets of all tensors
/// @param lanes compute threads
/// @param worker stable name; empty asks the coordinator to choose one
/// @param host host name, for people
/// @param process drawn anew by every process, so that two under one name are told apart
public record Handshake(
    int protocolVersion,
    String buildVersion,
    String configurationHash,
    Map<String, String> configuration,
    String dataFingerprint,
    long parameterCount,
    String layoutHash,
    int lanes,
    String worker,
    String host,
    long process) {

  /// The protocol spoken by this build.
  public static final int PROTOCOL_VERSION = 3;

  public Handshake {
    PeerText.digest(buildVersion, "a version");
    PeerText.digest(configurationHash, "a configuration hash");
    PeerText.digest(dataFingerprint, "a data fingerprint");
    PeerText.digest(layoutHash, "a layout hash");
    worker = PeerText.name(worker, "a worker's name");
    host = PeerText.name(host, "a host's name");
    configuration = Map.copyOf(configuration);
    Checks.atLeast(0, parameterCount, "parameter count");
    Checks.atLeast(1, lanes, "lanes");
  }

  /// Compares what decides the result, the most telling field first: a configuration field by its
  /// name before the hash over all of them. `lanes`, `worker`, `host` and `process` may differ.
  ///
  /// @param ours the coordinator's own handshake
  /// @return the first difference, or empty when this worker may take part
  public Optional<RegisterOutcome.Refused> differenceFrom(Handshake ours) {
    if (protocolVersion != ours.protocolVersion) {
      return differs("protocol_version", ours.protocolVersion, protocolVersion);
    }
    if (!buildVersion.equals(ours.buildVersion)) {
      return differs("build_version", ours.buildVersion, buildVersion);
    }
    var fields = new TreeSet<>(ours.configuration.keySet());
    fields.addAll(configuration.keySet());
    for (String field : fields) {
      String own = ours.configuration.getOrDefault(field, "absent");
      String their = configuration.getOrDefault(field, "absent");
      if (!own.equals(their)) {
        return differs(field, own, their);
      }
    }
    if (!configurationHash.equals(ours.configurationHash)) {
      return differs("configuration_hash", ours.configurationHash, configurationHash);
    }
    if (!dataFingerprint.equals(ours.dataFingerprint)) {
      return differs("data_fingerprint", ours.dataFingerprint, dataFingerprint);
    }
    if (parameterCount != ours.parameterCount) {
      return differs("parameter_count", ours.parameterCount, parameterCount);
    }
    if (!layoutHash.equals(ours.layoutHash)) {
      return differs("layout_hash", ours.layoutHash, layoutHash);
    }
    return Optional.empty();
  }

  private static Optional<RegisterOutcome.Refused> differs(
      String field, Object ours, Object theirs) {
    return Optional.of(
        new RegisterOutcome.Refused(field, String.valueOf(ours), String.valueOf(theirs)));
  }
}
