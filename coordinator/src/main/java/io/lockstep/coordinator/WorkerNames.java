package io.lockstep.coordinator;

import io.lockstep.wire.Handshake;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Whose a name is. A name belongs to the process that was last accepted under it, for as long as a
/// stream of that name lives; two that are accepted at once part when one of them comes again.
///
/// Bounded, whoever registers however often: what is kept is the names of streams, and of those who
/// have registered and not opened one yet the newest [#EXPECTED_MAX]. Any thread.
final class WorkerNames {

  /// Between its registration and its stream a worker needs a moment; a cluster has fewer.
  static final int EXPECTED_MAX = 1_024;

  private record Owner(long process, String host) {}

  private final Map<String, Owner> living = new HashMap<>();
  private final Map<String, Owner> expected = new LinkedHashMap<>();
  private int unnamed;

  /// The name under which this process may open a stream, or empty when another has it in use.
  synchronized Optional<String> given(Handshake theirs) {
    String name = theirs.worker();
    Owner owner = new Owner(theirs.process(), theirs.host());
    if (name.isEmpty()) {
      do {
        name = "w" + ++unnamed;
      } while (living.containsKey(name));
    } else if (living.containsKey(name) && living.get(name).process() != owner.process()) {
      return Optional.empty();
    }
    expected.remove(name);
    expected.put(name, owner);
    if (expected.size() > EXPECTED_MAX) {
      expected.remove(expected.keySet().iterator().next());
    }
    return Optional.of(name);
  }

  /// A stream of this name lives from now on.
  synchronized void opened(String name) {
    Owner owner = expected.remove(name);
    if (owner != null) {
      living.put(name, owner);
    } else {
      living.putIfAbsent(name, new Owner(0, ""));
    }
  }

  /// No stream of this name lives any more.
  synchronized void closed(String name) {
    living.remove(name);
  }

  /// Of the process that has this name in use; empty when nobody has.
  synchronized String host(String name) {
    Owner owner = living.get(name);
    return owner == null ? "" : owner.host();
  }

  /// Names of which anything is known.
  synchronized int size() {
    return living.size() + expected.size();
  }
}
