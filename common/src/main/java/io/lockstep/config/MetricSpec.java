package io.lockstep.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A number by which epochs are compared: `validation.loss`. Written as in a run's `metrics.jsonl`.
///
/// @param part of the data on which it is taken
public record MetricSpec(Part part, Name name) {

  /// Parts that are measured in every epoch. The test part is measured once, at the end: a run that
  /// was steered by it would be tested on nothing.
  public enum Part {
    TRAIN,
    VALIDATION
  }

  /// What is taken, and which way is better.
  public enum Name {
    LOSS(Better.LESS, Of.BOTH),
    ACCURACY(Better.MORE, Of.CLASSES),
    LABEL_ACCURACY(Better.MORE, Of.CLASSES),
    LOG_LOSS(Better.LESS, Of.CLASSES),
    ROC_AUC(Better.MORE, Of.CLASSES),
    PRECISION_MACRO(Better.MORE, Of.CLASSES),
    RECALL_MACRO(Better.MORE, Of.CLASSES),
    F1_MACRO(Better.MORE, Of.CLASSES),
    PRECISION_MICRO(Better.MORE, Of.CLASSES),
    RECALL_MICRO(Better.MORE, Of.CLASSES),
    F1_MICRO(Better.MORE, Of.CLASSES),
    TOP_2_ACCURACY(Better.MORE, Of.CLASSES),
    TOP_3_ACCURACY(Better.MORE, Of.CLASSES),
    TOP_5_ACCURACY(Better.MORE, Of.CLASSES),
    TOP_10_ACCURACY(Better.MORE, Of.CLASSES),
    MSE(Better.LESS, Of.NUMBERS),
    RMSE(Better.LESS, Of.NUMBERS),
    MAE(Better.LESS, Of.NUMBERS),
    R2(Better.MORE, Of.NUMBERS);

    private final Better better;
    private final Of of;

    Name(Better better, Of of) {
      this.better = better;
      this.of = of;
    }

    public Better better() {
      return better;
    }

    /// Which nets have it.
    public Of of() {
      return of;
    }

    /// As in a run's `metrics.jsonl`: `f1_macro`.
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// The loss and the right answers are counted while training; the rest is measured.
    private boolean isCountedInTraining() {
      return this == LOSS || this == ACCURACY;
    }
  }

  /// What a net gives.
  public enum Of {
    CLASSES,
    NUMBERS,
    BOTH
  }

  /// Which of two numbers is better.
  public enum Better {
    LESS,
    MORE;

    /// By how much `value` is better than `than`; negative when it is worse.
    public double gain(double value, double than) {
      return this == LESS ? than - value : value - than;
    }
  }

  /// The loss on the same part: decides between equals.
  public MetricSpec loss() {
    return new MetricSpec(part, Name.LOSS);
  }

  @Override
  public String toString() {
    return Words.of(part) + "." + name.text();
  }

  /// All that there are.
  static List<MetricSpec> all() {
    List<MetricSpec> all = new ArrayList<>();
    for (Name name : Name.values()) {
      all.add(new MetricSpec(Part.VALIDATION, name));
    }
    for (Name name : Name.values()) {
      if (name.isCountedInTraining()) {
        all.add(new MetricSpec(Part.TRAIN, name));
      }
    }
    return all;
  }

  /// The metric that is written so.
  static Optional<MetricSpec> of(String text) {
    return all().stream().filter(each -> each.toString().equalsIgnoreCase(text)).findFirst();
  }
}
