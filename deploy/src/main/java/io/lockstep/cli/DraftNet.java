package io.lockstep.cli;

import java.util.List;

/// What net suits a table, and how it is trained: rules of thumb by the number of rows and of
/// inputs. They were chosen by what they come to on tables of many kinds, beside another trainer,
/// and then measured on others (docs/benchmarks.md). Wide layers that a strong decoupled decay
/// keeps small do as well on few noisy rows as on many clean ones, so that little has to be known
/// of a table.
///
/// @param hidden units of the layers before the last one
/// @param activation of each of them
/// @param validation share of the rows that is kept aside; 0 for none
/// @param rate with which a run begins, falling to 0 by half a cosine
/// @param decay what a step takes of a weight, times the rate
/// @param keepsBest whether the validation part is large enough to choose an epoch by
record DraftNet(
    List<Integer> hidden,
    String activation,
    double validation,
    int epochs,
    int batch,
    double rate,
    double decay,
    boolean keepsBest) {

  /// What is learnt.
  enum Subject {
    CLASSES,
    NUMBERS,
    /// Either, from the points of pictures.
    PICTURES
  }

  /// Fewer rows than this are too few to measure by folds, too.
  static final long ROWS_TO_FOLD = 30;

  /// Fewer rows than this are all learnt from: a tenth of them would be missed, and would say
  /// little of a net. Folds measure on each of them.
  static final long ROWS_TO_SPLIT = 1_000;

  private static final double VALIDATION = 0.1;

  /// From so many rows on, a tenth of them tells a better epoch from a luckier one. Where the rate
  /// falls to 0 the last one is seldom much worse.
  private static final long ROWS_TO_CHOOSE_BY = 2_000;

  /// The same where a few rows that are far off decide what is better.
  private static final long ROWS_TO_CHOOSE_NUMBERS_BY = 20_000;

  /// Fewer pictures than this need more decay.
  private static final long PICTURES_FEW = 300;

  /// So many rows have more to say than the smaller net takes up.
  private static final long ROWS_MANY = 5_000;

  /// So many are learnt from in few epochs, which have to lead further; noise that a larger step
  /// would take up is no matter where there are so many.
  private static final long ROWS_FOR_LARGE_STEPS = 15_000;

  /// A decay above this goes with small steps alone.
  private static final double DECAY_FOR_LARGE_STEPS = 0.5;

  /// Steps after which nets of this size have learnt what they will, when the rate falls to 0.
  private static final long STEPS = 5_000;

  private static final int BATCH_LEAST = 16;
  private static final int EPOCHS_MIN = 20;
  private static final int EPOCHS_MAX = 1_000;

  /// The decay of a net that has so many times more rows than inputs is 1: of what is learnt from a
  /// number more is noise than from a class.
  private static final double ROWS_AN_INPUT_OF_NUMBERS = 100;

  private static final double ROWS_AN_INPUT_OF_CLASSES = 60;

  /// More than this keeps a net from what a hundred thousand rows say.
  private static final double DECAY_LEAST = 0.01;

  private static final double DECAY_MOST = 3;

  /// What a relu needs times the decay of a silu, whose border is smooth by itself.
  private static final double DECAY_OF_CORNERS = 2.5;

  private static final double DECAY_OF_CORNERS_MOST = 4.5;

  /// @param inputs of the net, about, and classes but for two
  static DraftNet of(long rows, long inputs, Subject subject) {
    if (rows < ROWS_TO_FOLD) {
      return new DraftNet(List.of(32), "relu", 0, 1_000, BATCH_LEAST, 0.01, 0.1, false);
    }
    boolean many = rows >= ROWS_MANY;
    int batch = rows < 300 ? BATCH_LEAST : rows < ROWS_MANY ? 32 : 128;
    double validation = rows < ROWS_TO_SPLIT ? 0 : VALIDATION;
    long trained = Math.round(rows * (1 - validation));
    int epochs = Math.clamp(Math.ceilDiv(STEPS * batch, trained), EPOCHS_MIN, EPOCHS_MAX);
    double decay = decay(rows, inputs, subject);
    boolean large = rows >= ROWS_FOR_LARGE_STEPS && decay <= DECAY_FOR_LARGE_STEPS;
    return new DraftNet(
        many ? List.of(256, 128) : List.of(128, 64),
        hasCorners(rows, subject) ? "relu" : "silu",
        validation,
        epochs,
        batch,
        large ? 0.01 : 0.003,
        decay,
        rows >= (subject == Subject.NUMBERS ? ROWS_TO_CHOOSE_NUMBERS_BY : ROWS_TO_CHOOSE_BY));
  }

  /// Whether borders are better made of flat pieces. A silu needs rows to bend a border by: from
  /// few it makes one too straight, under a decay that keeps it from noise.
  private static boolean hasCorners(long rows, Subject subject) {
    return switch (subject) {
      case CLASSES -> rows < ROWS_TO_SPLIT;
      case NUMBERS -> false;
      case PICTURES -> true;
    };
  }

  /// The fewer rows there are for each input, the more of what is learnt from them is noise. The
  /// points of a picture are many, and say much the same.
  private static double decay(long rows, long inputs, Subject subject) {
    double wanted = ROWS_AN_INPUT_OF_CLASSES * inputs / rows;
    return switch (subject) {
      case CLASSES ->
          hasCorners(rows, subject)
              ? decay(DECAY_OF_CORNERS * wanted, DECAY_OF_CORNERS_MOST)
              : decay(wanted, DECAY_MOST);
      case NUMBERS -> decay(ROWS_AN_INPUT_OF_NUMBERS * inputs / rows, DECAY_MOST);
      case PICTURES -> rows < PICTURES_FEW ? 2 : 1;
    };
  }

  private static double decay(double wanted, double most) {
    return Math.rint(Math.clamp(wanted, DECAY_LEAST, most) * 100) / 100;
  }

  /// Where in the list of layers the last one stands, from 0.
  int lastLayer() {
    return hidden.size();
  }
}
