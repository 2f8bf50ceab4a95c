package io.lockstep.cli;

import io.lockstep.run.EpochMetrics;
import io.lockstep.run.RunReport;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.ProgressGauge;
import io.lockstep.training.TrainingObserver;
import java.nio.file.Path;

/// Tells both.
record TwoObservers(TrainingObserver first, TrainingObserver second) implements TrainingObserver {

  @Override
  public void begun(PreparedRun run, Path folder, long version, ProgressGauge gauge) {
    first.begun(run, folder, version, gauge);
    second.begun(run, folder, version, gauge);
  }

  @Override
  public void best(RunReport.Best found) {
    first.best(found);
    second.best(found);
  }

  @Override
  public void epoch(EpochMetrics metrics) {
    first.epoch(metrics);
    second.epoch(metrics);
  }

  @Override
  public void stopped(int epoch, String reason) {
    first.stopped(epoch, reason);
    second.stopped(epoch, reason);
  }

  @Override
  public void warned(String warning) {
    first.warned(warning);
    second.warned(warning);
  }
}
