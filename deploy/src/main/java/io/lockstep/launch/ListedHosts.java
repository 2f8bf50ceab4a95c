package io.lockstep.launch;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.wire.NodeAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Which hosts of a list of coordinators this machine can look up. A list of which no name is known
/// is a slip of the pen; a name among others may become known later, so that it is only told of.
///
/// @param unknown those that cannot be looked up now, in the order of the list
record ListedHosts(List<NodeAddress> unknown) {

  /// Looks all of them up at once. Blocks for as long as the slowest takes.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if none is known
  static ListedHosts lookUp(List<NodeAddress> listed) {
    List<NodeAddress> unknown = new ArrayList<>();
    try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> known = new ArrayList<>();
      for (NodeAddress address : listed) {
        known.add(asking.submit(() -> isKnown(address.host())));
      }
      for (int place = 0; place < listed.size(); place++) {
        if (!known.get(place).get()) {
          unknown.add(listed.get(place));
        }
      }
    } catch (ExecutionException fault) {
      throw new IllegalStateException("looking up a host name failed", fault.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (!listed.isEmpty() && unknown.size() == listed.size()) {
      throw nobody(listed);
    }
    return new ListedHosts(List.copyOf(unknown));
  }

  private static boolean isKnown(String host) {
    try {
      InetAddress.getByName(host);
      return true;
    } catch (UnknownHostException unknown) {
      return false;
    }
  }

  private static RuntimeException nobody(List<NodeAddress> listed) {
    return Failure.of(
            ExitCode.USAGE, "unknown host name: nobody of --coordinators can be looked up")
        .at(listed.toString())
        .advising(
            "correct --coordinators, or give addresses: getent hosts NAME shows what is known")
        .exception();
  }

  /// A line for a person about each of the unknown ones.
  List<String> warnings() {
    return unknown.stream()
        .map(address ->
            "host %s of --coordinators cannot be looked up: nobody is sought at %s until it can"
                .formatted(address.host(), address))
        .toList();
  }
}
