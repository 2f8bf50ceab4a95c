package io.lockstep.bench;

/// Two trainers measured in turn on the same workload.
///
/// @param against name of the other trainer
/// @param rounds how many times each was measured
/// @param samplesPerS median over our rounds
/// @param theirSamplesPerS median over theirs
/// @param ratio ours over theirs
record RatioMeasurement(
    String workload,
    String against,
    int lanes,
    int processes,
    int rounds,
    double samplesPerS,
    double theirSamplesPerS,
    double ratio)
    implements Measurement {

  @Override
  public String line() {
    return "%-4s lanes=%d processes=%d: %.0f samples/s against %.0f of %s: %.2f x (%d rounds)"
        .formatted(
            workload, lanes, processes, samplesPerS, theirSamplesPerS, against, ratio, rounds);
  }
}
