package io.lockstep.wire;

import io.lockstep.config.Identity;
import io.lockstep.config.RunConfiguration;
import io.lockstep.format.Sha256;
import io.lockstep.layout.ParameterLayout;
import io.lockstep.layout.Tensor;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.Version;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// How a process of a run introduces itself: the [Handshake] that follows from what it has
/// prepared.
public final class Introduction {

  /// Comes before every key of a configuration, so that it is what a coordinator of one run is told
  /// of.
  private static final String STANDING = "CONFIG";

  private Introduction() {}

  /// @param worker stable name, or empty to be given one
  /// @param process the same for all streams of one process, and only for them
  public static Handshake of(PreparedRun run, int lanes, String worker, String host, long process) {
    ParameterLayout layout = run.network().layout();
    return new Handshake(
        Handshake.PROTOCOL_VERSION,
        Version.current(),
        run.configurationHash(),
        fields(run.configuration()),
        run.data().fingerprint(),
        layout.length(),
        layoutHash(layout),
        lanes,
        worker,
        host,
        process);
  }

  /// How a coordinator introduces itself that takes runs and leads none yet.
  public static Handshake standing(String node, String host, long process) {
    return new Handshake(
        Handshake.PROTOCOL_VERSION,
        Version.current(),
        STANDING,
        Map.of(STANDING, "none; it takes runs by lockstep submit"),
        STANDING,
        0,
        STANDING,
        1,
        node,
        host,
        process);
  }

  /// What decides the result, and how vectors are cut for the wire.
  private static Map<String, String> fields(RunConfiguration configuration) {
    Map<String, String> fields = new TreeMap<>(Identity.fields(configuration));
    fields.put("wire.chunk", Integer.toString(configuration.wire().chunk()));
    return fields;
  }

  private static String layoutHash(ParameterLayout layout) {
    StringBuilder text = new StringBuilder();
    for (Tensor tensor : layout.tensors()) {
      text.append(tensor.name()).append(tensor.shape()).append(tensor.offset()).append('\n');
    }
    return Sha256.ofBytes(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
