package io.lockstep.bench;

/// One elementwise kernel, measured in turn with its definition in plain Java, on one lane.
///
/// @param workload always `curves`
/// @param curve name of the kernel
/// @param numbers that each call goes over
/// @param kernels what is measured, such as `vector, 512 bits`
/// @param rounds how many times each was measured
/// @param nsPerNumber median over the rounds
/// @param bestNsPerNumber the fastest stretch: what a busy machine gave in its best moment
/// @param plainNsPerNumber median over the rounds, of plain Java
/// @param bestPlainNsPerNumber the fastest stretch of plain Java
/// @param ratio of the medians: how many times as long plain Java takes
record CurveMeasurement(
    String workload,
    String curve,
    int numbers,
    String kernels,
    int rounds,
    double nsPerNumber,
    double bestNsPerNumber,
    double plainNsPerNumber,
    double bestPlainNsPerNumber,
    double ratio)
    implements Measurement {

  private static final double NANOS = 1e9;

  /// @param timing of steps that tell their numbers as examples
  /// @param plain the same of plain Java
  static CurveMeasurement of(
      String curve, int numbers, String kernels, Timing timing, Timing plain) {
    double median = NANOS / timing.medianExamplesPerSecond();
    double plainMedian = NANOS / plain.medianExamplesPerSecond();
    return new CurveMeasurement(
        "curves",
        curve,
        numbers,
        kernels,
        timing.windows().size(),
        Measurement.rounded(median),
        Measurement.rounded(NANOS / timing.fastest().examplesPerSecond()),
        Measurement.rounded(plainMedian),
        Measurement.rounded(NANOS / plain.fastest().examplesPerSecond()),
        Measurement.rounded(plainMedian / median));
  }

  @Override
  public String line() {
    return "%-21s %7.3f ns (best %7.3f) %s   %7.3f ns (best %7.3f) plain Java   %6.2f x"
        .formatted(
            curve,
            nsPerNumber,
            bestNsPerNumber,
            kernels,
            plainNsPerNumber,
            bestPlainNsPerNumber,
            ratio);
  }
}
