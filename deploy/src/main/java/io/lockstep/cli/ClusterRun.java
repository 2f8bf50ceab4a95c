package io.lockstep.cli;

import io.lockstep.coordinator.CoordinatorPort;
import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.coordinator.Understudy;
import io.lockstep.launch.Claim;
import io.lockstep.launch.RunOpening;
import io.lockstep.run.RunFolder;
import io.lockstep.training.HeldVersion;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingObserver;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.Endpoint;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// The run of a coordinator's command: its folder and its log, held for the length of a reign.
final class ClusterRun implements RunOpening {

  private final PreparedRun run;
  private final RunChoice choice;
  private final TrainingObserver observer;
  private final Consumer<String> notes;
  private Optional<RunFolder> folder = Optional.empty();
  private Optional<LogOutput.RunLog> log = Optional.empty();
  private Optional<Path> lastLog = Optional.empty();
  private Optional<Understudy> understudy = Optional.empty();

  /// @param notes gets what a person should know of the choice of the run
  ClusterRun(PreparedRun run, RunChoice choice, TrainingObserver observer, Consumer<String> notes) {
    this.run = run;
    this.choice = choice;
    this.observer = observer;
    this.notes = notes;
  }

  @Override
  public Optional<TrainingResult> endedElsewhere() {
    return choice.endedElsewhere();
  }

  @Override
  public CoordinatorService service(Claim claim, CoordinatorPort port) {
    return new CoordinatorService(
            run, () -> opened(claim), port, run.configuration().cluster().minWorkers(), observer)
        .inheriting(this::held);
  }

  @Override
  public synchronized void standsBy(Endpoint leader, CoordinatorPort port) {
    if (understudy.isEmpty()) {
      understudy = Optional.of(new Understudy(run, choice.runs(), port.node(), port.security()));
    }
    understudy.get().follow(leader);
  }

  private synchronized Optional<HeldVersion> held() {
    return understudy.flatMap(Understudy::takeOver);
  }

  private synchronized Optional<RunFolder> opened(Claim claim) {
    folder = choice.open(claim, notes);
    lastLog = folder.map(RunFolder::log).or(() -> lastLog);
    log = folder.map(RunFolder::log).map(LogOutput::toFile);
    return folder;
  }

  @Override
  public synchronized boolean isSuperseded(long term) {
    return folder.map(held -> held.isSuperseded(term)).orElse(false);
  }

  /// Writes what ended the command to the log of the run that it led last.
  synchronized void failed(Throwable thrown) {
    if (lastLog.isPresent()) {
      try (LogOutput.RunLog last = LogOutput.toFile(lastLog.get())) {
        last.failed(thrown);
      }
    }
  }

  @Override
  public synchronized void close() {
    log.ifPresent(LogOutput.RunLog::close);
    log = Optional.empty();
    folder.ifPresent(RunFolder::close);
    folder = Optional.empty();
  }
}
