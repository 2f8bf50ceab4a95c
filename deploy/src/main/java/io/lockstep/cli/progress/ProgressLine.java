package io.lockstep.cli.progress;

import static io.lockstep.cli.progress.Figures.format;

import io.lockstep.run.EpochMetrics;
import io.lockstep.run.Metrics;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.ProgressGauge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The one line that is redrawn while a run goes on. Fed by one thread, drawn by another.
final class ProgressLine {

  private static final int BAR_WIDTH = 8;

  /// @param rank the smaller, the longer the part stays when there is little room
  private record Part(int rank, String text) {}

  private final long lastStep;
  private final long stepsPerEpoch;
  private final int epochs;
  private final ProgressGauge gauge;
  private final long begunNanos;
  private final long begunStep;
  private volatile Metrics validation;

  ProgressLine(PreparedRun run, ProgressGauge gauge, long nowNanos) {
    this.lastStep = run.lastStep();
    this.stepsPerEpoch = run.batches().stepsPerEpoch();
    this.epochs = run.configuration().train().epochs();
    this.gauge = gauge;
    this.begunNanos = nowNanos;
    this.begunStep = gauge.step();
  }

  void measured(EpochMetrics epoch) {
    validation = epoch.metrics().get("validation");
  }

  /// @param width that the line may take; it loses parts until it fits
  String text(long nowNanos, int width) {
    List<Part> parts = new ArrayList<>(parts(nowNanos));
    String text = joined(parts);
    while (text.length() > width && parts.size() > 1) {
      parts.remove(parts.stream().max(Comparator.comparingInt(Part::rank)).orElseThrow());
      text = joined(parts);
    }
    return text.length() > width ? text.substring(0, width) : text;
  }

  private static String joined(List<Part> parts) {
    return String.join(" ", parts.stream().map(Part::text).toList());
  }

  private List<Part> parts(long nowNanos) {
    long step = gauge.step();
    double seconds = (nowNanos - begunNanos) / 1e9;
    int full = (int) (BAR_WIDTH * step / Math.max(1, lastStep));
    long epoch = Math.min(epochs, step / stepsPerEpoch + 1);
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(0, format("epoch %d/%d", epoch, epochs)));
    parts.add(new Part(5, "[" + "#".repeat(full) + ".".repeat(BAR_WIDTH - full) + "]"));
    parts.add(new Part(1, format("%d%%", 100 * step / Math.max(1, lastStep))));
    if (!Double.isNaN(gauge.loss())) {
      parts.add(new Part(3, "loss " + Figures.loss(gauge.loss())));
    }
    Metrics measured = validation;
    if (measured != null) {
      parts.add(
          new Part(
              4,
              measured.accuracy().isPresent()
                  ? "val " + Figures.share(measured.accuracy().getAsDouble())
                  : "val loss " + Figures.loss(measured.loss())));
    }
    long done = step - begunStep;
    if (done > 0) {
      parts.add(new Part(2, "ETA " + remaining(seconds * (lastStep - step) / done)));
    }
    if (seconds > 0) {
      parts.add(new Part(6, format("%,.0f samples/s", gauge.examples() / seconds)));
    }
    return parts;
  }

  private static String remaining(double seconds) {
    long left = Math.round(seconds);
    return left >= 3_600
        ? format("%d:%02d:%02d", left / 3_600, left / 60 % 60, left % 60)
        : format("%d:%02d", left / 60, left % 60);
  }
}
