package io.lockstep.cli.progress;

import io.lockstep.run.EpochMetrics;
import java.util.Locale;

/// An epoch as `key=value`, for logs and for programs that read them.
final class EpochLine {

  private EpochLine() {}

  /// @param trainingExamples of a whole epoch
  static String text(EpochMetrics epoch, int trainingExamples) {
    StringBuilder text = new StringBuilder();
    text.append("epoch=%d step=%d".formatted(epoch.epoch(), epoch.step()));
    epoch
        .metrics()
        .forEach((set, metrics) -> {
          String prefix = set.equals("train") ? "" : set + "_";
          text.append(format(" %sloss=%.6f", prefix, metrics.loss()));
          metrics
              .accuracy()
              .ifPresent(share -> text.append(format(" %saccuracy=%.4f", prefix, share)));
        });
    double speed = trainingExamples / Math.max(1e-9, epoch.seconds());
    return text.append(format(" seconds=%.3f samples_per_s=%.0f", epoch.seconds(), speed))
        .toString();
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
