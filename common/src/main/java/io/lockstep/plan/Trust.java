package io.lockstep.plan;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whose numbers are believed.
///
/// @param vouched of whom a block was computed by another too, to the same bits
/// @param unchecked since which step numbers have counted that nobody else has computed, by worker;
///   a block that is found right ends that
/// @param quarantined whose numbers were wrong, in order; they compute nothing in this reign
public record Trust(
    Set<WorkerId> vouched, Map<WorkerId, Long> unchecked, List<WorkerId> quarantined) {

  /// Longest memory: each of them had to be let in and be found out.
  static final int QUARANTINED_MAX = 1_024;

  static final Trust NOBODY = new Trust(Set.of(), Map.of(), List.of());

  public Trust {
    vouched = Set.copyOf(vouched);
    unchecked = Map.copyOf(unchecked);
    quarantined = List.copyOf(quarantined);
  }
}
