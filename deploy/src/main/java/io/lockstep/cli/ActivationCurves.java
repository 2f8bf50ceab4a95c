package io.lockstep.cli;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.Words;
import io.lockstep.kernel.Kernels;
import io.lockstep.model.Network;
import io.lockstep.model.Pass;
import io.lockstep.plot.ActivationsChart.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Asks a network that does nothing but an activation what it gives, so that what is drawn is what
/// trains.
final class ActivationCurves {

  private static final double FROM = -5;
  private static final int COUNT = 200;
  private static final double STEP = 0.05;

  /// Half the distance of the two values whose difference is the derivative.
  private static final double NEAR = 1.0 / 128;

  private ActivationCurves() {}

  /// Those that are functions of one number, in the order of the catalogue. The two that are of a
  /// whole row are shown for a row of x and 0.
  static List<Activation> all() {
    return Stream.of(ActivationSpec.values()).map(ActivationCurves::of).toList();
  }

  private static Activation of(ActivationSpec activation) {
    String word = Words.of(activation);
    int width = word.endsWith("softmax") ? 2 : 1;
    String yaml =
        """
        data: { train: { csv: none.csv, label: y } }
        model: { layers: [ { dense: %d, activation: %s } ], loss: mse }
        train: { epochs: 1 }
        """
            .formatted(width, word);
    Network network =
        Network.of(
            ConfigurationReader.of("activations", yaml, List.of()).model(),
            width,
            width,
            Kernels.best());
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    List<Double> slope = new ArrayList<>();
    Pass pass = network.pass(3, 3);
    float[] parameters = new float[network.layout().length()];
    network.initialize(0, parameters); // The slope of prelu is one of them.
    int weight = network.layout().tensors().getFirst().offset();
    for (int i = 0; i < width * width; i++) {
      parameters[weight + i] = i % (width + 1) == 0 ? 1 : 0;
    }
    for (int i = 0; i < COUNT; i++) {
      // Between the multiples of a step: at 0 some have no derivative.
      double at = FROM + (i + 0.5) * STEP;
      pass.input()[0] = (float) (at - NEAR);
      pass.input()[width] = (float) at;
      pass.input()[2 * width] = (float) (at + NEAR);
      pass.predict(parameters, 3);
      x.add((double) (float) at);
      y.add((double) pass.output()[width]);
      slope.add((pass.output()[2 * width] - pass.output()[0]) / (2 * NEAR));
    }
    return new Activation(width == 1 ? word : word + " of (x, 0)", x, y, slope);
  }
}
