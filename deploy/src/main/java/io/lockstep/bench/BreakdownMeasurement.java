package io.lockstep.bench;

import io.lockstep.coordinator.StepTimes;
import io.lockstep.launch.LocalCluster;

/// Where the time of a cluster step goes, in milliseconds per step. Workers are averaged; the
/// coordinator's items are thread time and partly run beside one another and beside the workers.
///
/// @param stepMs wall clock
/// @param computeMs forward and backward of one worker
/// @param encodeMs a worker handing its chunks to the stream
/// @param waitMs a worker waiting for the next version
/// @param addMs the coordinator adding blocks
/// @param optimizerMs the coordinator making the new version
/// @param broadcastMs the coordinator handing chunks to the streams
/// @param firstStepS seconds from the start of the processes to the end of the first step
record BreakdownMeasurement(
    String workload,
    int lanes,
    int processes,
    double stepMs,
    double computeMs,
    double encodeMs,
    double waitMs,
    double addMs,
    double optimizerMs,
    double broadcastMs,
    double firstStepS)
    implements Measurement {

  private static final double MILLI = 1e6;

  static BreakdownMeasurement between(
      Workload workload,
      LocalCluster.Size size,
      StepTimes.Reading before,
      StepTimes.Reading after,
      long wallNanos,
      double firstStepSeconds) {
    double steps = Math.max(1, after.steps() - before.steps()) * MILLI;
    double workers = steps * size.processes();
    return new BreakdownMeasurement(
        workload.name(),
        size.lanes(),
        size.processes(),
        Measurement.rounded(wallNanos / steps),
        Measurement.rounded((after.computeNanos() - before.computeNanos()) / workers),
        Measurement.rounded((after.encodeNanos() - before.encodeNanos()) / workers),
        Measurement.rounded((after.waitNanos() - before.waitNanos()) / workers),
        Measurement.rounded((after.addNanos() - before.addNanos()) / steps),
        Measurement.rounded((after.optimizerNanos() - before.optimizerNanos()) / steps),
        Measurement.rounded((after.broadcastNanos() - before.broadcastNanos()) / steps),
        Measurement.rounded(firstStepSeconds));
  }

  @Override
  public String line() {
    return "     step %.3f ms = worker: compute %.3f encode %.3f wait %.3f; coordinator: add %.3f optimizer %.3f broadcast %.3f; first step after %.2f s"
        .formatted(
            stepMs, computeMs, encodeMs, waitMs, addMs, optimizerMs, broadcastMs, firstStepS);
  }
}
