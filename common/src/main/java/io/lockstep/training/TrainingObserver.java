package io.lockstep.training;

import io.lockstep.run.EpochMetrics;
import io.lockstep.run.RunReport;
import java.nio.file.Path;

/// Whoever shows a run to a person. Called on the thread that drives the run; must return soon.
public interface TrainingObserver {

  /// The run folder exists and the data are loaded; steps begin right after.
  ///
  /// @param version from which steps go on: 0, or that of a checkpoint
  /// @param gauge may be read from any thread at any time
  void begun(PreparedRun run, Path folder, long version, ProgressGauge gauge);

  /// The epoch that [#epoch] tells of next has given the best version so far.
  default void best(RunReport.Best found) {}

  void epoch(EpochMetrics metrics);

  /// No epoch follows this one, though there are more in the configuration.
  default void stopped(int epoch, String reason) {}

  /// Something that does not end the run but should be known, in one line.
  void warned(String warning);

  /// Shows nothing.
  TrainingObserver SILENT =
      new TrainingObserver() {
        @Override
        public void begun(PreparedRun run, Path folder, long version, ProgressGauge gauge) {}

        @Override
        public void epoch(EpochMetrics metrics) {}

        @Override
        public void warned(String warning) {}
      };
}
