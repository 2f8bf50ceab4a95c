package io.lockstep.training;

import io.lockstep.run.EpochMetrics;
import io.lockstep.run.Metrics;
import java.util.Locale;
import java.util.Optional;

/// How the loss on the training part went, and whether a person should be told so at the end: it
/// grew beyond what it began with, or hardly moved. One thread.
public final class LossTrend {

  /// A loss that ends above this many times the one before the first step has grown.
  private static final double GROWN = 2;

  /// The same for the least loss on the way, when it also ends above the first.
  private static final double FALLEN_BACK = 100;

  /// A loss that was above this many times the first on its way has exploded; one that then came to
  /// less than half of the first has recovered.
  private static final double EXPLODED = 100;

  /// Less than this share of the loss is no movement.
  private static final double MOVED = 5e-3;

  /// Steps after which a sound run has moved.
  private static final long STEPS_MIN = 10;

  /// Losses this small have nowhere to go.
  private static final double SMALL = 1e-6;

  private final PreparedRun run;
  private final ProgressGauge gauge;
  private final boolean fromTheStart;
  private double first = Double.NaN;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;
  private double last;
  private long steps;
  private int epochs;

  /// @param version from which steps go on
  /// @param gauge knows the loss of the first step
  public LossTrend(PreparedRun run, long version, ProgressGauge gauge) {
    this.run = run;
    this.gauge = gauge;
    this.fromTheStart = version == 0;
  }

  public void epoch(EpochMetrics metrics) {
    Metrics train = metrics.metrics().get("train");
    if (train == null) {
      return;
    }
    last = train.loss();
    if (epochs == 0) {
      first = fromTheStart ? gauge.firstLoss() : last;
    }
    least = Math.min(least, last);
    most = Math.max(most, last);
    steps += run.batches().stepsPerEpoch();
    epochs++;
  }

  /// What to say when the run is done, with a remedy; empty for a run that went as it should.
  public Optional<String> warning() {
    if (epochs == 0) {
      return Optional.empty();
    }
    if (last > GROWN * first || last > first && last > FALLEN_BACK * least) {
      Remedy remedy = Remedy.forGrowth(run);
      return Optional.of(
          "the loss grew from %s to %s%s; try: %s"
              .formatted(shown(first), shown(last), remedy.afterwards(), remedy.advice()));
    }
    if (most > EXPLODED * first && last > first / 2) {
      Remedy remedy = Remedy.forGrowth(run);
      return Optional.of(
          "the loss grew from %s to %s on its way, and came to %s%s; try: %s"
              .formatted(
                  shown(first), shown(most), shown(last), remedy.afterwards(), remedy.advice()));
    }
    if (isStill()) {
      Remedy remedy = Remedy.forStandstill(run);
      return Optional.of(
          "the loss hardly moved, from %s to %s%s; try: %s"
              .formatted(shown(most), shown(last), remedy.afterwards(), remedy.advice()));
    }
    return Remedy.forOutOfReach(run, last)
        .map(remedy ->
            "the loss of %s is above %s, that of always giving the mean%s; try: %s"
                .formatted(
                    shown(last),
                    shown(Remedy.lossOfTheMean(run)),
                    remedy.afterwards(),
                    remedy.advice()));
  }

  /// Of a run that was taken up, what went before is not known: it may have moved then.
  private boolean isStill() {
    return fromTheStart
        && epochs > 1
        && steps >= STEPS_MIN
        && last > SMALL
        && most - least <= MOVED * most;
  }

  private static String shown(double loss) {
    return String.format(Locale.ROOT, "%.4g", loss);
  }
}
