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

/// Starts the real command on a small example again and again, and looks when it says what.
///
/// @param command `deploy/bin/lockstep` or what stands for it
/// @param configuration of an example
/// @param runs where run folders go
record StartupBench(Path command, Path configuration, Path runs) {

  private static final Duration START_MAX = Duration.ofMinutes(3);

  /// One epoch of one step, so that the line of the epoch is that of the first step: the batch is
  /// larger than the example's data, and has a shard for each of two workers.
  private static final List<String> ONE_STEP =
      List.of("--set", "train.epochs=1", "--set", "train.batch=150", "--set", "train.shard=64");

  private static final String FIRST_LINE = "training on ";
  private static final String FIRST_STEP = "epoch=1 step=1 ";
  private static final double NANOS = 1e9;

  /// The command of this checkout and an example that it carries.
  ///
  /// @param runs where run folders go
  static StartupBench ofThisBuild(Path runs) {
    Path deploy = Path.of(System.getProperty("lockstep.root"), "deploy");
    return new StartupBench(
        deploy.resolve("bin/lockstep"), deploy.resolve("examples/iris.yaml"), runs);
  }

  /// @param processes 1: local mode; more: a cluster of so many workers
  /// @param rounds timed starts; one before them warms the disk
  /// @throws io.lockstep.failure.LockstepException when a start fails
  StartupMeasurement measure(int processes, int rounds) {
    start(processes);
    List<Double> firstLines = new ArrayList<>();
    List<Double> firstSteps = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Child child = start(processes);
      firstLines.add(secondsTo(FIRST_LINE, child));
      firstSteps.add(secondsTo(FIRST_STEP, child));
    }
    return StartupMeasurement.of(processes, firstLines, firstSteps);
  }

  private Child start(int processes) {
    List<String> line =
        new ArrayList<>(List.of(command.toString(), "train", configuration.toString()));
    line.addAll(ONE_STEP);
    line.addAll(List.of("--runs", runs.toString()));
    if (processes > 1) {
      line.addAll(List.of("--processes", Integer.toString(processes), "--lanes", "1"));
    }
    try {
      CompletableFuture<Void> limit =
          new CompletableFuture<Void>()
              .completeOnTimeout(null, START_MAX.toSeconds(), TimeUnit.SECONDS);
      Child child = Child.run(new ProcessBuilder(line).redirectErrorStream(true), limit);
      if (child.exitCode() != 0) {
        throw failed(
            child.cut()
                ? "cut after " + START_MAX.toSeconds() + " s"
                : "exit code " + child.exitCode(),
            child);
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
        .filter(line -> line.text().startsWith(words))
        .findFirst()
        .map(line -> (line.nanos() - child.begunNanos()) / NANOS)
        .orElseThrow(() -> failed("it never said \"" + words.strip() + "\"", child));
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
