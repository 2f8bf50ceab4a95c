package io.lockstep.training;

import io.lockstep.data.Examples;
import io.lockstep.lane.LaneTeam;
import io.lockstep.lane.Measurement;
import io.lockstep.measure.Findings;
import io.lockstep.run.Metrics;

/// Measures with lanes of this process. One thread at a time, the one that drives the lanes.
public record LaneEvaluator(PreparedRun run, LaneTeam team) implements Evaluator {

  @Override
  public Metrics evaluate(Examples set, float[] parameters) {
    Measurement measurement = run.measurement(set);
    return Metrics.of(Findings.of(measurement.aim(), team.measure(measurement, parameters)));
  }
}
