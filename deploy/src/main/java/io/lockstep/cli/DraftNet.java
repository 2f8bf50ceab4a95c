package io.lockstep.cli;

import io.lockstep.config.LossSpec;
import java.util.List;

/// What net suits a table, and how it is trained: rules of thumb by the number of rows. They were
/// chosen by what they come to on tables of many kinds, beside another trainer
/// (docs/benchmarks.md). Wide layers that a strong decoupled decay keeps small do as well on few
/// noisy rows as on many clean ones, so that little has to be known of a table.
///
/// @param hidden units of the layers before the last one
/// @param dropout share of the numbers of each of them that is left out of a step
/// @param validation share of the rows that is kept aside; 0 for none
/// @param rate with which a run begins, falling to 0 by half a cosine
/// @param decay what a step takes of a weight, times the rate
/// @param keepsBest whether the validation part is large enough to choose an epoch by
record DraftNet(
    List<Integer> hidden,
    double dropout,
    double validation,
    int epochs,
    int batch,
    double rate,
    double decay,
    boolean keepsBest) {

  /// Fewer rows than this are all needed to learn from.
  static final long ROWS_TO_SPLIT = 30;

  /// From so many rows on, a tenth of them tells a better epoch from a luckier one.
  private static final long ROWS_TO_CHOOSE_BY = 1_000;

  /// Fewer rows than this are learnt as well by all units together, and more decay.
  private static final long ROWS_TO_DROP_OUT = 300;

  private static final long ROWS_MANY = 20_000;

  /// Steps after which nets of this size have learnt what they will, when the rate falls to 0.
  private static final long STEPS = 3_000;

  private static final int BATCH_LEAST = 16;
  private static final int EPOCHS_MIN = 20;
  private static final int EPOCHS_MAX = 1_000;

  static DraftNet of(long rows, LossSpec loss) {
    if (rows < ROWS_TO_SPLIT) {
      return new DraftNet(List.of(32), 0, 0, 1_000, BATCH_LEAST, 0.01, 0.1, false);
    }
    boolean many = rows >= ROWS_MANY;
    int batch = rows < 300 ? BATCH_LEAST : rows < 5_000 ? 32 : 128;
    double validation = rows < 2 * ROWS_TO_SPLIT ? 0.15 : 0.1;
    long trained = Math.round(rows * (1 - validation));
    int epochs = Math.clamp(Math.ceilDiv(STEPS * batch, trained), EPOCHS_MIN, EPOCHS_MAX);
    return new DraftNet(
        many ? List.of(256, 128) : List.of(128, 64),
        dropout(rows, loss),
        validation,
        epochs,
        batch,
        0.003,
        decay(rows, loss),
        rows >= ROWS_TO_CHOOSE_BY);
  }

  /// Classes are told apart by what few units know; numbers lose by noise of our own.
  private static double dropout(long rows, LossSpec loss) {
    boolean classes = loss.labels().areClasses();
    return classes && rows >= ROWS_TO_DROP_OUT && rows < ROWS_MANY ? 0.2 : 0;
  }

  /// The fewer rows, the more of what is learnt from them is noise.
  private static double decay(long rows, LossSpec loss) {
    if (loss.labels().areClasses()) {
      return rows < ROWS_TO_DROP_OUT ? 2 : 1;
    }
    return rows < 500 ? 3 : rows < ROWS_TO_CHOOSE_BY ? 2 : 1;
  }

  /// Where in the list of layers the last one stands, from 0.
  int lastLayer() {
    return dropout > 0 ? 2 * hidden.size() : hidden.size();
  }
}
