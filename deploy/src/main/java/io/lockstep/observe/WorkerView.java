package io.lockstep.observe;

import io.lockstep.worker.WorkerLook;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Optional;
import java.util.function.Supplier;

/// A worker.
///
/// @param look how it is doing now; empty while it reads its data
public record WorkerView(NodeName name, Supplier<Optional<WorkerLook>> look) implements NodeView {

  @Override
  public Optional<String> unreadiness() {
    Optional<WorkerLook> now = look.get();
    if (now.isEmpty()) {
      return Optional.of("this worker reads its data");
    }
    return now.get().leader().isPresent() || now.get().isIdle()
        ? Optional.empty()
        : Optional.of("this worker looks for a coordinator: " + now.get().trouble());
  }

  @Override
  public MetricSnapshots metrics() {
    Families families = new Families();
    name.describe(families);
    Optional<WorkerLook> now = look.get();
    families.gauge(
        "joined",
        "1 while this worker takes part in a run, else 0",
        now.flatMap(WorkerLook::leader).isPresent() ? 1 : 0);
    families.counter(
        "blocks",
        "Blocks of steps that this worker has computed",
        now.map(WorkerLook::blocks).orElse(0L));
    families.counter(
        "busy_seconds",
        "For how long this worker has computed and measured: wall clock, sending included",
        Families.seconds(now.map(WorkerLook::busyNanos).orElse(0L)));
    return families.all();
  }
}
