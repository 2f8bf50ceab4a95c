package io.lockstep.model;

import io.lockstep.loss.Loss;
import io.lockstep.measure.BlockTally;

/// Rows that a pass has evaluated, where they are.
record MeasuredRows(Workspace space, Loss loss, int count, double lossSum, double logLossSum)
    implements BlockTally.Rows {

  @Override
  public boolean isRight(int row) {
    return loss.correct(space.scores(), space.target(), row, 1) > 0;
  }

  @Override
  public float[] scores() {
    return space.scores();
  }

  @Override
  public float[] predictions() {
    return space.output();
  }

  @Override
  public float[] targets() {
    return space.target();
  }

  @Override
  public int outputWidth() {
    return space.output().length / space.rowsMax();
  }
}
