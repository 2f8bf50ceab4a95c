package io.lockstep.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// Room for one copy of parameters and moments, allocated once, so that training goes on while the
/// copy is written. `capture` belongs to the training thread, `release` to the writer.
public final class SnapshotBuffer {

  private final float[] parameters;
  private final Map<String, float[]> momentsByName = new LinkedHashMap<>();
  private final AtomicBoolean taken = new AtomicBoolean();

  public SnapshotBuffer(int parameterCount, List<String> momentNames) {
    parameters = new float[parameterCount];
    for (String name : momentNames) {
      momentsByName.put(name, new float[parameterCount]);
    }
  }

  /// True when nothing captured is still to be released.
  public boolean free() {
    return !taken.get();
  }

  /// Copies the current state into this buffer.
  ///
  /// @param moments in the order of the names given at birth
  /// @return a checkpoint over this buffer's arrays, good until `release`
  /// @throws IllegalStateException if the last capture is not yet released
  /// @throws IllegalArgumentException if a length or the number of moments is another
  public Checkpoint capture(
      long step,
      Origin origin,
      float[] parameters,
      List<float[]> moments,
      Map<String, String> facts) {
    requireFit(step, parameters, moments);
    if (!taken.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "step %d: the last capture is still being written".formatted(step));
    }
    System.arraycopy(parameters, 0, this.parameters, 0, parameters.length);
    int next = 0;
    for (float[] copy : momentsByName.values()) {
      System.arraycopy(moments.get(next++), 0, copy, 0, copy.length);
    }
    return new Checkpoint(step, origin, this.parameters, momentsByName, facts);
  }

  /// Gives the arrays back; the checkpoint captured last must not be used any more.
  public void release() {
    taken.set(false);
  }

  private void requireFit(long step, float[] parameters, List<float[]> moments) {
    boolean lengthsFit =
        parameters.length == this.parameters.length
            && moments.stream().allMatch(moment -> moment.length == parameters.length);
    if (!lengthsFit || moments.size() != momentsByName.size()) {
      throw new IllegalArgumentException(
          "step %d: %d parameters and %d moments do not fit a buffer for %d and %s"
              .formatted(
                  step,
                  parameters.length,
                  moments.size(),
                  this.parameters.length,
                  momentsByName.keySet()));
    }
  }
}
