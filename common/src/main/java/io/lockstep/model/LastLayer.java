package io.lockstep.model;

import io.lockstep.config.LossSpec;
import io.lockstep.config.ModelSection;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.util.List;

/// Whether what the network gives is what the labels need.
final class LastLayer {

  private LastLayer() {}

  /// @param needed classes of a label, or numbers of a target
  static void check(ModelSection model, Architecture architecture, int needed) {
    LossSpec loss = model.loss();
    boolean oneForTwo = needed == 2 && takesOneOutput(loss);
    int outputs = architecture.outputWidth();
    if (outputs == needed || outputs == 1 && oneForTwo) {
      return;
    }
    List<LayerSummary> layers = architecture.summary();
    int index = lastThatSetsTheWidth(layers);
    LayerSummary last = layers.get(index);
    throw Failure.of(
            ExitCode.USAGE,
            "the last layer '%s' gives %s, but %s"
                .formatted(last.name(), outputs(last.outputWidth()), need(loss, needed)))
        .at("model.layers[%d] (%s)".formatted(configured(layers, index), last.name()))
        .advising(
            "set the units of the last dense layer to "
                + needed
                + (oneForTwo ? " or 1" : "")
                + otherLoss(loss, outputs, needed))
        .exception();
  }

  /// Whether one output may tell two classes apart, as an output for each may.
  private static boolean takesOneOutput(LossSpec loss) {
    return switch (loss) {
      case LossSpec.Focal _, LossSpec.Hinge _ -> true;
      case LossSpec.Mse mse -> mse.targets().isPresent();
      case LossSpec.CrossEntropy _,
          LossSpec.BinaryCrossEntropy _,
          LossSpec.KullbackLeibler _,
          LossSpec.Mae _,
          LossSpec.Huber _,
          LossSpec.LogCosh _ ->
          false;
    };
  }

  /// Two classes have two losses, each with its own number of scores.
  private static String otherLoss(LossSpec loss, int outputs, int needed) {
    if (loss instanceof LossSpec.CrossEntropy && outputs == 1 && needed == 2) {
      return ", or: --set model.loss=binary-cross-entropy";
    }
    return loss instanceof LossSpec.BinaryCrossEntropy && outputs == 2 && needed == 1
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
    return switch (loss.labels()) {
      case CLASSES -> "the labels have %d classes".formatted(needed);
      case TWO_CLASSES -> "%s needs %s".formatted(loss.word(), counted(needed, "score"));
      case NUMBERS -> "a target has %s".formatted(counted(needed, "number"));
    };
  }

  private static String counted(int count, String what) {
    return "%d %s%s".formatted(count, what, count == 1 ? "" : "s");
  }

  private static String outputs(int width) {
    return counted(width, "output");
  }
}
