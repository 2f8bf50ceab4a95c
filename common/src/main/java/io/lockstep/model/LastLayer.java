package io.lockstep.model;

import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.util.List;

/// Whether what the network gives is what the labels need.
final class LastLayer {

  private LastLayer() {}

  /// @param outputsNeeded number of classes for cross-entropy, else the width of a target
  static void check(ModelSection model, Architecture architecture, int outputsNeeded) {
    int needed = model.loss() == LossSpec.BINARY_CROSS_ENTROPY ? 1 : outputsNeeded;
    if (architecture.outputWidth() == needed) {
      return;
    }
    List<LayerSummary> layers = architecture.summary();
    int index = lastThatSetsTheWidth(layers);
    LayerSummary last = layers.get(index);
    throw Failure.of(
            ExitCode.USAGE,
            "the last layer '%s' gives %s, but %s"
                .formatted(last.name(), outputs(last.outputWidth()), need(model.loss(), needed)))
        .at("model.layers[%d] (%s)".formatted(configured(layers, index), last.name()))
        .advising(
            "set the units of the last dense layer to "
                + needed
                + otherLoss(model.loss(), architecture.outputWidth(), needed))
        .exception();
  }

  /// Two classes have two losses, each with its own number of scores.
  private static String otherLoss(LossSpec loss, int outputs, int needed) {
    if (loss == LossSpec.CROSS_ENTROPY && outputs == 1 && needed == 2) {
      return ", or: --set model.loss=binary-cross-entropy";
    }
    return loss == LossSpec.BINARY_CROSS_ENTROPY && outputs == 2
        ? ", or: --set model.loss=cross-entropy"
        : "";
  }

  /// The number of a layer, or of the block that it stands in, in the configuration.
  private static long configured(List<LayerSummary> layers, int index) {
    return layers.subList(0, index).stream().filter(layer -> !layer.isInner()).count();
  }

  private static int lastThatSetsTheWidth(List<LayerSummary> layers) {
    int index = layers.size() - 1;
    while (index > 0 && !layers.get(index).kind().startsWith("dense")) {
      index--;
    }
    return index;
  }

  private static String need(LossSpec loss, int needed) {
    return switch (loss) {
      case CROSS_ENTROPY -> "the labels have %d classes".formatted(needed);
      case BINARY_CROSS_ENTROPY -> "binary-cross-entropy needs 1 score";
      case MSE, MAE -> "a target has %s".formatted(needed == 1 ? "1 number" : needed + " numbers");
    };
  }

  private static String outputs(int width) {
    return width == 1 ? "1 output" : width + " outputs";
  }
}
