package io.lockstep.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Ours, theirs, ours, theirs …, and the same for each number of lanes: on a shared machine only
/// neighbours in time can be compared.
///
/// @param contestants in the order in which each round measures them, ours first
/// @param rounds how many times each is measured, at least 1
record Contest(List<Contestant> contestants, int rounds) {

  Contest {
    contestants = List.copyOf(contestants);
    if (rounds < 1 || contestants.isEmpty()) {
      throw new IllegalArgumentException(
          "%d rounds of %d cannot be compared".formatted(rounds, contestants.size()));
    }
  }

  /// One trainer at one number of lanes.
  interface Contestant {
    /// Measures once.
    ///
    /// @param out takes what was measured
    StepMeasurement measure(Consumer<Measurement> out);
  }

  /// All rounds of one contestant.
  private record Series(StepMeasurement first, List<Double> speeds) {
    String trainer() {
      return first.trainer();
    }

    double median() {
      return Timing.median(speeds);
    }
  }

  /// @param out takes every single measurement, then the ratios of the medians
  void run(Consumer<Measurement> out) {
    Map<Contestant, Series> all = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (Contestant contestant : contestants) {
        StepMeasurement measured = contestant.measure(out);
        all.computeIfAbsent(contestant, _ -> new Series(measured, new ArrayList<>()))
            .speeds()
            .add(measured.samplesPerS());
      }
    }
    ratios(List.copyOf(all.values()), out);
  }

  private void ratios(List<Series> all, Consumer<Measurement> out) {
    String ours = all.getFirst().trainer();
    for (Series mine : all) {
      for (Series theirs : all) {
        if (mine.trainer().equals(ours)
            && !theirs.trainer().equals(ours)
            && theirs.first().lanes() == mine.first().lanes()) {
          out.accept(against(mine, theirs));
        }
      }
    }
    Map<String, Series> bases = new HashMap<>();
    for (Series series : all) {
      Series base = bases.putIfAbsent(series.trainer(), series);
      if (base != null) {
        out.accept(lanes(series, base));
      }
    }
  }

  private RatioMeasurement against(Series mine, Series theirs) {
    return new RatioMeasurement(
        mine.first().workload(),
        theirs.first().trainer(),
        mine.first().lanes(),
        mine.first().processes(),
        rounds,
        Measurement.rounded(mine.median()),
        Measurement.rounded(theirs.median()),
        Measurement.rounded(mine.median() / theirs.median()));
  }

  private LanesMeasurement lanes(Series many, Series base) {
    return new LanesMeasurement(
        many.first().workload(),
        many.first().trainer(),
        many.first().lanes(),
        base.first().lanes(),
        many.first().processes(),
        rounds,
        Measurement.rounded(many.median()),
        Measurement.rounded(base.median()),
        Measurement.rounded(many.median() / base.median()));
  }
}
