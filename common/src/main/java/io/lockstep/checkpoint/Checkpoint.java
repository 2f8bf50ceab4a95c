package io.lockstep.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Everything needed to go on from a version. Owns its arrays: nobody else may change them while a
/// write is under way.
public final class Checkpoint {

  private final long step;
  private final Origin origin;
  private final float[] parameters;
  private final Map<String, float[]> moments;
  private final Map<String, String> facts;

  /// @param step updates that the parameters have had, 0 or more
  /// @param moments of the optimiser by name, such as `velocity`, each as long as the parameters
  /// @param facts small exact values by name; write doubles with `Double.toString`, which
  ///   `Double.parseDouble` gives back bit for bit
  public Checkpoint(
      long step,
      Origin origin,
      float[] parameters,
      Map<String, float[]> moments,
      Map<String, String> facts) {
    if (step < 0) {
      throw new IllegalArgumentException("step %d is negative".formatted(step));
    }
    moments.forEach((name, moment) -> {
      if (moment.length != parameters.length) {
        throw new IllegalArgumentException(
            "step %d: moment '%s' has %d floats, the parameters have %d"
                .formatted(step, name, moment.length, parameters.length));
      }
    });
    this.step = step;
    this.origin = origin;
    this.parameters = parameters;
    this.moments = Collections.unmodifiableMap(new LinkedHashMap<>(moments));
    this.facts = Map.copyOf(facts);
  }

  public long step() {
    return step;
  }

  public Origin origin() {
    return origin;
  }

  /// The flat vector itself, not a copy.
  public float[] parameters() {
    return parameters;
  }

  /// The moments themselves, not copies, in the order in which the optimiser names them.
  public Map<String, float[]> moments() {
    return moments;
  }

  public Map<String, String> facts() {
    return facts;
  }

  public Manifest manifest() {
    return new Manifest(step, origin, facts);
  }
}
