package io.lockstep.bench;

/// One trainer at two numbers of lanes, measured in turn.
///
/// @param lanes of the numerator
/// @param baseLanes of the denominator
/// @param rounds how many times each was measured
/// @param samplesPerS median over rounds, with `lanes`
/// @param baseSamplesPerS median over rounds, with `baseLanes`
record LanesMeasurement(
    String workload,
    String trainer,
    int lanes,
    int baseLanes,
    int processes,
    int rounds,
    double samplesPerS,
    double baseSamplesPerS,
    double ratio)
    implements Measurement {

  @Override
  public String line() {
    return "%-4s %-12s lanes %d : %d, processes=%d: %.0f samples/s : %.0f: %.2f x (%d rounds)"
        .formatted(
            workload,
            trainer,
            lanes,
            baseLanes,
            processes,
            samplesPerS,
            baseSamplesPerS,
            ratio,
            rounds);
  }
}
