package io.lockstep.observe;

import static io.lockstep.observe.Families.seconds;

import io.lockstep.coordinator.RunLook;
import io.lockstep.coordinator.StepTimes;
import io.lockstep.launch.CoordinatorLook;
import io.lockstep.queue.QueuedRun;
import io.lockstep.queue.RunQueue;
import io.lockstep.wire.StatusReport;
import io.lockstep.wire.Traffic;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// A coordinator: of the run, as long as it leads it, and of the workers.
///
/// @param look how it is doing now
public record CoordinatorView(NodeName name, Supplier<CoordinatorLook> look) implements NodeView {

  @Override
  public Optional<String> unreadiness() {
    return look.get().isReady()
        ? Optional.empty()
        : Optional.of("this coordinator neither leads nor stands by yet");
  }

  @Override
  public MetricSnapshots metrics() {
    CoordinatorLook now = look.get();
    Families families = new Families();
    name.describe(families);
    families.gauge(
        "leading",
        "1 while this coordinator leads the run, or the queue of runs, else 0",
        now.run().isPresent() || now.queue().isPresent() ? 1 : 0);
    now.queue().ifPresent(queue -> describe(queue, families));
    now.run().ifPresent(run -> describe(run, families));
    return families.all();
  }

  /// States of which there is no run are 0, so that a sum over time has no gaps.
  private static void describe(RunQueue queue, Families families) {
    Map<String, Double> states = new LinkedHashMap<>();
    for (QueuedRun.State state : QueuedRun.State.values()) {
      states.put(state.word(), 0.0);
    }
    queue.runs().forEach(run -> states.merge(run.state().word(), 1.0, Double::sum));
    families.gauge(
        "queue_runs",
        "Runs of the queue by their state; of those that are over only the last are kept",
        Families.by("state", states));
  }

  private static void describe(RunLook look, Families families) {
    StatusReport status = look.status();
    families.gauge(
        "run_info", "1; the name of the run", Map.of(Labels.of("run", status.run()), 1.0));
    families.gauge("term", "Number of this coordinator's reign over the run", status.term());
    families.gauge("generation", "Number of the newest division of the work", status.generation());
    families.gauge("run_step", "Newest complete step of the run", status.step());
    families.gauge(
        "run_steps", "Steps of the whole run, unless it is stopped early", status.steps());
    status
        .lossNats()
        .ifPresent(
            loss -> families.gauge("run_loss", "Mean training loss of the newest step", loss));
    if (look.checkpoint() >= 0) {
      families.gauge(
          "checkpoint_step",
          "Step of the newest checkpoint, from which the run would go on",
          look.checkpoint());
    }
    Map<String, Double> held = new LinkedHashMap<>();
    look.standBys().forEach((node, version) -> held.put(node, (double) version));
    families.gauge(
        "standby_step",
        "Newest step that this coordinator, which stands by, could go on from",
        Families.by("node", held));
    describe(look.times(), families);
    describe(status, families);
  }

  private static void describe(StepTimes.Reading times, Families families) {
    families.counter("steps", "Steps completed in this reign", times.steps());
    families.counter("examples", "Examples of the steps completed in this reign", times.examples());
    Map<String, Double> phases = new LinkedHashMap<>();
    phases.put("compute", seconds(times.computeNanos()));
    phases.put("encode", seconds(times.encodeNanos()));
    phases.put("decode", seconds(times.decodeNanos()));
    phases.put("idle", seconds(times.idleNanos()));
    phases.put("wait", seconds(times.waitNanos()));
    families.counter(
        "worker_phase_seconds",
        "Where the time of the workers went in this reign, summed over workers: wall clock",
        Families.by("phase", phases));
    Map<String, Double> coordinator = new LinkedHashMap<>();
    coordinator.put("add", seconds(times.addNanos()));
    coordinator.put("optimizer", seconds(times.optimizerNanos()));
    coordinator.put("books", seconds(times.booksNanos()));
    families.counter(
        "coordinator_phase_seconds",
        "Where the time of the coordinator went in this reign, summed over its threads: wall clock",
        Families.by("phase", coordinator));
    Traffic traffic = times.traffic();
    families.counter(
        "wire_bytes",
        "Bytes of messages to and from workers in this reign, seen from the coordinator",
        Families.by(
            "direction",
            Map.of(
                "sent", (double) traffic.bytesSent(),
                "received", (double) traffic.bytesReceived())));
    families.counter(
        "damaged_frames",
        "Tensor frames that came with a wrong checksum in this reign",
        traffic.damagedFrames());
  }

  private static void describe(StatusReport status, Families families) {
    families.gauge("workers", "Workers that take part in the run", status.workers().size());
    Map<Labels, Double> lags = new LinkedHashMap<>();
    for (StatusReport.Worker worker : status.workers()) {
      lags.put(
          Labels.of("worker", worker.name(), "host", worker.host()), (double) status.lag(worker));
    }
    Map<Labels, Double> speeds = new LinkedHashMap<>();
    for (StatusReport.Worker worker : status.workers()) {
      speeds.put(
          Labels.of("worker", worker.name(), "host", worker.host()), worker.examplesPerSecond());
    }
    families.gauge(
        "worker_examples_per_second",
        "Examples that this worker computes a second, over the last five to ten seconds",
        speeds);
    families.gauge(
        "worker_lag_steps",
        "How many steps lie between the newest complete one and the last of which a block of this worker counted",
        lags);
  }
}
