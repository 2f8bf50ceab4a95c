package io.lockstep.cli.progress;

import static io.lockstep.cli.progress.Figures.format;

import io.lockstep.config.ScheduleSpec;
import io.lockstep.run.EpochMetrics;
import io.lockstep.run.RunReport;
import io.lockstep.shard.BatchPlan;
import io.lockstep.training.LossTrend;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.ProgressGauge;
import io.lockstep.training.ReportRule;
import io.lockstep.training.TrainingObserver;
import io.lockstep.training.TrainingResult;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/// All that a command which trains says on stderr, but for errors: notes, warnings, and how the run
/// goes. On a terminal epochs are rows above a line that is redrawn; elsewhere each is a line of
/// `key=value`. The run's calls come from one thread, [#say] and [#note] from any.
public final class RunProgress implements TrainingObserver, AutoCloseable {

  /// How much of it.
  public enum Amount {
    /// Warnings only.
    QUIET,
    /// What a person can follow.
    USUAL,
    /// Every epoch, and nothing redrawn.
    VERBOSE
  }

  private final PrintStream talk;
  private final OptionalInt columns;
  private final Amount amount;
  private PreparedRun run;
  private ReportRule rule;
  private long begunVersion;
  private long begunNanos;
  private boolean best;
  private Optional<Supplier<String>> untold = Optional.empty();
  private LossTrend trend;
  private ProgressLine line;
  private EpochTable table;
  private volatile RedrawnLine drawn;

  /// @param columns of the terminal; empty when there is none
  public RunProgress(PrintStream talk, OptionalInt columns, Amount amount) {
    this.talk = talk;
    this.columns = amount == Amount.USUAL ? columns : OptionalInt.empty();
    this.amount = amount;
  }

  /// A line that a person should see, whatever the amount.
  public void say(String text) {
    RedrawnLine below = drawn;
    if (below == null) {
      talk.println(text);
    } else {
      below.above(text);
    }
  }

  /// Something worth knowing that is no reason to worry.
  public void note(String text) {
    tell("note: " + text);
  }

  @Override
  public void warned(String warning) {
    say("warning: " + warning);
  }

  private void tell(String text) {
    tell(() -> text);
  }

  private void tell(Supplier<String> text) {
    if (amount != Amount.QUIET) {
      say(text.get());
    }
  }

  @Override
  public void begun(PreparedRun prepared, Path folder, long version, ProgressGauge gauge) {
    close(); // Of a run that was led before.
    run = prepared;
    begunVersion = version;
    begunNanos = System.nanoTime();
    trend = new LossTrend(run, version, gauge);
    int epochs = run.configuration().train().epochs();
    int every = run.configuration().train().reportEvery();
    rule = new ReportRule(every == 0 && amount == Amount.VERBOSE ? 1 : every, epochs);
    ModelTable.text(run.network(), columns.orElse(Integer.MAX_VALUE)).lines().forEach(this::tell);
    tell(course());
    if (version > 0) {
      tell("going on from step " + version);
    }
    if (columns.isPresent()) {
      int width = columns.getAsInt() - 1;
      line = new ProgressLine(run, gauge, begunNanos);
      table = new EpochTable(parts(), rate(), epochs, width);
      drawn = new RedrawnLine(talk, width, nowNanos -> line.text(nowNanos, width));
      say(table.head());
    }
  }

  private String course() {
    BatchPlan batches = run.batches();
    return format(
        "training on %s%s%s; %s of %s, batch %,d in shards of %,d; %s",
        counted(run.data().train().count(), "example"),
        run.data().validation().map(set -> ", validating on " + set.count()).orElse(""),
        run.data().test().map(set -> ", testing on " + set.count()).orElse(""),
        counted(run.configuration().train().epochs(), "epoch"),
        counted(batches.stepsPerEpoch(), "step"),
        batches.batch(),
        batches.shard(),
        run.kernels().description());
  }

  private static String counted(long count, String what) {
    return format("%,d %s%s", count, what, count == 1 ? "" : "s");
  }

  private EpochTable.Parts parts() {
    boolean validated = run.data().validation().isPresent();
    if (run.hasAccuracy()) {
      return validated ? EpochTable.Parts.VALIDATION_ACCURACY : EpochTable.Parts.TRAIN_ACCURACY;
    }
    return validated ? EpochTable.Parts.VALIDATION : EpochTable.Parts.TRAIN;
  }

  @Override
  public void best(RunReport.Best found) {
    best = true;
  }

  @Override
  public void epoch(EpochMetrics metrics) {
    long now = System.nanoTime();
    trend.epoch(metrics);
    boolean isBest = best;
    best = false;
    Optional.ofNullable(line).ifPresent(shown -> shown.measured(metrics));
    // Most epochs of a small run are never told of: only what is told is formatted.
    Supplier<String> row =
        columns.isPresent()
            ? () -> table.row(new EpochTable.Row(metrics, isBest, (now - begunNanos) / 1e9))
            : () -> line(metrics);
    boolean tells = rule.tells(metrics.epoch(), now);
    untold = tells ? Optional.empty() : Optional.of(row);
    if (tells) {
      tell(row);
    }
  }

  private String line(EpochMetrics metrics) {
    long examples = examplesSinceBegun(metrics);
    return switch (rate()) {
      case CONSTANT -> EpochLine.text(metrics, examples);
      case CHANGING -> EpochLine.withRate(metrics, examples);
    };
  }

  private EpochTable.Rate rate() {
    return run.configuration().train().course().schedule().equals(ScheduleSpec.CONSTANT)
        ? EpochTable.Rate.CONSTANT
        : EpochTable.Rate.CHANGING;
  }

  /// The epoch itself is told of in any case: it is the last.
  @Override
  public void stopped(int epoch, String reason) {
    untold.ifPresent(this::tell);
    untold = Optional.empty();
    tell("stopped after epoch %d: %s".formatted(epoch, reason));
  }

  /// The first epoch of a run that was taken up began elsewhere.
  private long examplesSinceBegun(EpochMetrics epoch) {
    long firstStep = epoch.step() - run.batches().stepsPerEpoch() + 1;
    long before = Math.max(0, begunVersion - firstStep + 1) * run.batches().batch();
    return Math.max(0, run.data().train().count() - before);
  }

  /// Ends the redrawn line, and says what should worry of how a finished run went.
  public void ended(TrainingResult result) {
    close();
    if (result.status() == TrainingResult.Status.DONE && trend != null) {
      trend.warning().ifPresent(this::warned);
    }
  }

  /// Ends the redrawn line. Safe to call when nothing has begun, and twice.
  @Override
  public void close() {
    RedrawnLine last = drawn;
    drawn = null;
    if (last != null) {
      last.close();
    }
  }
}
