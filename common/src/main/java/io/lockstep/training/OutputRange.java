package io.lockstep.training;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.ScaleSpec;
import io.lockstep.config.Words;
import io.lockstep.data.Examples;
import java.util.List;
import java.util.Optional;

/// The numbers that the last activation of a net can give.
///
/// @param low a bound of them, not always reached
record OutputRange(ActivationSpec activation, double low, double high) {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /// What to say when labels lie outside of it; empty when the net can give them all.
  static Optional<String> note(PreparedRun run) {
    if (run.configuration().model().loss() instanceof LossSpec.Mse mse
        && mse.targets().isPresent()) {
      LossSpec.Levels targets = mse.targets().get();
      return of(run.configuration().model().layers())
          .flatMap(range ->
              range.note(
                  "the targets are %s and %s"
                      .formatted(Remedy.shown(targets.low()), Remedy.shown(targets.high())),
                  targets.low(),
                  targets.high()));
    }
    if (run.isClassifier()) {
      return Optional.empty();
    }
    boolean scaled = !run.configuration().data().recipe().labelScale().equals(ScaleSpec.NONE);
    return of(run.configuration().model().layers())
        .flatMap(range -> range.note(run.data().train()))
        .map(note -> scaled ? note.replaceFirst("the label", "the scaled label") : note);
  }

  private static Optional<OutputRange> of(List<LayerSpec> layers) {
    return switch (layers.getLast()) {
      case LayerSpec.Dense dense -> of(dense.activation(), dense.slope());
      case LayerSpec.Activation alone -> of(alone.activation(), alone.slope());
      case LayerSpec.Residual residual -> of(residual.activation(), residual.slope());
      case LayerSpec.Dropout _,
          LayerSpec.Noise _,
          LayerSpec.Scale _,
          LayerSpec.BatchNorm _,
          LayerSpec.LayerNorm _ ->
          Optional.empty();
    };
  }

  private static Optional<OutputRange> of(ActivationSpec activation, double slope) {
    return switch (activation) {
      case SIGMOID, HARD_SIGMOID, SOFTMAX -> Optional.of(new OutputRange(activation, 0, 1));
      case TANH, SOFTSIGN, HARD_TANH -> Optional.of(new OutputRange(activation, -1, 1));
      case RELU, SOFTPLUS -> Optional.of(new OutputRange(activation, 0, INFINITY));
      case LOG_SOFTMAX -> Optional.of(new OutputRange(activation, -INFINITY, 0));
      case ELU -> Optional.of(new OutputRange(activation, -slope, INFINITY));
      case SELU -> Optional.of(new OutputRange(activation, -1.7581, INFINITY));
      case GELU, GELU_TANH -> Optional.of(new OutputRange(activation, -0.17, INFINITY));
      case SILU -> Optional.of(new OutputRange(activation, -0.2785, INFINITY));
      case IDENTITY, LEAKY_RELU, PRELU -> Optional.empty();
    };
  }

  private Optional<String> note(Examples train) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    float[] target = new float[train.targetWidth()];
    for (int i = 0; i < train.count(); i++) {
      train.target(i, target, 0);
      for (float value : target) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    return note(
        "the label goes from %s to %s".formatted(Remedy.shown(least), Remedy.shown(most)),
        least,
        most);
  }

  /// @param wanted how it is told what the net should give, from `least` to `most`
  private Optional<String> note(String wanted, double least, double most) {
    return least >= low && most <= high
        ? Optional.empty()
        : Optional.of(
            "%s, and %s at the end of the net gives %s"
                .formatted(wanted, Words.of(activation), bounds()));
  }

  private String bounds() {
    if (Double.isInfinite(low)) {
      return "nothing above " + Remedy.shown(high);
    }
    return Double.isInfinite(high)
        ? "nothing below " + Remedy.shown(low)
        : "nothing outside of %s to %s".formatted(Remedy.shown(low), Remedy.shown(high));
  }
}
