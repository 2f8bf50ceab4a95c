package io.lockstep.optimizer;

import io.lockstep.config.OptimizerSpec;
import java.util.List;
import java.util.stream.Stream;

/// What an optimiser remembers of earlier gradients: vectors as long as the parameters, 0 at first.
///
/// @param names in the order of the vectors; those of files
/// @param vectors the moments themselves
record Moments(List<String> names, List<float[]> vectors) {

  static Moments of(OptimizerSpec spec, int length) {
    List<String> names = names(spec);
    return new Moments(
        names, Stream.generate(() -> new float[length]).limit(names.size()).toList());
  }

  static List<String> names(OptimizerSpec spec) {
    return switch (spec) {
      case OptimizerSpec.Sgd _ -> List.of();
      case OptimizerSpec.Momentum _, OptimizerSpec.Nesterov _ -> List.of("velocity");
      case OptimizerSpec.Adam _,
          OptimizerSpec.AdamW _,
          OptimizerSpec.Nadam _,
          OptimizerSpec.Lamb _ ->
          List.of("first", "second");
      case OptimizerSpec.AmsGrad _ -> List.of("first", "second", "largest");
      case OptimizerSpec.Adagrad _ -> List.of("squares");
      case OptimizerSpec.RmsProp rmsprop ->
          rmsprop.momentum() == 0 ? List.of("squares") : List.of("squares", "velocity");
      case OptimizerSpec.Adadelta _ -> List.of("squares", "changes");
      case OptimizerSpec.Lion _ -> List.of("first");
      case OptimizerSpec.Lars _ -> List.of("velocity");
    };
  }

  float[] get(int index) {
    return vectors.get(index);
  }
}
