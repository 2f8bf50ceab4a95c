package io.lockstep.bench;

import io.lockstep.launch.LocalCluster;
import java.util.function.Consumer;

/// Something that measures whole training steps of one workload as often as it is asked.
sealed interface StepSource extends AutoCloseable permits LocalSource, ClusterSource {

  /// Measures once.
  ///
  /// @param out takes the measurement, and where the time of its steps went if that is known
  StepMeasurement measure(Consumer<Measurement> out);

  @Override
  void close();

  /// @param size one process: in this one; more: a cluster on this machine
  /// @param talk gets what a person should see
  static StepSource of(
      Subject subject, LocalCluster.Size size, Stopwatch stopwatch, Consumer<String> talk) {
    return size.processes() == 1
        ? new LocalSource(subject, size.lanes().most(), stopwatch)
        : new ClusterSource(subject, size, stopwatch, talk);
  }
}
