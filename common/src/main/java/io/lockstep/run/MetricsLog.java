package io.lockstep.run;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import io.lockstep.format.JsonText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Appends one line for each epoch to `metrics.jsonl`. One thread at a time, but for `sync`.
public final class MetricsLog implements AutoCloseable {

  private final BookFile book;
  private final LineTap tap;

  MetricsLog(BookFile book, LineTap tap) {
    this.book = book;
    this.tap = tap;
  }

  /// Opens the file, creating it if need be, and drops all lines after `lastStep`, as well as a
  /// torn last line and whatever is no line of metrics.
  ///
  /// @param lastStep step of the checkpoint from which the run goes on; 0 for a new run
  public static MetricsLog open(Path file, long lastStep, Patience patience, Fence fence) {
    return open(file, lastStep, patience, fence, LineTap.NONE);
  }

  /// As `open` without it; the tap is told of every line.
  public static MetricsLog open(
      Path file, long lastStep, Patience patience, Fence fence, LineTap tap) {
    try {
      FileChannel channel =
          JsonLines.append(file, lastStep, JsonLines.Kind.METRICS, fence).channel();
      return new MetricsLog(
          new BookFile(
              new BookFile.Book(file, "the metrics", fence),
              channel,
              BookFile.Flush.EACH_LINE,
              patience),
          tap);
    } catch (IOException fault) {
      throw Trouble.of("the metrics cannot be opened", file, fault);
    }
  }

  /// Writes the line through to the file; it waits in memory while the disk takes nothing.
  ///
  /// @throws LockstepException with exit code 5 when patience is over
  public void append(EpochMetrics epoch) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("epoch", epoch.epoch());
    json.put("step", epoch.step());
    json.put("seconds", epoch.seconds());
    json.put("learning_rate", epoch.learningRate());
    if (epoch.norms().isKnown()) {
      json.put("gradient_norm", epoch.norms().gradient());
      json.put("update_ratio", epoch.norms().updateRatio());
    }
    epoch.metrics().forEach((set, metrics) -> json.put(set, metrics.json()));
    byte[] text = JsonText.line(json);
    byte[] line = Arrays.copyOf(text, text.length + 1);
    line[text.length] = '\n';
    book.append(line, line.length);
    tap.line(epoch.step(), line, line.length);
  }

  /// Adds a line as another book of the same run has it.
  ///
  /// @param line with its line end
  public void follow(byte[] line) {
    book.append(line, line.length);
  }

  /// Waits until what was appended is on the disk. Any thread.
  ///
  /// @throws LockstepException with exit code 5 if that fails; it may be tried again
  public void sync() {
    book.sync();
  }

  /// As `sync`, but tries again while patience lasts.
  public void settle() {
    book.settle();
  }

  /// The fields of each whole line of such a file, also those that a later program has added.
  public static List<Map<String, Object>> lines(Path file) {
    List<Map<String, Object>> lines = new ArrayList<>();
    try {
      JsonLines.read(file, (_, json) -> lines.add(json));
      return lines;
    } catch (IOException | RuntimeException unreadable) {
      throw StorageFault.of(unreadable, file)
          .failure(ExitCode.STORAGE, "the metrics cannot be read")
          .exception(unreadable);
    }
  }

  /// All whole lines of such a file.
  public static List<EpochMetrics> read(Path file) {
    List<EpochMetrics> epochs = new ArrayList<>();
    try {
      JsonLines.read(file, (_, json) -> epochs.add(epoch(json)));
      return epochs;
    } catch (IOException | RuntimeException unreadable) {
      throw StorageFault.of(unreadable, file)
          .failure(ExitCode.STORAGE, "the metrics cannot be read")
          .exception(unreadable);
    }
  }

  @Override
  public void close() {
    book.close();
  }

  /// @throws RuntimeException if a line is not as [#append] writes them
  static EpochMetrics epoch(Map<String, Object> json) {
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
        number(json.get("learning_rate")),
        new EpochMetrics.Norms(number(json.get("gradient_norm")), number(json.get("update_ratio"))),
        metrics);
  }

  /// NaN for what is not there, as in lines of earlier builds.
  private static double number(Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
