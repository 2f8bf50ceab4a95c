package io.lockstep.cli.progress;

import io.lockstep.run.EpochMetrics;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.ProgressGauge;
import io.lockstep.training.TrainingObserver;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/// Shows a run on stderr: on a terminal a line that is redrawn, else one line per epoch.
public final class RunProgress implements TrainingObserver, AutoCloseable {

  private static final int REDRAW_MILLIS = 200;

  /// Narrow enough not to wrap in a terminal of 80 columns.
  private static final int LINE_WIDTH = 79;

  private final PrintStream talk;
  private final boolean terminal;
  private PreparedRun run;
  private long begunVersion;
  private ProgressLine line;
  private ProgressBar bar;

  /// @param terminal true when lines may be redrawn
  public RunProgress(PrintStream talk, boolean terminal) {
    this.talk = talk;
    this.terminal = terminal;
  }

  @Override
  public void begun(PreparedRun prepared, Path folder, long version, ProgressGauge gauge) {
    run = prepared;
    begunVersion = version;
    talk.print(ModelTable.text(run.network()));
    talk.println(
        String.format(
            Locale.ROOT,
            "training on %,d examples%s%s; %d epochs of %,d steps, batch %,d in shards of %,d; %s",
            run.data().train().count(),
            run.data().validation().map(set -> ", validating on " + set.count()).orElse(""),
            run.data().test().map(set -> ", testing on " + set.count()).orElse(""),
            run.configuration().train().epochs(),
            run.batches().stepsPerEpoch(),
            run.batches().batch(),
            run.batches().shard(),
            run.kernels().description()));
    if (version > 0) {
      talk.println("going on from step " + version);
    }
    if (terminal) {
      line = new ProgressLine(run, gauge, System.nanoTime());
      bar = draw(line);
    }
  }

  private ProgressBar draw(ProgressLine shown) {
    return new ProgressBarBuilder()
        .setInitialMax(run.lastStep())
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .continuousUpdate()
        .setRenderer((_, width) -> shown.text(System.nanoTime(), width))
        .setConsumer(new ConsoleProgressBarConsumer(talk, LINE_WIDTH))
        .build();
  }

  @Override
  public void epoch(EpochMetrics metrics) {
    if (terminal) {
      line.measured(metrics);
    } else {
      talk.println(EpochLine.text(metrics, examplesSinceBegun(metrics)));
    }
  }

  /// The first epoch of a run that was taken up began elsewhere.
  private long examplesSinceBegun(EpochMetrics epoch) {
    long firstStep = epoch.step() - run.batches().stepsPerEpoch() + 1;
    long before = Math.max(0, begunVersion - firstStep + 1) * run.batches().batch();
    return Math.max(0, run.data().train().count() - before);
  }

  @Override
  public void warned(String warning) {
    talk.println((bar == null ? "" : "\r") + "warning: " + warning);
  }

  /// Ends the redrawn line. Safe to call when nothing has begun.
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
