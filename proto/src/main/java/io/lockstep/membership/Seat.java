package io.lockstep.membership;

import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.ClusterSingletonSettings;
import org.apache.pekko.cluster.typed.SingletonActor;

/// The one seat of the coordinator in a cluster: the oldest candidate sits on it.
public final class Seat {

  private static final String NAME = "coordinator";

  private Seat() {}

  /// Makes this node a candidate. It must have the role [NodeSettings#COORDINATOR].
  ///
  /// @param sitting what it does once seated
  /// @param resign told to it when it must hand over; the next one is seated when it has stopped
  public static void standFor(
      ActorSystem<?> system, Behavior<SeatMessage> sitting, SeatMessage resign) {
    Objects.requireNonNull(resign, "resign");
    ClusterSingleton.get(system).init(seat(system, sitting).withStopMessage(resign));
  }

  /// A reference that reaches whoever is seated, now or later. For a node that is no candidate.
  public static ActorRef<SeatMessage> find(ActorSystem<?> system) {
    return ClusterSingleton.get(system).init(seat(system, Behaviors.empty()));
  }

  private static SingletonActor<SeatMessage> seat(
      ActorSystem<?> system, Behavior<SeatMessage> sitting) {
    return SingletonActor.of(sitting, NAME)
        .withSettings(ClusterSingletonSettings.create(system).withRole(NodeSettings.COORDINATOR));
  }
}
