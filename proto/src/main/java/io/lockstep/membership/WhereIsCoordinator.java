package io.lockstep.membership;

import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;

/// A worker asks; the answer comes as soon as the coordinator listens. Asking again is harmless.
public record WhereIsCoordinator(ActorRef<CoordinatorIsAt> replyTo) implements SeatMessage {
  public WhereIsCoordinator {
    Objects.requireNonNull(replyTo, "replyTo");
  }
}
