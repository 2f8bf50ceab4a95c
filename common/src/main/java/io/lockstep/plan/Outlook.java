package io.lockstep.plan;

import java.util.List;

/// What is known of the way ahead from a version.
///
/// @param horizon the last step that is certain; the version itself when no step follows, or when
///   its epoch is to be closed first
/// @param due what is measured, in this order, before a run that is complete there is closed: of
///   this version, and of an earlier one that was better
public record Outlook(long horizon, List<Assessment> due) {

  public Outlook {
    due = List.copyOf(due);
  }
}
