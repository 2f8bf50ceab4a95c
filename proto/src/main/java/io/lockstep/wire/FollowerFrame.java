package io.lockstep.wire;

import java.util.Objects;

/// Stand-by to leader. What each frame means and when it is sent is said in `following.proto`.
public sealed interface FollowerFrame extends Frame {

  /// First frame of a stream. [WireClient#follow] sends it; the sink of the server sees it first.
  ///
  /// @param reign of run 0 and term 0: it is learned by the answer
  /// @param node name of the stand-by
  /// @param run name of the run's folder
  record Follow(Reign reign, String node, String run) implements FollowerFrame {
    public Follow {
      Objects.requireNonNull(reign, "reign");
      node = PeerText.name(node, "a stand-by's name");
      run = PeerText.name(run, "a run's name");
      if (node.isBlank() || run.isBlank()) {
        throw new IllegalArgumentException(
            "a stand-by follows under its name, and a run by the name of its folder");
      }
    }
  }

  /// The newest version that the stand-by holds whole.
  record Holding(Reign reign, long version) implements FollowerFrame {
    public Holding {
      Objects.requireNonNull(reign, "reign");
      Checks.atLeast(0, version, "version held");
    }
  }
}
