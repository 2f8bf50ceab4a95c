package io.lockstep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Scripts that measure another trainer on the same workloads and print one JSON object each:
/// `pytorch_eager.py WORKLOAD THREADS` and `pytorch_ddp.sh WORKLOAD` for two processes.
///
/// @param folder where they lie; they are not part of this project
record PeerScripts(Path folder) {

  private static final long MINUTES_MAX = 10;

  /// One measurement by the other trainer.
  StepMeasurement measure(Workload workload, int lanes, int processes) {
    List<String> command = command(workload, lanes, processes);
    JsonNode answer = lastJsonLine(command, output(command));
    double stepsPerSecond = answer.path("samples_per_s").asDouble() / workload.batch();
    return new StepMeasurement(
        workload.name(),
        answer.path("peer").asText("peer"),
        lanes,
        processes,
        Measurement.rounded(answer.path("samples_per_s").asDouble()),
        Measurement.rounded(answer.path("best_samples_per_s").asDouble()),
        Measurement.rounded(1000 / stepsPerSecond),
        answer.path("steps").asLong(),
        List.of(Measurement.rounded(stepsPerSecond)));
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

  private static String output(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      process.getOutputStream().close();
      CompletableFuture.delayedExecutor(MINUTES_MAX, TimeUnit.MINUTES)
          .execute(process::destroyForcibly);
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw failed(command, "exit code " + exitCode);
      }
      return text;
    } catch (IOException e) {
      throw failed(command, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(command, "interrupted");
    }
  }

  private static JsonNode lastJsonLine(List<String> command, String text) {
    JsonNode found = null;
    for (String line : text.lines().toList()) {
      if (line.startsWith("{")) {
        found = parsed(command, line);
      }
    }
    if (found == null || !found.has("samples_per_s")) {
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
