package io.lockstep.launch;

import io.lockstep.config.LimitsSection;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;

/// How many compute threads a process may be told to use.
public final class LaneCount {

  private LaneCount() {}

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
        .advising("leave it out to use all cores")
        .exception();
  }
}
