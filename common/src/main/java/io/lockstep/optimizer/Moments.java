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
      case OptimizerSpec.Adam _, OptimizerSpec.AdamW _ -> List.of("first", "second");
    };
  }

  float[] get(int index) {
    return vectors.get(index);
  }
}
