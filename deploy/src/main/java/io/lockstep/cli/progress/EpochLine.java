package io.lockstep.cli.progress;

import io.lockstep.run.EpochMetrics;
import java.util.Locale;

/// An epoch as `key=value`, for logs and for programs that read them.
final class EpochLine {

  private EpochLine() {}

  /// @param examples of this epoch that were trained on in its seconds; 0 when all of them were
  ///   before the run was taken up
  static String text(EpochMetrics epoch, long examples) {
    StringBuilder text = new StringBuilder();
    text.append("epoch=%d step=%d".formatted(epoch.epoch(), epoch.step()));
    epoch
        .metrics()
        .forEach((set, metrics) -> {
          String prefix = set.equals("train") ? "" : set + "_";
          text.append(
              format(
                  isLarge(metrics.loss()) ? " %sloss=%.6e" : " %sloss=%.6f",
                  prefix,
                  metrics.loss()));
          metrics
              .accuracy()
              .ifPresent(share -> text.append(format(" %saccuracy=%.4f", prefix, share)));
        });
    text.append(format(" seconds=%.3f", epoch.seconds()));
    if (epoch.norms().isKnown()) {
      text.append(
          format(
              " gradient_norm=%.4g update_ratio=%.3g",
              epoch.norms().gradient(), epoch.norms().updateRatio()));
    }
    if (examples > 0) {
      text.append(format(" samples_per_s=%.0f", examples / Math.max(1e-9, epoch.seconds())));
    }
    return text.toString();
  }

  /// The same with the learning rate of its last step, which changes from epoch to epoch.
  static String withRate(EpochMetrics epoch, long examples) {
    return text(epoch, examples) + format(" learning_rate=%.4g", epoch.learningRate());
  }

  private static boolean isLarge(double loss) {
    return Math.abs(loss) >= 1e6;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
