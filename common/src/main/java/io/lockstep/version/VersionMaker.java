package io.lockstep.version;

import io.lockstep.config.ClipSection;
import io.lockstep.config.PenaltySection;
import io.lockstep.kernel.Kernels;
import io.lockstep.layout.ParameterLayout;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.reduce.Piece;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.LongPredicate;

/// Makes the version of each step. A chunk whose sum is there becomes its slice of the version at
/// once, unless something of the whole vector has to be known first: the norm of the gradient,
/// where it is clipped by that, or the norms of tensors, where their rates follow from them. Then
/// all sums are held, and rounds follow once the last is there. What is measured of a step is
/// summed stretch by stretch, so there a slice waits for its stretch.
///
/// Sums of different chunks may come on different threads; rounds may be taken by several, too.
public final class VersionMaker {

  /// Floats that are updated at once: few enough for gradient, parameters and moments to stay in
  /// the nearest caches meanwhile.
  private static final int PIECE = 4096;

  /// Told of every chunk of the version that is made, on the thread that made the last of it.
  public interface Target {

    /// @param piece of its sum; holds the new parameters when they are made beside the old ones.
    ///   The receiver releases it
    void made(int chunk, Piece piece);
  }

  /// What decides the version that a gradient comes to.
  ///
  /// @param measured steps whose [StepNorms] are wanted
  public record Setting(
      ClipSection clip,
      PenaltySection penalty,
      ParameterLayout layout,
      Optimizer optimizer,
      Kernels kernels,
      LongPredicate measured) {}

  private final Kernels kernels;
  private final SliceUpdate slices;
  private final Target target;
  private final LongPredicate measuring;
  private final double clipNorm;
  private final int rounds;
  private final SliceUpdate.Norms norms;
  private final int length;
  private final int chunk;
  private final HeldSums held;
  private final StretchSums gradientSquares;
  private final StretchSums squares;
  private final StretchSums changeSquares;
  private final long[] fingerprints;

  /// By stretch: its floats that are not yet of the new version.
  private final AtomicIntegerArray unmade;

  private final AtomicInteger claim = new AtomicInteger();
  private final ThreadLocal<float[]> old = ThreadLocal.withInitial(() -> new float[PIECE]);
  private float[] before;
  private float[] after;
  private boolean isMeasured;
  private boolean isHeld;
  private boolean isDirecting;
  private volatile boolean isTouched;

  /// @param chunk floats of a chunk
  public VersionMaker(Setting setting, int chunk, Target target) {
    this.kernels = setting.kernels();
    this.target = target;
    this.measuring = setting.measured();
    this.clipNorm = setting.clip().norm();
    this.length = setting.layout().length();
    this.chunk = chunk;
    boolean isLayerwise = setting.optimizer().isLayerwise();
    this.rounds = isLayerwise ? 2 : clipNorm > 0 ? 1 : 0;
    Segments segments =
        isLayerwise
            ? Segments.ofTensors(setting.layout(), setting.penalty())
            : Segments.few(setting.layout(), setting.penalty());
    this.slices = new SliceUpdate(setting, segments);
    this.norms =
        new SliceUpdate.Norms(
            new TensorNorms(kernels.gradients(), segments),
            new TensorNorms(kernels.gradients(), segments));
    this.held = new HeldSums(length, chunk);
    int stretches = VersionFingerprint.stretches(length);
    this.gradientSquares = new StretchSums(kernels.gradients(), segments, stretches);
    this.squares = new StretchSums(kernels.gradients(), segments, stretches);
    this.changeSquares = new StretchSums(kernels.gradients(), segments, stretches);
    this.fingerprints = new long[stretches];
    this.unmade = new AtomicIntegerArray(stretches);
  }

  /// A step begins; nothing of the one before is still being made. What is written here is seen by
  /// whoever brings sums: through a barrier or a lock.
  ///
  /// @param step from 1; the version that comes to be
  /// @param rate the learning rate of this step
  /// @param examples n of the batch
  /// @param before the version before
  /// @param after where the new one comes to be; the same array to make it in place
  public void begin(long step, double rate, int examples, float[] before, float[] after) {
    this.before = before;
    this.after = after;
    isMeasured = measuring.test(step);
    isHeld = isMeasured || rounds > 0;
    isTouched = false;
    slices.begin(step, rate, examples);
    for (int stretch = 0; stretch < fingerprints.length; stretch++) {
      unmade.set(stretch, VersionFingerprint.floats(stretch, length));
    }
    if (isHeld) {
      held.begin();
    }
  }

  /// The sum of a chunk is there; it is owned by this maker from now on.
  ///
  /// @return whether it was the last of a step that goes on in [#rounds]
  public boolean sum(int index, Piece sum) {
    int from = index * chunk;
    if (isHeld) {
      return hold(index, from, sum);
    }
    isTouched = true;
    for (int at = 0; at < sum.length(); at += PIECE) {
      int count = Math.min(PIECE, sum.length() - at);
      slices.mean(from + at, count, sum.array(), sum.at() + at);
      make(from + at, count, sum.array(), sum.at() + at);
    }
    fingerprint(from, from + sum.length());
    target.made(index, sum);
    return false;
  }

