package io.lockstep.wire;

import java.util.Objects;
import java.util.Set;

/// What comes of a handshake.
public sealed interface RegisterOutcome
    permits RegisterOutcome.Accepted,
        RegisterOutcome.Refused,
        RegisterOutcome.Later,
        RegisterOutcome.Unreachable,
        Distrust {

  /// Welcome: open the stream with this reign and name.
  ///
  /// @param worker the name this worker goes by from now on
  /// @param version version the coordinator holds now
  /// @param steps steps of the whole run
  record Accepted(Reign reign, String worker, long version, long steps) implements RegisterOutcome {
    public Accepted {
      Objects.requireNonNull(reign, "reign");
      Objects.requireNonNull(worker, "worker");
      Checks.atLeast(0, version, "version");
      Checks.atLeast(0, steps, "steps");
    }
  }

  /// This worker would compute something else; it must be started differently.
  ///
  /// @param field the first field that differs
  /// @param ours the coordinator's value; empty when the worker is not told
  /// @param theirs the worker's value
  record Refused(String field, String ours, String theirs) implements RegisterOutcome {
    private static final String NAME = "worker";
    private static final Set<String> PUBLIC =
        Set.of("protocol_version", "build_version", "cluster", "pace");

    public Refused {
      field = PeerText.value(field);
      ours = PeerText.value(ours);
      theirs = PeerText.value(theirs);
    }

    /// What whoever asks may hear of it. It has not shown that it belongs to this cluster, so it
    /// learns which field differs, but not what the run is about; only versions and how the cluster
    /// is called are no secret.
    Refused toStranger() {
      return isAboutName() || PUBLIC.contains(field) ? this : new Refused(field, "", theirs);
    }

    /// Another process is connected under this worker's name.
    public static Refused nameTaken(String worker, String host) {
      return new Refused(NAME, "a process on " + host, worker);
    }

    public boolean isAboutName() {
      return field.equals(NAME);
    }

    /// The same, for the log of the node that refuses.
    String reasonHere() {
      return isAboutName()
          ? reason()
          : "%s differs: theirs %s, ours %s".formatted(field, theirs, ours);
    }

    /// One line for the user of the node that is refused.
    public String reason() {
      if (isAboutName()) {
        return "worker: the name %s is in use by %s".formatted(theirs, ours);
      }
      return ours.isEmpty()
          ? "%s differs from the cluster's: ours %s".formatted(field, theirs)
          : "%s differs: ours %s, cluster %s".formatted(field, theirs, ours);
    }
  }

  /// Not now: this worker was started anew too often lately.
  ///
  /// @param seconds until it may come again, at least 1
  /// @param reason one line for its user
  record Later(int seconds, String reason) implements RegisterOutcome {
    /// Longer than any coordinator asks for.
    private static final int SECONDS_MAX = 3_600;

    public Later {
      if (seconds < 1 || seconds > SECONDS_MAX) {
        throw new IllegalArgumentException("to come again in %d s".formatted(seconds));
      }
      reason = PeerText.value(reason);
    }
  }

  /// Seen by the worker only: nobody answered in time. Worth another try.
  record Unreachable(String reason) implements RegisterOutcome {}
}
