package io.lockstep.coordinator;

import io.lockstep.kernel.Kernels;
import io.lockstep.training.Trainee;
import io.lockstep.training.VersionFingerprint;
import io.lockstep.training.VersionUpdate;

/// The newest complete version and the one that is coming to be, slice by slice. While version `v`
/// is made, version `v - 1` stays whole, so that whoever joins can still be given it.
final class Versions {

  private final Kernels kernels;
  private final VersionUpdate update;
  private final float[][] buffers;
  private final int chunk;
  private final long[] fingerprints;

  // Of the step that is being made: written before any slice of it is, under the locks of chunks.
  private long step;
  private double rate;
  private int examples;

  /// @param version of the trainee's parameters
  Versions(Kernels kernels, Trainee trainee, long version, int chunk) {
    this.kernels = kernels;
    this.update = new VersionUpdate(kernels, trainee.optimizer());
    float[] parameters = trainee.parameters();
    this.buffers = new float[2][];
    buffers[(int) (version & 1)] = parameters;
    buffers[(int) (version + 1 & 1)] = new float[parameters.length];
    this.chunk = chunk;
    this.fingerprints = new long[Math.ceilDiv(parameters.length, VersionFingerprint.STRETCH)];
  }

  /// The buffer that holds this version, or in which it comes to be.
  float[] of(long version) {
    return buffers[(int) (version & 1)];
  }

  int chunkCount() {
    return Math.ceilDiv(buffers[0].length, chunk);
  }

  int offset(int index) {
    return index * chunk;
  }

  int length(int index) {
    return Math.min(chunk, buffers[0].length - index * chunk);
  }

  /// A step begins; nothing of the one before is still being made.
  ///
  /// @param withRate the learning rate of the step
  /// @param ofExamples n of the batch
  void begin(long ofStep, double withRate, int ofExamples) {
    step = ofStep;
    rate = withRate;
    examples = ofExamples;
  }

  /// Makes one slice of the version that the step comes to, from that before and a gradient sum,
  /// and writes the new parameters over the sum as well. Different slices may be made at the same
  /// time.
  void advance(int index, float[] sum, int sumAt) {
    int from = offset(index);
    int length = length(index);
    float[] before = of(step - 1);
    float[] next = of(step);
    for (int at = 0; at < length; at += VersionUpdate.PIECE) {
      int piece = Math.min(VersionUpdate.PIECE, length - at);
      System.arraycopy(before, from + at, next, from + at, piece);
      update.apply(step, rate, examples, next, from + at, sum, sumAt + at, piece);
      System.arraycopy(next, from + at, sum, sumAt + at, piece);
    }
    if (chunk == VersionFingerprint.STRETCH) {
      fingerprints[index] = kernels.fingerprint(next, from, length);
    }
  }

  /// Of a version whose slices are all made.
  long fingerprint(long version) {
    return chunk == VersionFingerprint.STRETCH
        ? VersionFingerprint.ofStretches(fingerprints)
        : VersionFingerprint.of(kernels, of(version));
  }
}
