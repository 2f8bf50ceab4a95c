package io.lockstep.bench.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The runs that a cluster is given one after the other, as a user submits and watches them. Each
/// has a seed of its own.
final class SoakRuns implements AutoCloseable {

  /// A few seconds on a machine of two cores: long enough for a worker to come in meanwhile.
  private static final int EPOCHS = 30;

  private static final int DONE = 0;

  private final ClusterFolder folder;
  private final ChaosHosts hosts;
  private final ChaosJob job;
  private final long seed;
  private int number;
  private NodeProcess command;
  private Progress progress;

  /// @param seed of the run before the first
  SoakRuns(ClusterFolder folder, ChaosHosts hosts, long seed) throws IOException {
    this.job = ChaosJob.in(folder.path());
    this.folder = folder;
    this.hosts = hosts;
    this.seed = seed;
  }

  /// The next one.
  void submit() throws IOException {
    number++;
    progress = new Progress(run());
    List<String> words = new ArrayList<>(List.of("submit", job.configuration().toString()));
    words.addAll(hosts.wordsOfACommand());
    words.add("--watch");
    overrides().forEach(each -> words.add("--set=" + each));
    Path log = folder.logs().resolve("submit");
    command =
        NodeProcess.start(
            "submit", new NodeProcess.Order(hosts.on(0), words, ChaosNodes.variables(), log));
  }

  private Path run() {
    return ChaosJob.folderIn(folder.runs(), number);
  }

  private List<String> overrides() {
    return List.of("train.epochs=" + EPOCHS, "run.seed=" + (seed + number));
  }

  /// Of the run that was submitted last; the first is 1.
  int number() {
    return number;
  }

  /// Whether it has made steps.
  boolean isUnderWay() {
    progress.look();
    return progress.step() > 0;
  }

  boolean isOver() {
    return !command.isAlive();
  }

  /// Compares it with one process.
  ChaosReport.End end(Consumer<String> complain) {
    if (command.exitCode() != DONE) {
      complain.accept(
          "submitting run %d ended with %d: %s"
              .formatted(number, command.exitCode(), command.last()));
    }
    return job.with(overrides()).compare(run(), complain);
  }

  @Override
  public void close() {
    if (command != null) {
      command.kill();
    }
  }
}
