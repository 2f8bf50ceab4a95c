package io.lockstep.observe;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Optional;

/// What a node shows of itself. Any thread; called for each request.
public interface NodeView {

  /// Why the node cannot do its part now; empty when it can.
  Optional<String> unreadiness();

  /// Figures of this node, without those of its JVM.
  MetricSnapshots metrics();
}
