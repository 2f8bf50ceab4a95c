package io.lockstep.coordinator.membership;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Decides which coordinators stay when not all of them hear each other: the largest set in which
/// everybody hears everybody, and of equal ones that with the older members. Everyone who sees the
/// same cuts comes to the same answer, and one who is alone on his side to the answer that he is
/// the one to go. So a bad link between two costs one of them its place, never both.
///
/// @param byAge members, the oldest first
/// @param cuts pairs of which at least one does not hear the other
record Hearing<N>(List<N> byAge, Set<Cut<N>> cuts) {

  /// @param observer who does not hear
  /// @param subject the one it does not hear
  record Cut<N>(N observer, N subject) {}

  /// More coordinators than that are refused at the command line; all subsets are looked at.
  static final int MEMBERS_MAX = 9;

  Hearing {
    byAge = List.copyOf(byAge);
    cuts = Set.copyOf(cuts);
  }

  /// Whether somebody has to go.
  boolean isTorn() {
    return !isWhole(byAge);
  }

  /// Who stays; never nobody.
  Set<N> staying() {
    int considered = Math.min(byAge.size(), MEMBERS_MAX);
    List<N> best = List.of();
    // From all members down to the youngest alone: of two sets of one size the older comes first.
    for (int subset = (1 << considered) - 1; subset > 0; subset--) {
      List<N> set = of(subset, considered);
      if (set.size() > best.size() && isWhole(set)) {
        best = set;
      }
    }
    return new HashSet<>(best);
  }

  /// The highest bit is the oldest member.
  private List<N> of(int subset, int considered) {
    List<N> set = new ArrayList<>();
    for (int place = 0; place < considered; place++) {
      if ((subset >> (considered - 1 - place) & 1) == 1) {
        set.add(byAge.get(place));
      }
    }
    return set;
  }

  private boolean isWhole(List<N> set) {
    return cuts.stream()
        .noneMatch(cut -> set.contains(cut.observer()) && set.contains(cut.subject()));
  }
}
