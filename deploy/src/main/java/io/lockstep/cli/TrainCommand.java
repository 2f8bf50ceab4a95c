package io.lockstep.cli;

import io.lockstep.cli.progress.RunProgress;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.failure.ExitCode;
import io.lockstep.launch.LaneCount;
import io.lockstep.launch.LocalCluster;
import io.lockstep.launch.ProcessCount;
import io.lockstep.launch.WorkerLog;
import io.lockstep.run.RunFolder;
import io.lockstep.training.LocalTraining;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.RunSearch;
import io.lockstep.training.TrainingResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(description = "Train a model on all cores of this machine.")
final class TrainCommand implements Callable<Integer> {

  private final Output output;
  private final Interruption interruption;

  @Parameters(paramLabel = "CONFIG", description = "Configuration of the run.")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Change one value, such as train.epochs=20.")
  private List<String> overrides = List.of();

  @Option(
      names = "--lanes",
      paramLabel = "N",
      description = "Compute threads; default: as many as pay, up to the cores.")
  private Integer lanes;

  @Option(
      names = "--processes",
      paramLabel = "N",
      description = "A real cluster of N worker processes on this machine, --lanes threads each.")
  private Integer processes;

  @Mixin private ResumeOption resume = new ResumeOption();

  @Mixin private FromOption from = new FromOption();

  @Option(names = "--runs", paramLabel = "DIR", description = "Where run folders go.")
  private Path runs = Path.of("runs");

  @Option(
      names = "--dry-run",
      description = "Read everything, show it, train three steps and throw them away.")
  private boolean dryRun;

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = "Train K times, each time with another part of the rows kept aside to measure.")
  private Integer folds;

  @Mixin private TalkOptions talk = new TalkOptions();

  @Spec private CommandSpec spec;

  /// Folder of the run that was trained last.
  private Path trained;

  TrainCommand(Output output, Interruption interruption) {
    this.output = output;
    this.interruption = interruption;
  }

  @Override
  public Integer call() {
    if (lanes != null) {
      LaneCount.require(lanes);
    }
    ProcessCount.require(processes == null ? 1 : processes);
    overrides = from.among(talk.overrides(overrides), runs, resume);
    if (folds == null) {
      return train();
    }
    Folds all = new Folds(ConfigurationReader.read(config, overrides), folds, resume);
    List<String> common = overrides;
    for (int number = 1; number <= folds; number++) {
      overrides = all.overrides(common, number);
      int code = train();
      if (code != ExitCode.DONE.number() || dryRun) {
        return code;
      }
      all.add(number, trained);
    }
    all.show(output);
    return ExitCode.DONE.number();
  }

  private int train() {
    Path folder = config.toAbsolutePath().normalize().getParent();
    RunConfiguration stated = ConfigurationReader.read(config, overrides).locatedIn(folder);
    List<String> changes = resume.beginning(overrides, runs, stated);
    RunConfiguration configuration = ConfigurationReader.read(config, changes).locatedIn(folder);
    RunProgress progress = talk.progress(output);
    if (processes != null && !dryRun) {
      return trainWithProcesses(configuration, changes, progress);
    }
    PreparedRun run = prepared(configuration, folder, progress);
    if (dryRun) {
      resume.rehearsal(runs, run).forEach(progress::note);
      return new DryRun(run, lanesOutOf(cores()).of(run), output).call();
    }
    LocalTraining training = new LocalTraining(run, lanesOutOf(cores()).of(run));
    // Before there is a run: from its first moment on it ends in good order.
    interruption.onRequest(training::interrupt);
    try (RunFolder runFolder = opened(run, progress)) {
      trained = runFolder.path();
      return new RunEnd(output, again(runFolder)).show(train(training, runFolder, progress));
    }
  }

  private RunFolder opened(PreparedRun run, RunProgress progress) {
    if (!resume.isAsked()) {
      return RunFolder.create(runs, run.configuration().run().name());
    }
    RunSearch.Found found = resume.find(runs, run);
    found.notes().forEach(progress::note);
    return RunFolder.open(found.path());
  }

  private TrainingResult train(LocalTraining training, RunFolder runFolder, RunProgress progress) {
    try (LogOutput.RunLog log = LogOutput.toFile(runFolder.log());
        progress) {
      try {
        TrainingResult result = training.train(runFolder, progress);
        progress.ended(result);
        return result;
      } catch (RuntimeException | Error e) {
        log.failed(e);
        throw e;
      }
    }
  }

  /// The same run by worker processes, which start before anything else here: it takes them
  /// longest.
  ///
  /// @param changes that made the configuration of its file
  private int trainWithProcesses(
      RunConfiguration configuration, List<String> changes, RunProgress progress) {
    ProcessCount.requireFor(configuration.cluster().minWorkers(), processes);
    Path file = config.toAbsolutePath().normalize();
    LocalCluster.Size size =
        new LocalCluster.Size(processes, lanesOutOf(Math.max(1, cores() / processes)));
    WorkerLog log = new WorkerLog(processes, progress::say);
    try (LocalCluster cluster = LocalCluster.start(file, changes, size, log)) {
      PreparedRun run = prepared(configuration, file.getParent(), progress);
      interruption.onRequest(cluster::interrupt);
      try (RunFolder runFolder = opened(run, progress)) {
        log.keepIn(runFolder.log());
        trained = runFolder.path();
        return new RunEnd(output, again(runFolder)).show(train(run, runFolder, cluster, progress));
      }
    }
  }

  private TrainingResult train(
      PreparedRun run, RunFolder runFolder, LocalCluster cluster, RunProgress progress) {
    try (LogOutput.RunLog log = LogOutput.toFile(runFolder.log());
        progress) {
      try {
        TrainingResult result =
            cluster.train(
                new CoordinatorService(
                    run, () -> Optional.of(runFolder), cluster.open(run), processes, progress));
        progress.ended(result);
        return result;
      } catch (RuntimeException | Error e) {
        log.failed(e);
        throw e;
      } finally {
        // The books are closed, and say how it ended, before the folder is given back.
        cluster.end();
      }
    }
  }

  private PreparedRun prepared(RunConfiguration configuration, Path folder, RunProgress progress) {
    PreparedRun run = PreparedRun.prepare(configuration, folder);
    run.notes().forEach(progress::note);
    run.requireMemory();
    return run;
  }

  private LaneCount lanesOutOf(int cores) {
    return lanes == null ? LaneCount.outOf(cores) : LaneCount.told(lanes);
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  private String again(RunFolder runFolder) {
    return ResumeOption.again(spec, overrides, runs, runFolder.path());
  }
}
