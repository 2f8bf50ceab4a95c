package io.lockstep.bench;

/// One line of the table of matrix products, on one lane.
///
/// @param workload always `matmul`
/// @param shape m×k×n of the forward product
/// @param layout formula of the product
/// @param gflopPerS median over windows, 10^9 multiplications and additions per second
/// @param bestGflopPerS the fastest stretch
/// @param peakGflopPerS this core's fma peak, the best of many short slices in turn with the
///   products
/// @param shareOfPeak median over the peak: what a busy machine gave
/// @param bestShareOfPeak the fastest stretch over the peak: like against like
record ProductMeasurement(
    String workload,
    String shape,
    String layout,
    int lanes,
    double gflopPerS,
    double bestGflopPerS,
    double peakGflopPerS,
    double shareOfPeak,
    double bestShareOfPeak)
    implements Measurement {

  private static final double GIGA = 1e9;

  static ProductMeasurement of(Shape shape, ProductLayout layout, Timing timing, double peak) {
    double median = timing.medianStepsPerSecond() * shape.flops() / GIGA;
    double best = timing.fastest().stepsPerSecond() * shape.flops() / GIGA;
    return new ProductMeasurement(
        "matmul",
        shape.text(),
        layout.formula(),
        1,
        Measurement.rounded(median),
        Measurement.rounded(best),
        Measurement.rounded(peak),
        Measurement.rounded(median / peak),
        Measurement.rounded(best / peak));
  }

  @Override
  public String line() {
    return "%-14s %-9s %7.1f GFLOP/s %5.1f %%   best %7.1f %5.1f %%   fma peak %7.1f"
        .formatted(
            shape,
            layout,
            gflopPerS,
            shareOfPeak * 100,
            bestGflopPerS,
            bestShareOfPeak * 100,
            peakGflopPerS);
  }
}