  private boolean hold(int index, int from, Piece sum) {
    for (int at = 0; at < sum.length(); at += PIECE) {
      int count = Math.min(PIECE, sum.length() - at);
      slices.mean(from + at, count, sum.array(), sum.at() + at);
    }
    held.hold(index, sum);
    int end = from + sum.length();
    for (int at = from; at < end; at = stretchEnd(at, end)) {
      int stretch = at / VersionFingerprint.STRETCH;
      if (held.completes(stretch, stretchEnd(at, end) - at)) {
        stretchIsHere(stretch);
      }
    }
    return held.completesAll() && rounds > 0;
  }

  private void stretchIsHere(int stretch) {
    int begin = stretch * VersionFingerprint.STRETCH;
    int end = begin + VersionFingerprint.floats(stretch, length);
    gradientSquares.clear(stretch);
    for (int at = begin; at < end && (isMeasured || clipNorm > 0); ) {
      int count = held.run(at, end, Integer.MAX_VALUE);
      gradientSquares.add(at, count, held.array(at), held.place(at));
      at += count;
    }
    if (rounds == 0) {
      makeHeld(begin, end);
    }
  }

  /// Rounds over the whole vector that follow when all sums of a step are here.
  public int rounds() {
    return rounds;
  }

  /// Whether all sums of a step that has rounds are here.
  public boolean isComplete() {
    return held.isComplete();
  }

  /// Before a round, by one thread; the others see it through a barrier or a lock.
  ///
  /// @param left how many rounds are still to come, this one among them
  public void beginRound(int left) {
    isDirecting = left > 1;
    if (left == rounds && clipNorm > 0) {
      double norm = Math.sqrt(gradientSquares.total());
      slices.clipBy(norm > clipNorm ? (float) (clipNorm / norm) : 1);
    }
    if (left < rounds) {
      slices.trust(norms);
    }
    claim.set(0);
  }

  /// Takes parts of the round at hand until none is left.
  public void takeRound() {
    int unit = isMeasured || isDirecting ? VersionFingerprint.STRETCH : PIECE;
    int units = Math.ceilDiv(length, unit);
    for (int at = claim.getAndIncrement(); at < units; at = claim.getAndIncrement()) {
      int end = (int) Math.min((at + 1L) * unit, length);
      if (isDirecting) {
        direct(at * unit, end);
      } else {
        makeHeld(at * unit, end);
      }
    }
  }

  private void direct(int begin, int end) {
    isTouched = true;
    for (int at = begin; at < end; ) {
      int count = held.run(at, end, PIECE);
      slices.direct(at, count, before, held.array(at), held.place(at), norms);
      at += count;
    }
  }

  private void makeHeld(int begin, int end) {
    isTouched = true;
    for (int at = begin; at < end; ) {
      int count = held.run(at, end, PIECE);
      make(at, count, held.array(at), held.place(at));
      at += count;
    }
    fingerprint(begin, end);
    for (int at = begin; at < end; ) {
      int count = held.run(at, end, Integer.MAX_VALUE);
      Piece whole = held.made(at / chunk, count);
      if (whole != null) {
        target.made(at / chunk, whole);
      }
      at += count;
    }
  }

  /// Makes so many elements of their mean gradient; what is measured comes in order within a
  /// stretch.
  private void make(int from, int count, float[] gradient, int gradientAt) {
    boolean isBeside = before != after;
    if (isBeside) {
      System.arraycopy(before, from, after, from, count);
    }
    if (isMeasured) {
      System.arraycopy(before, from, old.get(), 0, count);
      measure(squares, from);
      squares.add(from, count, old.get(), 0);
    }
    slices.apply(from, count, after, gradient, gradientAt);
    if (isMeasured) {
      measure(changeSquares, from);
      changeSquares.addDifference(from, count, after, from, old.get(), 0);
    }
    if (isBeside) {
      System.arraycopy(after, from, gradient, gradientAt, count);
    }
  }

  private static void measure(StretchSums sums, int from) {
    if (from % VersionFingerprint.STRETCH == 0) {
      sums.clear(from / VersionFingerprint.STRETCH);
    }
  }

  /// Takes the fingerprint of a stretch of which nothing is missing any more.
  private void fingerprint(int begin, int end) {
    for (int at = begin; at < end; at = stretchEnd(at, end)) {
      int stretch = at / VersionFingerprint.STRETCH;
      if (unmade.addAndGet(stretch, at - stretchEnd(at, end)) == 0) {
        fingerprints[stretch] =
            kernels.fingerprint(
                after,
                stretch * VersionFingerprint.STRETCH,
                VersionFingerprint.floats(stretch, length));
      }
    }
  }

  private static int stretchEnd(int at, int end) {
    return (int) Math.min(end, (at / VersionFingerprint.STRETCH + 1L) * VersionFingerprint.STRETCH);
  }

  /// Of a version that is whole.
  public long fingerprint() {
    return VersionFingerprint.ofStretches(fingerprints);
  }

  /// Of a version that is whole and was to be measured.
  public StepNorms norms() {
    return new StepNorms(
        Math.sqrt(gradientSquares.total()),
        Math.sqrt(changeSquares.total()) / Math.sqrt(squares.total()));
  }

  /// Whether parameters and moments are still those of the version before.
  public boolean isUntouched() {
    return !isTouched;
  }

  /// Gives back the sums that are held: nothing more becomes of this step.
  public void drop() {
    held.drop();
  }
}
