package io.lockstep.lane;

import io.lockstep.measure.Findings;
import io.lockstep.measure.Tally;
import java.util.Arrays;

/// What blocks of a set have come to so far, whoever has measured them. One thread at a time.
public final class Tallies {

  private final Measurement measurement;
  private final Tally[] blocks;

  public Tallies(Measurement measurement) {
    this.measurement = measurement;
    this.blocks = new Tally[measurement.plan().blocks()];
  }

  /// Whether there is such a block, and this can be what it comes to.
  public boolean fits(int block, Tally tally) {
    return block < blocks.length
        && tally.fits(measurement.aim(), measurement.plan().examplesIn(block));
  }

  /// Counts a block; one that comes twice has the same bits and counts once.
  public void put(int block, Tally tally) {
    blocks[block] = tally;
  }

  /// Forgets what has come of a block.
  public void drop(int block) {
    blocks[block] = null;
  }

  /// Measures what is missing with lanes of this process.
  ///
  /// @param parameters of the version that is measured
  public void fill(LaneTeam team, float[] parameters) {
    for (int from = 0; from < blocks.length; from++) {
      int end = from;
      while (end < blocks.length && blocks[end] == null) {
        end++;
      }
      if (end > from) {
        team.measure(measurement, from, end, parameters, this::putHere);
      }
      from = end;
    }
  }

  /// On the threads of the lanes, each block once.
  private void putHere(int block, Tally tally) {
    blocks[block] = tally;
  }

  /// What follows from all blocks together.
  public Findings findings() {
    return Findings.of(measurement.aim(), Tally.of(measurement.aim(), Arrays.asList(blocks)));
  }
}
