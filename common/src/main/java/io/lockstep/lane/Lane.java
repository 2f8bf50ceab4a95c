package io.lockstep.lane;

import io.lockstep.model.GradientProgress;
import io.lockstep.model.Member;

/// One compute thread's part of the team.
final class Lane {

  final int index;
  final BlockCompute compute;
  private final LaneTeam team;
  private final GradientProgress progress;
  private int meetingsLeft;

  Lane(LaneTeam team, LaneTask task, Units units, Delivery delivery, int index) {
    this.team = team;
    this.index = index;
    this.progress = (from, end) -> team.isFinal(this, from, end);
    this.compute =
        new BlockCompute(task, units, delivery, new Member(index, team.laneCount(), this::meet));
  }

  /// Computes this lane's part of the block at hand.
  ///
  /// @throws Abandoned if another lane failed
  void computeBlock() {
    meetingsLeft = compute.meetings(team.shardCount);
    compute.compute(
        team.step,
        team.firstShard,
        team.firstShard + team.shardCount,
        team.parameters,
        team.gradient(),
        progress);
  }

  /// Waits for the other lanes as often as they will still wait for this one.
  void skipMeetings() {
    while (meetingsLeft > 0) {
      meetingsLeft--;
      team.awaitAll(this);
    }
  }

  private void meet() {
    meetingsLeft--;
    team.awaitAll(this);
    if (team.hasFailed()) {
      throw Abandoned.INSTANCE;
    }
  }

  /// Ends the work of a lane on a block of which another lane's part will be missing.
  static final class Abandoned extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final Abandoned INSTANCE = new Abandoned();

    private Abandoned() {
      super("another lane failed", null, false, false);
    }
  }
}
