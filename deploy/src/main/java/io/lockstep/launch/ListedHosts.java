package io.lockstep.launch;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.wire.NodeAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Which hosts of a list of coordinators this machine can look up. A list of which no name is known
/// is a slip of the pen; a name among others may become known later, so that it is only told of.
///
/// @param looks one for each, in the order of the list
record ListedHosts(List<NodeAddress> listed, List<HostLook> looks) {

  private static final String OPTION = "--coordinators";

  /// Looks all of them up at once. Blocks for as long as the slowest takes.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if none is known
  static ListedHosts lookUp(List<NodeAddress> listed) {
    List<HostLook> looks = new ArrayList<>();
    try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HostLook>> asked = new ArrayList<>();
      for (NodeAddress address : listed) {
        asked.add(asking.submit(() -> HostLook.of(address.host())));
      }
      for (Future<HostLook> each : asked) {
        looks.add(each.get());
      }
    } catch (ExecutionException fault) {
      throw new IllegalStateException("looking up a host name failed", fault.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (!listed.isEmpty() && looks.stream().allMatch(HostLook::isUnknown)) {
      throw nobody(listed);
    }
    return new ListedHosts(List.copyOf(listed), List.copyOf(looks));
  }

  private static RuntimeException nobody(List<NodeAddress> listed) {
    return Failure.of(
            ExitCode.USAGE, "unknown host name: nobody of --coordinators can be looked up")
        .at(listed.toString())
        .advising(
            "correct --coordinators, or give addresses: getent hosts NAME shows what is known")
        .exception();
  }

  /// A line for a person about each one that is unknown, or means something else elsewhere.
  ///
  /// @param own addresses of this machine that others can reach
  List<String> warnings(List<String> own) {
    List<String> warnings = new ArrayList<>();
    for (int place = 0; place < listed.size(); place++) {
      HostLook look = looks.get(place);
      if (look.isUnknown()) {
        warnings.add(
            "host %s of %s cannot be looked up: nobody is sought at %s until it can"
                .formatted(look.host(), OPTION, listed.get(place)));
      } else if (look.isLoopbackHereOnly()) {
        warnings.add(look.warning(OPTION, own));
      }
    }
    return warnings.stream().distinct().toList();
  }
}
