package io.lockstep.bench;

import java.util.List;

/// How long the command takes until it trains, from its start as a user would see it.
///
/// @param workload always `startup`
/// @param trained the example or workload whose configuration was started
/// @param processes 1: local mode; more: a cluster of so many workers on this machine
/// @param rounds timed starts, after one that is not timed
/// @param firstLineS median seconds to the first line of training
/// @param firstStepS median seconds to the log line of the first step
/// @param firstLinesS of each start, in the order they ran
/// @param firstStepsS of each start, in the order they ran
record StartupMeasurement(
    String workload,
    String trained,
    int processes,
    int rounds,
    double firstLineS,
    double firstStepS,
    List<Double> firstLinesS,
    List<Double> firstStepsS)
    implements Measurement {

  StartupMeasurement {
    firstLinesS = List.copyOf(firstLinesS);
    firstStepsS = List.copyOf(firstStepsS);
  }

  static StartupMeasurement of(
      String trained, int processes, List<Double> firstLines, List<Double> firstSteps) {
    return new StartupMeasurement(
        "startup",
        trained,
        processes,
        firstLines.size(),
        Measurement.rounded(Timing.median(firstLines)),
        Measurement.rounded(Timing.median(firstSteps)),
        firstLines.stream().map(Measurement::rounded).toList(),
        firstSteps.stream().map(Measurement::rounded).toList());
  }

  @Override
  public String line() {
    return "startup %s processes=%d: first line of training after %.2f s, first step complete after %.2f s (%d starts)"
        .formatted(trained, processes, firstLineS, firstStepS, rounds);
  }
}
