package io.lockstep.plan;

import java.util.List;

/// The answer of a [Plan] to an event.
public record Transition(Plan next, List<Action> actions) {

  public Transition {
    actions = List.copyOf(actions);
  }
}
