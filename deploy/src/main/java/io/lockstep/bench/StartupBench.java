package io.lockstep.bench;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Starts the real command again and again, looks when it says what, and ends it after the first
/// step.
///
/// @param command `deploy/bin/lockstep` or what stands for it
/// @param trained the configuration's name
/// @param arguments what follows `train`
record StartupBench(Path command, String trained, List<String> arguments) {

  /// What is started unless a workload is.
  static final String EXAMPLE = "iris";

  private static final Duration START_MAX = Duration.ofMinutes(3);

  /// One batch of all the example's data, with a shard for each of two workers.
  private static final List<String> FOR_TWO_WORKERS =
      List.of("--set", "train.batch=150", "--set", "train.shard=64");

  private static final String FIRST_LINE = "training on ";
  private static final String FIRST_STEP = "event=first-step ";
  private static final double NANOS = 1e9;

  StartupBench {
    arguments = List.copyOf(arguments);
  }

  /// The command of this checkout and an example that it carries.
  ///
  /// @param runs where run folders go
  static StartupBench ofTheExample(Path runs) {
    Path configuration = deploy().resolve("examples").resolve(EXAMPLE + ".yaml");
    return ofThisBuild(EXAMPLE, configuration, runs, FOR_TWO_WORKERS);
  }

  /// The command of this checkout and a workload with all its data.
  static StartupBench of(Workload workload, WorkloadFolder folder) {
    return ofThisBuild(
        workload.name(), folder.configuration(), folder.path().resolve("runs"), List.of());
  }

  private static StartupBench ofThisBuild(
      String trained, Path configuration, Path runs, List<String> settings) {
    List<String> arguments =
        new ArrayList<>(List.of(configuration.toString(), "--runs", runs.toString()));
    arguments.addAll(settings);
    return new StartupBench(deploy().resolve("bin/lockstep"), trained, arguments);
  }

  private static Path deploy() {
    return Path.of(System.getProperty("lockstep.root"), "deploy");
  }

  /// @param processes 1: local mode; more: a cluster of so many workers
  /// @param rounds timed starts; one before them warms the disk
  /// @throws io.lockstep.failure.LockstepException when a start fails
  StartupMeasurement measure(int processes, int rounds) {
    secondsTo(FIRST_STEP, start(processes));
    List<Double> firstLines = new ArrayList<>();
    List<Double> firstSteps = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Child child = start(processes);
      firstLines.add(secondsTo(FIRST_LINE, child));
      firstSteps.add(secondsTo(FIRST_STEP, child));
    }
    return StartupMeasurement.of(trained, processes, firstLines, firstSteps);
  }

  private Child start(int processes) {
    List<String> line = new ArrayList<>(List.of(command.toString(), "train"));
    line.addAll(arguments);
    if (processes > 1) {
      line.addAll(List.of("--processes", Integer.toString(processes), "--lanes", "1"));
    }
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("LOCKSTEP_LOG", "info");
    try {
      CompletableFuture<Void> limit =
          new CompletableFuture<Void>()
              .completeOnTimeout(null, START_MAX.toSeconds(), TimeUnit.SECONDS);
      Child child = Child.run(builder, limit, text -> text.contains(FIRST_STEP));
      if (child.cut()) {
        throw failed("cut after " + START_MAX.toSeconds() + " s", child);
      }
      return child;
    } catch (IOException e) {
      throw Failure.of(ExitCode.INTERNAL, "the command cannot be started")
          .at(e.getMessage())
          .advising("lockstep doctor")
          .exception(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a command was starting", e);
    }
  }

  private static double secondsTo(String words, Child child) {
    return child.lines().stream()
        .filter(line -> line.text().contains(words))
        .findFirst()
        .map(line -> (line.nanos() - child.begunNanos()) / NANOS)
        .orElseThrow(() ->
            failed(
                "exit code %d, and it never said \"%s\"".formatted(child.exitCode(), words.strip()),
                child));
  }

  private static RuntimeException failed(String why, Child child) {
    List<String> said = child.texts();
    String last = said.isEmpty() ? "nothing" : said.getLast();
    return Failure.of(ExitCode.INTERNAL, "a start of the command failed: " + why)
        .at("its last line: " + last)
        .advising("lockstep train deploy/examples/iris.yaml")
        .exception();
  }
}
