package io.lockstep.bench;

import java.util.List;

/// Whole training steps: batch forming, forward, loss, backward, reduction, update.
///
/// @param workload W1, W2 or W3
/// @param trainer who ran it: `lockstep` or the name the other trainer gives itself
/// @param lanes compute threads of a process
/// @param processes processes that share the batch
/// @param samplesPerS median over windows; the examples that steps really had
/// @param bestSamplesPerS the fastest stretch
/// @param stepMs median time of a step in milliseconds
/// @param steps timed steps
/// @param windowsStepsPerS speed of each window, in the order they ran; empty if nobody told
record StepMeasurement(
    String workload,
    String trainer,
    int lanes,
    int processes,
    double samplesPerS,
    double bestSamplesPerS,
    double stepMs,
    long steps,
    List<Double> windowsStepsPerS)
    implements Measurement {

  StepMeasurement {
    windowsStepsPerS = List.copyOf(windowsStepsPerS);
  }

  static StepMeasurement of(Workload workload, int lanes, int processes, Timing timing) {
    return new StepMeasurement(
        workload.name(),
        "lockstep",
        lanes,
        processes,
        Measurement.rounded(timing.medianExamplesPerSecond()),
        Measurement.rounded(timing.fastest().examplesPerSecond()),
        Measurement.rounded(1000 / timing.medianStepsPerSecond()),
        timing.steps(),
        timing.windows().stream()
            .map(window -> Measurement.rounded(window.stepsPerSecond()))
            .toList());
  }

  @Override
  public String line() {
    return "%-4s %-12s lanes=%d processes=%d %10.0f samples/s  best %10.0f  step %8.3f ms"
        .formatted(workload, trainer, lanes, processes, samplesPerS, bestSamplesPerS, stepMs);
  }
}
