package io.lockstep.worker;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.wire.CoordinatorDirectory;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.NoAnswerException;
import io.lockstep.wire.RunDesk;
import io.lockstep.wire.RunsClient;
import io.lockstep.wire.WireSecurity;

/// Finds out which run a cluster is at. Blocks; one thread.
public final class RunWatch {

  private final WireSecurity security;
  private final LeaderSearch search;
  private final BackOff lost = BackOff.fromLost();
  private final BackOff idle = BackOff.fromIdle();
  private boolean isIdle;

  /// What the coordinators say.
  public sealed interface Sight {

    /// A run is on.
    record On(Endpoint leader, RunDesk.Order order) implements Sight {}

    /// Somebody leads, and no run is on.
    record Idle(Endpoint leader) implements Sight {}

    /// Nobody leads, as far as can be told.
    record Nobody(String trouble) implements Sight {}

    /// This process has nothing to look for here.
    record Refused(Failure failure) implements Sight {}
  }

  /// @param place whose coordinators are asked
  public RunWatch(WorkerService.Place place) {
    this.security = place.security();
    this.search =
        new LeaderSearch(new CoordinatorDirectory(place.coordinators(), security), place.cluster());
  }

  /// @param known what was seen last: of a run that is on still its order is not asked for again
  public Sight look(Endpoint known) throws InterruptedException {
    Sight sight = sight(known);
    isIdle = sight instanceof Sight.Idle;
    switch (sight) {
      case Sight.On _ -> {
        idle.restart();
        lost.restart();
      }
      case Sight.Idle _ -> lost.restart();
      case Sight.Nobody _, Sight.Refused _ -> idle.restart();
    }
    return sight;
  }

  private Sight sight(Endpoint known) throws InterruptedException {
    LeaderSearch.Found found = search.look();
    if (found.refusal().isPresent()) {
      return new Sight.Refused(found.refusal().get());
    }
    if (found.leader().isEmpty()) {
      return new Sight.Nobody(found.trouble());
    }
    Endpoint leader = found.leader().get();
    return leader.isIdle() || leader.equals(known) ? new Sight.Idle(leader) : ordered(leader);
  }

  private Sight ordered(Endpoint leader) {
    try (RunsClient client = RunsClient.connect(leader.address(), security)) {
      return new Sight.On(leader, client.current(leader.run()));
    } catch (NoAnswerException silent) {
      return new Sight.Nobody(silent.getMessage());
    } catch (LockstepException refused) {
      return refused.failure().code() == ExitCode.CLUSTER
          ? new Sight.Idle(leader) // That run is over by now.
          : new Sight.Refused(refused.failure());
    }
  }

  /// How long to wait before the next look: longer and longer while nobody leads, and somewhat
  /// longer while no run is on.
  public long pauseMillis() {
    return (isIdle ? idle : lost).nextMillis();
  }
}
