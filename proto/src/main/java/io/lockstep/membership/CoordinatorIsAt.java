package io.lockstep.membership;

import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;

/// The coordinator's answer.
///
/// @param seat the actor whose end means that this reign is over
public record CoordinatorIsAt(Endpoint endpoint, ActorRef<SeatMessage> seat) {
  public CoordinatorIsAt {
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(seat, "seat");
  }
}
