package io.lockstep.training;

import io.lockstep.config.ClipSection;
import io.lockstep.config.Defaults;
import io.lockstep.config.OptimizerSpec;
import io.lockstep.config.OptimizerSpelling;
import io.lockstep.config.PenaltySection;
import java.math.BigDecimal;

/// What is wrong with the length of steps: the rate, clipping, penalties and weight decay. For one
/// search.
final class StepRemedies {

  /// Weights that lose this share of themselves in a step do not come back.
  private static final double SHARE_MAX = 0.5;

  /// Penalties from here on may keep everything down that is learnt.
  private static final double HEAVY = 0.1;

  /// A gradient cut to less than this gets nowhere at the usual rates.
  private static final double CUT_SHORT = 0.01;

  private final RemedySearch search;
  private final OptimizerSpec optimizer;
  private final ClipSection clip;
  private final PenaltySection penalty;
  private final double usualRate;

  StepRemedies(PreparedRun run, RemedySearch search) {
    this.search = search;
    this.optimizer = run.configuration().train().optimizer();
    this.clip = run.configuration().train().clip();
    this.penalty = run.configuration().train().penalty();
    this.usualRate = Defaults.learningRate(optimizer);
  }

  /// Weights that lose half of themselves and more in a step, or are moved by as much.
  void takingTooMuch() {
    double rate = optimizer.learningRate();
    if (!boundsDecay()) {
      tooMuch(
          rate * optimizer.weightDecay(),
          "weight-decay takes %s of each weight in a step",
          decayKey());
    }
    tooMuch(
        rate * penalty.decay(),
        "penalty.decay takes %s of each weight in a step",
        "train.penalty.decay");
    if (stepsAsTheGradient()) {
      tooMuch(
          rate * penalty.l2(), "penalty.l2 takes %s of each weight in a step", "train.penalty.l2");
      tooMuch(
          rate * penalty.l1(), "penalty.l1 moves each weight by %s in a step", "train.penalty.l1");
    }
  }

  private void tooMuch(double share, String sentence, String key) {
    if (share >= SHARE_MAX) {
      search.blame(sentence.formatted(Remedy.shown(share)));
      search.advise("--set %s=0".formatted(key));
    }
  }

  private String decayKey() {
    return "train.optimizer.%s.weight-decay".formatted(OptimizerSpelling.name(optimizer));
  }

  /// Whether weight decay is part of a gradient whose length is of no matter.
  private boolean boundsDecay() {
    return switch (optimizer) {
      case OptimizerSpec.Adam _,
          OptimizerSpec.Adagrad _,
          OptimizerSpec.RmsProp _,
          OptimizerSpec.Adadelta _,
          OptimizerSpec.Nadam _,
          OptimizerSpec.AmsGrad _,
          OptimizerSpec.Lars _ ->
          true;
      case OptimizerSpec.Sgd _,
          OptimizerSpec.Momentum _,
          OptimizerSpec.Nesterov _,
          OptimizerSpec.AdamW _,
          OptimizerSpec.Lion _,
          OptimizerSpec.Lamb _ ->
          false;
    };
  }

  /// Whether steps are the longer the larger the gradient.
  private boolean stepsAsTheGradient() {
    return optimizer instanceof OptimizerSpec.Sgd
        || optimizer instanceof OptimizerSpec.Momentum
        || optimizer instanceof OptimizerSpec.Nesterov;
  }

  /// Advises the usual rate for a larger one. If nothing else is at fault either, a gradient cut to
  /// length 1 where its length is that of the step; a tenth of the rate where it is not, or is cut
  /// already.
  void tooLong() {
    double rate = optimizer.learningRate();
    boolean isLarger = longerThanUsual();
    if (isLarger || !search.isClean()) {
      return;
    }
    if (stepsAsTheGradient() && (clip.norm() == 0 || clip.norm() > 1)) {
      search.advise("steps of bounded length: --set train.clip.norm=1");
    } else {
      search.advise("a smaller learning rate: " + setRate(tenth(rate)));
    }
  }

  /// @return whether the rate is larger than usual, and the usual one advised
  boolean longerThanUsual() {
    boolean isLarger = optimizer.learningRate() > usualRate;
    if (isLarger) {
      search.advise("a smaller learning rate: " + setRate(usualRate));
    }
    return isLarger;
  }

  void tooShort() {
    if (optimizer.learningRate() < usualRate) {
      search.advise("a larger learning rate: " + setRate(usualRate));
    }
  }

  /// Whatever keeps weights at nothing, or steps at no length.
  void heldDown() {
    heavy(penalty.l1(), "penalty.l1", "train.penalty.l1");
    heavy(penalty.l2(), "penalty.l2", "train.penalty.l2");
    heavy(penalty.decay(), "penalty.decay", "train.penalty.decay");
    heavy(optimizer.weightDecay(), "weight-decay", decayKey());
    if (stepsAsTheGradient()) {
      if (clip.norm() > 0 && clip.norm() < CUT_SHORT) {
        search.blame("clip.norm leaves %s of a gradient".formatted(Remedy.shown(clip.norm())));
        search.advise("--set train.clip.norm=1");
      }
      if (clip.value() > 0 && clip.value() < CUT_SHORT) {
        search.blame("clip.value lets %s of a number pass".formatted(Remedy.shown(clip.value())));
        search.advise("--set train.clip.value=0");
      }
    }
  }

  private void heavy(double amount, String what, String key) {
    if (amount >= HEAVY) {
      search.blame("%s is %s".formatted(what, Remedy.shown(amount)));
      search.advise("--set %s=0".formatted(key));
    }
  }

  private static double tenth(double rate) {
    return BigDecimal.valueOf(rate).movePointLeft(1).doubleValue();
  }

  private String setRate(double rate) {
    return "--set train.optimizer.%s.learning-rate=%s"
        .formatted(
            OptimizerSpelling.name(optimizer),
            BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString());
  }
}
