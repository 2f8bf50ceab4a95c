package io.lockstep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Scripts that measure another trainer on the same workloads and print one JSON object each:
/// `pytorch_eager.py WORKLOAD THREADS` and `pytorch_ddp.sh WORKLOAD` for two processes.
///
/// @param folder where they lie; they are not part of this project
/// @param limit gives, for each measurement, what ends it when it completes
record PeerScripts(Path folder, Supplier<CompletableFuture<Void>> limit) {

  private static final long MINUTES_MAX = 10;

  PeerScripts(Path folder) {
    this(
        folder,
        () -> new CompletableFuture<Void>().completeOnTimeout(null, MINUTES_MAX, TimeUnit.MINUTES));
  }

  /// @throws io.lockstep.failure.LockstepException when there is no script that measures this
  void require(Workload workload, int lanes, int processes) {
    command(workload, lanes, processes);
  }

  /// One measurement by the other trainer.
  StepMeasurement measure(Workload workload, int lanes, int processes) {
    List<String> command = command(workload, lanes, processes);
    JsonNode answer = lastJsonLine(command, output(command));
    double samplesPerSecond = answer.path("samples_per_s").asDouble();
    double stepMillis = 1000 * workload.batch() / samplesPerSecond;
    List<Double> windows = new ArrayList<>();
    answer
        .path("windows_steps_per_s")
        .forEach(speed -> windows.add(Measurement.rounded(speed.asDouble())));
    return new StepMeasurement(
        workload.name(),
        answer.path("peer").asText("peer"),
        lanes,
        processes,
        Measurement.rounded(samplesPerSecond),
        Measurement.rounded(answer.path("best_samples_per_s").asDouble()),
        Measurement.rounded(answer.path("step_ms").asDouble(stepMillis)),
        answer.path("steps").asLong(),
        windows);
  }

  private List<String> command(Workload workload, int lanes, int processes) {
    if (processes == 1) {
      Path script = existing("pytorch_eager.py");
      return List.of(script.toString(), workload.name(), Integer.toString(lanes));
    }
    if (processes == 2 && lanes == 1) {
      return List.of(existing("pytorch_ddp.sh").toString(), workload.name());
    }
    throw Failure.of(ExitCode.USAGE, "the scripts measure 1 process, or 2 processes of 1 lane")
        .at("--processes %d --lanes %d".formatted(processes, lanes))
        .advising("--processes 2 --lanes 1")
        .exception();
  }

  private Path existing(String name) {
    Path script = folder.resolve(name).toAbsolutePath();
    if (!Files.isExecutable(script)) {
      throw Failure.of(ExitCode.USAGE, "no executable script " + name)
          .at(folder.toString())
          .advising("--peer-scripts DIR with the folder of " + name)
          .exception();
    }
    return script;
  }

  private List<String> output(List<String> command) {
    try {
      Child child =
          Child.run(
              new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT),
              limit.get());
      if (child.cut()) {
        throw failed(command, "it took longer than %d minutes".formatted(MINUTES_MAX));
      }
      if (child.exitCode() != 0) {
        throw failed(command, "exit code " + child.exitCode());
      }
      return child.texts();
    } catch (IOException e) {
      throw failed(command, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(command, "interrupted");
    }
  }

  private static JsonNode lastJsonLine(List<String> command, List<String> lines) {
    JsonNode found = null;
    for (String line : lines) {
      if (line.startsWith("{")) {
        found = parsed(command, line);
      }
    }
    if (found == null || !(found.path("samples_per_s").asDouble() > 0)) {
      throw failed(command, "it printed no JSON object with samples_per_s");
    }
    return found;
  }

  private static JsonNode parsed(List<String> command, String line) {
    try {
      return Measurement.JSON.readTree(line);
    } catch (IOException e) {
      throw failed(command, "not JSON: " + line);
    }
  }

  private static RuntimeException failed(List<String> command, String why) {
    return Failure.of(ExitCode.USAGE, "the script of the other trainer failed")
        .at(String.join(" ", command) + ": " + why)
        .advising("run that command by itself; PEERS_DATA must name the folder of its data")
        .exception();
  }
}
