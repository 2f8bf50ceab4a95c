package io.lockstep.bench;

import io.lockstep.kernel.FmaPeak;
import io.lockstep.kernel.Kernels;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The matrix products of training on one core, in turn with the machine's fma peak: a shared
/// machine is slower at one moment than at another, so only neighbours are compared.
final class MatmulBench {

  /// Windows of each product; between them the peak is measured again.
  private static final int ROUNDS = 3;

  /// Slices of the peak measurement that warm it up, and those of a round (about 0.1 ms each).
  private static final int COLD_SLICES = 2000;

  private static final int SLICES = 1000;

  private final Kernels kernels;
  private final Stopwatch stopwatch;

  /// @param stopwatch one window of it is taken in each of the rounds
  MatmulBench(Kernels kernels, Stopwatch stopwatch) {
    this.kernels = kernels;
    this.stopwatch = stopwatch;
  }

  void run(List<Shape> shapes, Consumer<Measurement> out) {
    FmaPeak.gigaflops(COLD_SLICES);
    for (Shape shape : shapes) {
      ofShape(shape).forEach(out);
    }
  }

  private List<Measurement> ofShape(Shape shape) {
    ProductRun product = new ProductRun(kernels, shape);
    Map<ProductLayout, Timing> timings = new EnumMap<>(ProductLayout.class);
    double peak = 0;
    for (int round = 0; round < ROUNDS; round++) {
      for (ProductLayout layout : ProductLayout.values()) {
        peak = Math.max(peak, FmaPeak.gigaflops(SLICES));
        timings.merge(layout, stopwatch.time(product.steps(layout)), Timing::and);
      }
    }
    List<Measurement> lines = new ArrayList<>();
    for (ProductLayout layout : ProductLayout.values()) {
      lines.add(ProductMeasurement.of(shape, layout, timings.get(layout), peak));
    }
    return lines;
  }
}
