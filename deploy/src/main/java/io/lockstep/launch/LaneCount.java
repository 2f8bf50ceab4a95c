package io.lockstep.launch;

import io.lockstep.config.LimitsSection;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.training.PreparedRun;

/// How many compute threads a process uses: as many as it was told, or out of its cores as many as
/// pay. Any number gives the same weights.
///
/// @param most as told, or cores; at least 1
/// @param rule whether it was told
public record LaneCount(int most, Rule rule) {

  /// Work of a step, in rows times parameters, from which on another lane pays: some 60 µs of
  /// arithmetic on a lane alone. Below it lanes wait for each other, and on a busy machine for a
  /// core, longer than they compute (`lockstep bench W3 --lanes 1,2`).
  private static final long WORK_OF_A_LANE = 250_000;

  /// What decides the number.
  public enum Rule {
    TOLD,
    AS_PAYS
  }

  /// @param lanes as `--lanes` was given
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if there are too few or too
  ///   many
  public static LaneCount told(int lanes) {
    require(lanes);
    return new LaneCount(lanes, Rule.TOLD);
  }

  /// @param cores that this process may use
  public static LaneCount outOf(int cores) {
    return new LaneCount(cores, Rule.AS_PAYS);
  }

  /// Out of all cores of this machine.
  public static LaneCount ofThisMachine() {
    return outOf(Runtime.getRuntime().availableProcessors());
  }

  /// @return 1 or more
  public int of(PreparedRun run) {
    return of(run.stepWork());
  }

  /// @param work of a step, in rows times parameters
  int of(long work) {
    return switch (rule) {
      case TOLD -> most;
      case AS_PAYS -> Math.clamp(work / WORK_OF_A_LANE, 1, most);
    };
  }

  /// @param lanes as `--lanes` was given
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if there are too few or too
  ///   many
  public static void require(int lanes) {
    if (lanes < 1) {
      throw refused("--lanes is %d, but must be at least 1".formatted(lanes));
    }
    if (lanes > LimitsSection.LANES_MAX) {
      throw refused(
          "--lanes is %d, but must be at most %d".formatted(lanes, LimitsSection.LANES_MAX));
    }
  }

  private static RuntimeException refused(String error) {
    return Failure.of(ExitCode.USAGE, error)
        .at("--lanes")
        .advising("leave it out: then as many are used as pay, up to the cores")
        .exception();
  }
}
