package io.lockstep.training;

import io.lockstep.data.Examples;
import io.lockstep.lane.Evaluation;
import io.lockstep.lane.LaneTeam;
import io.lockstep.run.Metrics;
import java.util.OptionalDouble;

/// Measures with lanes of this process. One thread at a time, the one that drives the lanes.
public record LaneEvaluator(PreparedRun run, LaneTeam team) implements Evaluator {

  @Override
  public Metrics evaluate(Examples set, float[] parameters) {
    Evaluation evaluation = team.evaluate(set, parameters);
    OptionalDouble accuracy =
        run.isClassifier() ? OptionalDouble.of(evaluation.accuracy()) : OptionalDouble.empty();
    return new Metrics(evaluation.loss(), accuracy, evaluation.examples());
  }
}
