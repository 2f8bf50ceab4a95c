package io.lockstep.cli;

import io.lockstep.cli.progress.RunProgress;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.coordinator.CoordinatorPort;
import io.lockstep.coordinator.membership.NodeSettings;
import io.lockstep.coordinator.membership.Pace;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.launch.CoordinatorNode;
import io.lockstep.launch.NodeOptions;
import io.lockstep.launch.QueueOpening;
import io.lockstep.observe.CoordinatorView;
import io.lockstep.observe.NodeName;
import io.lockstep.observe.NodeServer;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.NodeAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    description = {
      "Lead a cluster, or stand by to do so: through the run of CONFIG, or, without one, through",
      "whatever lockstep submit brings."
    },
    defaultValueProvider = NodeVariables.class,
    footer = {
      "",
      "Each of these may come from a variable instead: --runs from LOCKSTEP_RUNS, CONFIG from",
      "LOCKSTEP_CONFIG."
    })
final class CoordinatorCommand implements Callable<Integer> {

  private final Output output;
  private final Interruption interruption;

  @Parameters(
      paramLabel = "CONFIG",
      arity = "0..1",
      description = "Configuration of the run; without one, runs are taken one after the other.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "Change one value, such as train.epochs=20; workers need the same (LOCKSTEP_SET: several,",
        "parted by blanks)."
      })
  private List<String> overrides = List.of();

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "25520",
      description = "Where membership listens (LOCKSTEP_PORT; default 25520).")
  private int port;

  @Option(
      names = "--grpc-port",
      paramLabel = "N",
      defaultValue = "25620",
      description = "Where the streams of workers arrive (LOCKSTEP_GRPC_PORT; default 25620).")
  private int grpcPort;

  @Option(
      names = "--pace",
      paramLabel = "PACE",
      defaultValue = "production",
      description = {
        "How soon coordinators replace a silent one: production (15 s), or local (10 s), for those",
        "of one machine (LOCKSTEP_PACE)."
      })
  private Pace pace;

  @Mixin private ResumeOption resume = new ResumeOption();

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      description = "Where run folders go (LOCKSTEP_RUNS; default runs).")
  private Path runs = Path.of("runs");

  @Mixin private TalkOptions talk = new TalkOptions();

  @Mixin private NodeOptions node;

  @Mixin private HttpOption http = new HttpOption();

  @Spec private CommandSpec spec;

  CoordinatorCommand(Output output, Interruption interruption) {
    this.output = output;
    this.interruption = interruption;
  }

  @Override
  public Integer call() {
    NodeSettings settings = node.coordinator(port, grpcPort, pace);
    List<NodeAddress> coordinators = node.addresses();
    List<String> warnings = node.coordinatorWarnings();
    NodeVariables variables = new NodeVariables();
    talk.unlessTold(variables);
    overrides = variables.changes(overrides);
    if (config == null) {
      return standing(settings, coordinators, warnings);
    }
    overrides = talk.overrides(overrides);
    Path folder = config.toAbsolutePath().normalize().getParent();
    RunConfiguration stated = ConfigurationReader.read(config, overrides).locatedIn(folder);
    boolean isAlone = coordinators.size() < 2;
    List<String> changes =
        isAlone
            ? resume.beginning(overrides, runs, stated)
            : resume.beginningAmongOthers(overrides, runs, stated);
    RunConfiguration configuration = ConfigurationReader.read(config, changes).locatedIn(folder);
    RunProgress progress = talk.progress(output);
    warnings.forEach(progress::warned);
    node.tellOfTrust(progress::warned);
    PreparedRun run = PreparedRun.prepare(configuration, folder);
    run.notes().forEach(progress::note);
    run.requireMemory();
    RunChoice.Company company = isAlone ? RunChoice.Company.ALONE : RunChoice.Company.AMONG_OTHERS;
    RunChoice choice = new RunChoice(runs, run, company, resume);
    try (CoordinatorPort opened = open(run, settings, coordinators);
        progress) {
      ClusterRun clusterRun = new ClusterRun(run, choice, progress, progress::note);
      CoordinatorNode coordinator =
          new CoordinatorNode(settings, coordinators, opened, clusterRun, progress::say);
      interruption.onRequest(coordinator::leave, coordinator::interrupt);
      NodeName name = new NodeName(settings.cluster(), settings.name(), "coordinator");
      try (NodeServer _ =
          http.serve(new CoordinatorView(name, coordinator::look), progress::say).orElse(null)) {
        return lead(coordinator, clusterRun, progress);
      }
    }
  }

  /// Until somebody ends it.
  private int standing(
      NodeSettings settings, List<NodeAddress> coordinators, List<String> warnings) {
    requireNoRun();
    QueueStage stage = new QueueStage(talk, output);
    warnings.forEach(warning -> stage.say("warning: " + warning));
    node.tellOfTrust(warning -> stage.say("warning: " + warning));
    QueueOpening.Company company =
        coordinators.size() < 2 ? QueueOpening.Company.ALONE : QueueOpening.Company.AMONG_OTHERS;
    try (CoordinatorPort opened =
        CoordinatorPort.standing(identity(settings, coordinators), address(settings))) {
      CoordinatorNode coordinator =
          new CoordinatorNode(
              settings,
              coordinators,
              opened,
              new QueueOpening(runs, company, node.hostForPeople(), stage),
              stage::say);
      interruption.onRequest(coordinator::leave);
      NodeName name = new NodeName(settings.cluster(), settings.name(), "coordinator");
      try (NodeServer _ =
          http.serve(new CoordinatorView(name, coordinator::look), stage::say).orElse(null)) {
        coordinator.run();
      }
    }
    return ExitCode.DONE.number();
  }

  private void requireNoRun() {
    if (!overrides.isEmpty() || resume.isAsked()) {
      throw Failure.of(
              ExitCode.USAGE,
              "%s is about a run, and this coordinator is given none"
                  .formatted(resume.isAsked() ? ResumeOption.NAME : "--set"))
          .at("command line")
          .advising(
              "name its configuration: lockstep coordinator CONFIG; or start this one without, then: lockstep submit CONFIG")
          .exception();
    }
  }

  private int lead(CoordinatorNode coordinator, ClusterRun run, RunProgress progress) {
    try {
      TrainingResult result = coordinator.run();
      progress.ended(result);
      return new RunEnd(output, ResumeOption.again(spec, overrides, runs, result.folder()))
          .show(result);
    } catch (RuntimeException | Error e) {
      run.failed(e);
      throw e;
    }
  }

  private CoordinatorPort open(
      PreparedRun run, NodeSettings settings, List<NodeAddress> coordinators) {
    return CoordinatorPort.open(run, identity(settings, coordinators), address(settings));
  }

  private CoordinatorPort.Identity identity(NodeSettings settings, List<NodeAddress> coordinators) {
    String paceOfSeveral =
        coordinators.size() < 2
            ? CoordinatorPort.Identity.ALONE
            : pace.name().toLowerCase(Locale.ROOT);
    return new CoordinatorPort.Identity(settings.cluster(), settings.name(), paceOfSeveral);
  }

  private CoordinatorPort.Address address(NodeSettings settings) {
    return new CoordinatorPort.Address(settings.host(), grpcPort, settings.security());
  }
}
