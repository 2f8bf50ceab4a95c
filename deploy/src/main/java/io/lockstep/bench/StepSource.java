package io.lockstep.bench;

import io.lockstep.launch.LocalCluster;
import java.util.Optional;
import java.util.function.Consumer;

/// Something that measures whole training steps of one workload as often as it is asked.
sealed interface StepSource extends AutoCloseable permits LocalSource, ClusterSource {

  StepMeasurement measure();

  /// Where the time of a step went in the last measurement; empty when that is not known.
  default Optional<BreakdownMeasurement> breakdown() {
    return Optional.empty();
  }

  @Override
  void close();

  /// @param size one process: in this one; more: a cluster on this machine
  /// @param talk gets what a person should see
  static StepSource of(
      Workload workload,
      WorkloadFolder folder,
      LocalCluster.Size size,
      Stopwatch stopwatch,
      Consumer<String> talk) {
    return size.processes() == 1
        ? new LocalSource(workload, folder.prepare(), size.lanes(), stopwatch)
        : new ClusterSource(workload, folder, size, stopwatch, talk);
  }
}
