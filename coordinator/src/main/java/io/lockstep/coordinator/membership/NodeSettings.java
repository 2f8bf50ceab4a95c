package io.lockstep.coordinator.membership;

import io.lockstep.failure.OneLine;
import io.lockstep.wire.WireSecurity;
import java.util.Objects;

/// What a coordinator among several is told before it becomes a member.
///
/// @param cluster name that all nodes share; letters, digits, `-` and `_`. Another name never joins
/// @param name of this node, for people; same alphabet
/// @param host that other coordinators dial to reach this one
/// @param port of membership, or 0 for any free one
/// @param pace how patient the coordinators are with each other; the same on every one
/// @param security of what coordinators tell each other
public record NodeSettings(
    String cluster, String name, String host, int port, Pace pace, WireSecurity security) {

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}";
  private static final int NAME_SHOWN_MAX = 80;

  public NodeSettings {
    Objects.requireNonNull(pace, "pace");
    Objects.requireNonNull(security, "security");
    requireName("cluster", cluster);
    requireName("node", name);
    if (host.isBlank()) {
      throw new IllegalArgumentException("a node needs the host name under which others reach it");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port %d is not in 0..65535".formatted(port));
    }
  }

  /// @throws IllegalArgumentException if it is no name of a cluster or a node
  public static void requireName(String what, String name) {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          "%s name '%s': use 1 to 64 letters, digits, - and _, the first a letter or a digit"
              .formatted(what, OneLine.upTo(NAME_SHOWN_MAX, name)));
    }
  }
}
