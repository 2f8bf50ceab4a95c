package io.lockstep.cli;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.launch.LaneCount;
import io.lockstep.launch.NodeOptions;
import io.lockstep.launch.ParentWatch;
import io.lockstep.launch.StandingWorker;
import io.lockstep.launch.WorkerNode;
import io.lockstep.observe.NodeName;
import io.lockstep.observe.NodeServer;
import io.lockstep.observe.WorkerView;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.CoordinatorFrame.Finish.End;
import io.lockstep.worker.WorkerEnd;
import io.lockstep.worker.WorkerService;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Compute for a cluster, from this machine.",
    defaultValueProvider = NodeVariables.class,
    footer = {
      "",
      "Each of these may come from a variable instead: --lanes from LOCKSTEP_LANES, CONFIG from",
      "LOCKSTEP_CONFIG."
    })
final class WorkerCommand implements Callable<Integer> {

  private final Output output;
  private final Interruption interruption;

  @Parameters(
      paramLabel = "CONFIG",
      arity = "0..1",
      description = {
        "Configuration of the run; without one, this worker takes part in whatever its cluster",
        "trains."
      })
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "Change one value, as the coordinator was told (LOCKSTEP_SET: several, parted by blanks)."
      })
  private List<String> overrides = List.of();

  @Option(
      names = "--lanes",
      paramLabel = "N",
      defaultValue = "0",
      description = {
        "Compute threads; default: as many as pay, up to the cores",
        "(LOCKSTEP_LANES)."
      })
  private int lanes;

  @Option(
      names = "--cores",
      hidden = true,
      description = "Cores of this machine that this worker may use; default: all.")
  private Integer cores;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description = {
        "How long to wait while nobody leads; default: cluster.patience of the configuration",
        "(LOCKSTEP_PATIENCE)."
      })
  private Integer patience;

  @Option(
      names = "--with-parent",
      hidden = true,
      description = "End when standard input ends, as it does when the parent process dies.")
  private boolean withParent;

  @Mixin private NodeOptions node;

  @Mixin private HttpOption http = new HttpOption();

  WorkerCommand(Output output, Interruption interruption) {
    this.output = output;
    this.interruption = interruption;
  }

  @Override
  public Integer call() {
    LaneCount count = laneCount();
    if (!withParent) {
      overrides = new NodeVariables().changes(overrides);
    }
    if (config == null) {
      return standing(count);
    }
    if (withParent) {
      // Ctrl-C reaches the whole process group; when the run ends is for the parent to decide.
      interruption.onRequest(() -> {});
      ParentWatch.over(System.in, () -> Runtime.getRuntime().halt(ExitCode.CLUSTER.number()));
    }
    Path folder = config.toAbsolutePath().normalize().getParent();
    RunConfiguration configuration =
        onThisHost(() -> ConfigurationReader.read(config, overrides).locatedIn(folder));
    WorkerService.Place place = place(configuration);
    node.warnings().forEach(this::warn);
    if (!withParent) {
      node.tellOfTrust(this::warn);
    }
    WorkerNode worker = new WorkerNode(place, output.talk()::println);
    if (!withParent) {
      interruption.onRequest(worker::interrupt);
    }
    try (NodeServer _ = pages(place, worker)) {
      WorkerEnd.Finished end =
          worker.run(onThisHost(() -> PreparedRun.prepare(configuration, folder)), count);
      return show(end);
    }
  }

  /// None for a child of a command on this machine, which tells by itself how its run is doing.
  private NodeServer pages(WorkerService.Place place, WorkerNode worker) {
    if (withParent) {
      return null;
    }
    NodeName name = new NodeName(place.cluster(), place.worker(), "worker");
    return http.serve(new WorkerView(name, worker::look), output.talk()::println).orElse(null);
  }

  /// Whoever has a parent talks to it on loopback, whatever the environment says of others.
  private WorkerService.Place place(RunConfiguration configuration) {
    return withParent
        ? node.workerOfParent(configuration, patience)
        : node.worker(configuration, patience);
  }

  private void warn(String warning) {
    output.talk().println("warning: " + warning);
  }

  /// Until somebody ends it.
  private int standing(LaneCount count) {
    if (patience != null) {
      throw Failure.of(ExitCode.USAGE, "--patience is about a run, and this worker is given none")
          .at("command line")
          .advising("leave it out: such a worker waits for as long as it takes")
          .exception();
    }
    WorkerService.Place place = node.standingWorker();
    node.warnings().forEach(this::warn);
    node.tellOfTrust(this::warn);
    StandingWorker worker = new StandingWorker(place, count, overrides, output.talk()::println);
    interruption.onRequest(worker::interrupt);
    NodeName name = new NodeName(place.cluster(), place.worker(), "worker");
    try (NodeServer _ =
        http.serve(new WorkerView(name, worker::look), output.talk()::println).orElse(null)) {
      worker.run();
    }
    return ExitCode.DONE.number();
  }

  /// Of many workers the one that lacks a file is found by its host: paths are the same on all. One
  /// of a parent here is on the host of whoever reads it.
  private <T> T onThisHost(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (LockstepException refused) {
      if (withParent) {
        throw refused;
      }
      Failure failure = refused.failure();
      throw failure
          .at((failure.cause() + ", on host " + node.hostForPeople()).replaceFirst("^, ", ""))
          .exception(refused);
    }
  }

  private LaneCount laneCount() {
    if (lanes != 0) {
      return LaneCount.told(lanes);
    }
    return cores == null ? LaneCount.ofThisMachine() : LaneCount.outOf(cores);
  }

  private int show(WorkerEnd.Finished end) {
    if (end.how() == End.INTERRUPTED) {
      output
          .talk()
          .println(
              "lockstep: the run was interrupted at step %d; it goes on with its coordinator"
                  .formatted(end.version()));
      return ExitCode.INTERRUPTED.number();
    }
    output.talk().println("weights sha256 " + end.weightsSha256());
    return ExitCode.DONE.number();
  }
}
