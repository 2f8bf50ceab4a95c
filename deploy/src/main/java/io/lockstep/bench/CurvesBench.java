package io.lockstep.bench;

import io.lockstep.kernel.Kernels;
import java.util.function.Consumer;

/// The elementwise kernels of training on one core, in turn with their definition in plain Java:
/// only neighbours are compared. Each has numbers of its own, the same for both.
final class CurvesBench {

  /// Windows of each twin that count, after those in which the JIT compiles both: where one calls
  /// the other they are compiled anew when that is first measured.
  private static final int ROUNDS = 5;

  private static final int COLD_ROUNDS = 4;

  private final Kernels kernels;
  private final Stopwatch stopwatch;

  /// @param kernels measured beside plain Java
  /// @param stopwatch one window of it is taken in each of the rounds
  CurvesBench(Kernels kernels, Stopwatch stopwatch) {
    this.kernels = kernels;
    this.stopwatch = stopwatch;
  }

  /// @param length how many numbers each call goes over, at least 1
  void run(int length, Consumer<Measurement> out) {
    for (Curve curve : Curve.all()) {
      out.accept(measured(curve, length));
    }
  }

  private CurveMeasurement measured(Curve curve, int length) {
    Curve.Numbers ours = new Curve.Numbers(kernels, length);
    Curve.Numbers plain = new Curve.Numbers(Kernels.scalar(), length);
    for (int round = 0; round < COLD_ROUNDS; round++) {
      time(curve, ours);
      time(curve, plain);
    }
    Timing timing = time(curve, ours);
    Timing plainTiming = time(curve, plain);
    for (int round = 1; round < ROUNDS; round++) {
      timing = timing.and(time(curve, ours));
      plainTiming = plainTiming.and(time(curve, plain));
    }
    return CurveMeasurement.of(curve.name(), length, kernels.description(), timing, plainTiming);
  }

  private Timing time(Curve curve, Curve.Numbers numbers) {
    return stopwatch.time(times -> {
      for (int i = 0; i < times; i++) {
        curve.loop().accept(numbers);
      }
      return (long) times * numbers.length;
    });
  }
}
