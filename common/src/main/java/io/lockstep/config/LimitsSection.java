package io.lockstep.config;

/// What a process may use of its machine. Changes no bit of the result, and may be another on every
/// host. 0 stands for what the machine itself asks for, so that a run may go on on another one.
///
/// @param wireThreads threads of a coordinator that read frames and add what they bring
/// @param gradientBuffers gradients that a worker holds at once: that of the block in the making,
///   and those that wait to leave
/// @param evaluationLanes lanes with which a coordinator measures what no worker has measured
public record LimitsSection(int wireThreads, int gradientBuffers, int evaluationLanes) {

  static final int WIRE_THREADS_MAX = 256;
  static final int GRADIENT_BUFFERS_MAX = 1_024;

  /// Lanes of any process: several times the cores of the largest machines.
  public static final int LANES_MAX = 1_024;

  public LimitsSection {
    Checks.atLeast(wireThreads, 0, "limits.wire-threads");
    Checks.atMost(wireThreads, WIRE_THREADS_MAX, "limits.wire-threads");
    Checks.atLeast(gradientBuffers, 0, "limits.gradient-buffers");
    Checks.atMost(gradientBuffers, GRADIENT_BUFFERS_MAX, "limits.gradient-buffers");
    Checks.atLeast(evaluationLanes, 0, "limits.evaluation-lanes");
    Checks.atMost(evaluationLanes, LANES_MAX, "limits.evaluation-lanes");
  }

  /// `wire-threads` on this machine.
  public int wireThreadsHere() {
    return wireThreads > 0 ? wireThreads : Defaults.wireThreads(cores());
  }

  /// `gradient-buffers` on this machine.
  ///
  /// @param floats of one gradient
  public int gradientBuffersHere(long floats) {
    return gradientBuffers > 0
        ? gradientBuffers
        : Defaults.gradientBuffers(floats * Float.BYTES, Runtime.getRuntime().maxMemory());
  }

  /// `evaluation-lanes` on this machine.
  public int evaluationLanesHere() {
    return evaluationLanes > 0 ? evaluationLanes : Defaults.evaluationLanes(cores());
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }
}
