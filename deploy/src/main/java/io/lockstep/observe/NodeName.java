package io.lockstep.observe;

import io.lockstep.config.BuildVersion;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;

/// Who tells.
///
/// @param role `coordinator` or `worker`
public record NodeName(String cluster, String node, String role) {

  void describe(Families families) {
    families.gauge(
        "node_info",
        "1; who this node is, and of which version",
        Map.of(
            Labels.of(
                "cluster", cluster, "node", node, "role", role, "version", BuildVersion.text()),
            1.0));
  }
}
