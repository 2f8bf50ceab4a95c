package io.lockstep.cli.progress;

import io.lockstep.run.EpochMetrics;
import io.lockstep.run.Metrics;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.ProgressGauge;
import java.util.Locale;

/// The one line that is redrawn while a run goes on. Fed by one thread, drawn by another.
final class ProgressLine {

  private static final int BAR_WIDTH = 8;

  private final long lastStep;
  private final long stepsPerEpoch;
  private final int epochs;
  private final ProgressGauge gauge;
  private final long begunNanos;
  private final long begunStep;
  private volatile String measured = "";

  ProgressLine(PreparedRun run, ProgressGauge gauge, long nowNanos) {
    this.lastStep = run.lastStep();
    this.stepsPerEpoch = run.batches().stepsPerEpoch();
    this.epochs = run.configuration().train().epochs();
    this.gauge = gauge;
    this.begunNanos = nowNanos;
    this.begunStep = gauge.step();
  }

  void measured(EpochMetrics epoch) {
    Metrics validation = epoch.metrics().get("validation");
    if (validation != null) {
      measured =
          validation.accuracy().isPresent()
              ? format(" val %.4f", validation.accuracy().getAsDouble())
              : format(" val loss %.4g", validation.loss());
    }
  }

  /// @param width of the line; it is filled with blanks, to hide what stood there
  String text(long nowNanos, int width) {
    long step = gauge.step();
    double seconds = (nowNanos - begunNanos) / 1e9;
    int full = (int) (BAR_WIDTH * step / lastStep);
    long epoch = Math.min(epochs, step / stepsPerEpoch + 1);
    String text =
        format(
            "epoch %d/%d [%s%s] %d%%%s%s%s%s",
            epoch,
            epochs,
            "#".repeat(full),
            ".".repeat(BAR_WIDTH - full),
            100 * step / lastStep,
            Double.isNaN(gauge.loss()) ? "" : format(" loss %.4f", gauge.loss()),
            measured,
            remaining(step, seconds),
            seconds > 0 ? format(" %,.0f samples/s", gauge.examples() / seconds) : "");
    return text.length() >= width
        ? text.substring(0, width)
        : text + " ".repeat(width - text.length());
  }

  private String remaining(long step, double seconds) {
    long done = step - begunStep;
    if (done == 0) {
      return "";
    }
    long left = Math.round(seconds * (lastStep - step) / done);
    return left >= 3_600
        ? format(" ETA %d:%02d:%02d", left / 3_600, left / 60 % 60, left % 60)
        : format(" ETA %d:%02d", left / 60, left % 60);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
