package io.lockstep.wire;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/// Counts the connections of a server, so that nobody can open so many that there is no room, or no
/// memory, for the others. Any thread.
final class Guests {

  private final int most;
  private final int mostOfOne;
  private final Map<InetAddress, Integer> byAddress = new HashMap<>();
  private int all;

  /// @param most connections at once
  /// @param mostOfOne of these from one address
  Guests(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /// @return why there is no room for one more from this address; empty when it is let in, and
  ///   [#left] is to be called
  synchronized String arrived(InetAddress address) {
    int ofOne = byAddress.getOrDefault(address, 0);
    if (ofOne >= mostOfOne) {
      return "%d connections from this address, no more are taken".formatted(ofOne);
    }
    if (all >= most) {
      return "%d connections, no more are taken".formatted(all);
    }
    byAddress.put(address, ofOne + 1);
    all++;
    return "";
  }

  synchronized void left(InetAddress address) {
    byAddress.computeIfPresent(address, (_, count) -> count == 1 ? null : count - 1);
    all--;
  }

  synchronized int all() {
    return all;
  }

  /// Addresses of which anything is known.
  synchronized int addresses() {
    return byAddress.size();
  }
}
