package io.lockstep.run;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import io.lockstep.format.JsonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Appends one line for each epoch to `metrics.jsonl`. One thread at a time.
public final class MetricsLog implements AutoCloseable {

  private final Path file;
  private final FileChannel channel;

  private MetricsLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// Opens the file, creating it if need be, and drops all lines after `lastStep`, as well as a
  /// torn last line.
  ///
  /// @param lastStep step of the checkpoint from which the run goes on; 0 for a new run
  /// @param closedStep step of the last line that was on the disk before that checkpoint; 0 for
  ///   none
  public static MetricsLog open(Path file, long lastStep, long closedStep) {
    try {
      return new MetricsLog(file, JsonLines.append(file, lastStep, closedStep));
    } catch (IOException fault) {
      throw failure(file, fault);
    }
  }

  /// Writes the line through to the file.
  public void append(EpochMetrics epoch) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("epoch", epoch.epoch());
    json.put("step", epoch.step());
    json.put("seconds", epoch.seconds());
    epoch.metrics().forEach((set, metrics) -> json.put(set, metrics.json()));
    byte[] text = JsonText.line(json);
    ByteBuffer line = ByteBuffer.allocate(text.length + 1).put(text).put((byte) '\n').flip();
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException fault) {
      throw failure(file, fault);
    }
  }

  /// Waits until what was appended is on the disk. Any thread.
  public void sync() {
    try {
      channel.force(false);
    } catch (IOException fault) {
      throw failure(file, fault);
    }
  }

  /// All whole lines of such a file.
  public static List<EpochMetrics> read(Path file) {
    List<EpochMetrics> epochs = new ArrayList<>();
    try {
      JsonLines.read(file, (_, json) -> epochs.add(epoch(json)));
      return epochs;
    } catch (IOException | ClassCastException | NullPointerException unreadable) {
      throw StorageFault.of(unreadable, file)
          .failure(ExitCode.STORAGE, "the metrics cannot be read")
          .exception(unreadable);
    }
  }

  @Override
  public void close() {
    try (channel) {
      channel.force(true);
    } catch (IOException fault) {
      throw failure(file, fault);
    }
  }

  private static EpochMetrics epoch(Map<String, Object> json) {
    Map<String, Metrics> metrics = new LinkedHashMap<>();
    json.forEach((key, value) -> {
      if (value instanceof Map<?, ?> set) {
        metrics.put(key, Metrics.ofJson(set));
      }
    });
    return new EpochMetrics(
        ((Number) json.get("epoch")).intValue(),
        ((Number) json.get("step")).longValue(),
        ((Number) json.get("seconds")).doubleValue(),
        metrics);
  }

  private static LockstepException failure(Path file, IOException fault) {
    StorageFault told = StorageFault.of(fault, file);
    return told.failure(ExitCode.STORAGE, "the metrics cannot be used")
        .keeping("all checkpoints written before")
        .advising(told.advice() + ", then resume the run")
        .exception(fault);
  }
}
