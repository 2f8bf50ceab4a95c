package io.lockstep.cli;

import io.lockstep.cli.progress.RunProgress;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.launch.CoordinatorNode;
import io.lockstep.launch.NodeOptions;
import io.lockstep.membership.NodeSettings;
import io.lockstep.run.RunFolder;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingResult;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Lead a cluster through a run, or stand by to do so.")
final class CoordinatorCommand implements Callable<Integer> {

  private final Output output;
  private final Interruption interruption;
  private RunFolder runFolder;
  private LogOutput.RunLog runLog;

  @Parameters(paramLabel = "CONFIG", description = "Configuration of the run.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change one value, such as train.epochs=20; workers need the same.")
  private List<String> overrides = List.of();

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "${env:LOCKSTEP_PORT:-25520}",
      description = "Where membership listens (LOCKSTEP_PORT; default 25520).")
  private int port;

  @Option(
      names = "--grpc-port",
      paramLabel = "N",
      defaultValue = "${env:LOCKSTEP_GRPC_PORT:-25620}",
      description = "Where the streams of workers arrive (LOCKSTEP_GRPC_PORT; default 25620).")
  private int grpcPort;

  @Mixin private ResumeOption resume = new ResumeOption();

  @Option(names = "--runs", paramLabel = "DIR", description = "Where run folders go.")
  private Path runs = Path.of("runs");

  @Mixin private TalkOptions talk = new TalkOptions();

  @Mixin private NodeOptions node;

  CoordinatorCommand(Output output, Interruption interruption) {
    this.output = output;
    this.interruption = interruption;
  }

  @Override
  public Integer call() {
    NodeSettings settings = node.coordinator(port);
    overrides = talk.overrides(overrides);
    Path folder = config.toAbsolutePath().normalize().getParent();
    RunConfiguration configuration = ConfigurationReader.read(config, overrides).locatedIn(folder);
    RunProgress progress = talk.progress(output);
    PreparedRun run = PreparedRun.prepare(configuration, folder);
    run.notes().forEach(progress::note);
    RunChoice choice = new RunChoice(runs, run, settings, resume);
    try (progress) {
      CoordinatorNode coordinator =
          new CoordinatorNode(
              settings, () -> service(choice, run, settings, progress), progress::say);
      interruption.onRequest(coordinator::interrupt);
      TrainingResult result = coordinator.run();
      progress.close();
      return new RunEnd(output, again(result.folder())).show(result);
    } catch (RuntimeException | Error e) {
      failed(e);
      throw e;
    } finally {
      close();
    }
  }

  private CoordinatorService service(
      RunChoice choice, PreparedRun run, NodeSettings settings, RunProgress progress) {
    return new CoordinatorService(
        run,
        () -> opened(choice, progress),
        new CoordinatorService.Address(settings.host(), grpcPort),
        run.configuration().cluster().minWorkers(),
        progress);
  }

  /// On the duty's thread.
  private synchronized RunFolder opened(RunChoice choice, RunProgress progress) {
    runFolder = choice.open(progress::note);
    runLog = LogOutput.toFile(runFolder.log());
    return runFolder;
  }

  private synchronized void failed(Throwable thrown) {
    if (runLog != null) {
      runLog.failed(thrown);
    }
  }

  private synchronized void close() {
    if (runLog != null) {
      runLog.close();
    }
    if (runFolder != null) {
      runFolder.close();
    }
  }

  private String again(Path ended) {
    CommandWords command = new CommandWords("lockstep", "coordinator", config.toString());
    overrides.forEach(override -> command.add("--set", override));
    return command.add("--runs", runs.toString(), ResumeOption.word(runs, ended)).text();
  }
}
