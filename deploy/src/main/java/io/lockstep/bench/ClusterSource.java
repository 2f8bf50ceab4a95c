package io.lockstep.bench;

import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.coordinator.StepTimes;
import io.lockstep.launch.LocalCluster;
import io.lockstep.launch.WorkerLog;
import io.lockstep.run.RunFolder;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.ProgressGauge;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Measures a real cluster: the coordinator in this process, the workers as children. Every
/// measurement starts a new one, so that none runs while another trainer is measured.
final class ClusterSource implements StepSource {

  private final Workload workload;
  private final WorkloadFolder folder;
  private final LocalCluster.Size size;
  private final Stopwatch stopwatch;
  private final Consumer<String> talk;
  private final PreparedRun run;

  ClusterSource(
      Subject subject, LocalCluster.Size size, Stopwatch stopwatch, Consumer<String> talk) {
    this.workload = subject.workload();
    this.folder = subject.folder();
    this.size = size;
    this.stopwatch = stopwatch;
    this.talk = talk;
    this.run = subject.run();
  }

  @Override
  public StepMeasurement measure(Consumer<Measurement> out) {
    RunWatch watch = new RunWatch();
    long begunNanos = System.nanoTime();
    WorkerLog log = new WorkerLog(size.processes(), talk);
    try (LocalCluster cluster = LocalCluster.start(folder.configuration(), List.of(), size, log);
        RunFolder runFolder = RunFolder.create(folder.path().resolve("runs"), workload.name())) {
      CoordinatorService service =
          new CoordinatorService(
              run, () -> Optional.of(runFolder), cluster.open(run), size.processes(), watch);
      Thread.ofVirtual().name("bench-run").start(() -> watch.ended(() -> cluster.train(service)));
      StepMeasurement measured = measure(service, watch, begunNanos, out);
      cluster.interrupt();
      watch.awaitEnd();
      cluster.end();
      return measured;
    }
  }

  private StepMeasurement measure(
      CoordinatorService service, RunWatch watch, long begunNanos, Consumer<Measurement> out) {
    ProgressGauge gauge = watch.gauge();
    GaugeWindows windows = new GaugeWindows(stopwatch, gauge, run.batches(), watch::requireRunning);
    double firstStepSeconds = windows.firstStep(begunNanos);
    windows.warm();
    StepTimes.Reading before = reading(service, watch);
    Timing timing = windows.time();
    StepTimes.Reading after = reading(service, watch);
    StepMeasurement measured =
        StepMeasurement.of(workload, size.lanes().most(), size.processes(), timing);
    out.accept(measured);
    out.accept(
        BreakdownMeasurement.between(
            before,
            after,
            new BreakdownMeasurement.Setting(
                workload, size, run.network().layout().length(), firstStepSeconds)));
    return measured;
  }

  /// The sums at the end of the step at hand.
  private static StepTimes.Reading reading(CoordinatorService service, RunWatch watch) {
    return watch.await(
        service
            .timesAtNextStep()
            .orElseThrow(() -> new IllegalStateException("the coordinator has lost its seat")));
  }

  @Override
  public void close() {}
}
