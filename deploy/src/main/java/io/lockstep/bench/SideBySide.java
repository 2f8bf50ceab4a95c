package io.lockstep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Ours, theirs, ours, theirs …: on a shared machine only neighbours in time can be compared.
///
/// @param rounds how many times each is measured, at least 1
record SideBySide(PeerScripts peer, int rounds) {

  SideBySide {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds %d must be at least 1".formatted(rounds));
    }
  }

  /// @param ours measures once
  /// @param out takes every single measurement, then the ratio of the medians
  void run(Workload workload, Supplier<StepMeasurement> ours, Consumer<Measurement> out) {
    List<Double> our = new ArrayList<>();
    List<Double> their = new ArrayList<>();
    StepMeasurement last = null;
    for (int round = 0; round < rounds; round++) {
      StepMeasurement mine = ours.get();
      out.accept(mine);
      our.add(mine.samplesPerS());
      last = peer.measure(workload, mine.lanes(), mine.processes());
      out.accept(last);
      their.add(last.samplesPerS());
    }
    double ourMedian = Timing.median(our);
    double theirMedian = Timing.median(their);
    out.accept(
        new RatioMeasurement(
            workload.name(),
            last.trainer(),
            last.lanes(),
            last.processes(),
            rounds,
            Measurement.rounded(ourMedian),
            Measurement.rounded(theirMedian),
            Measurement.rounded(ourMedian / theirMedian)));
  }
}
