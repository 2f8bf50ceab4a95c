package io.lockstep.coordinator.membership;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Decides which coordinators stay when not all of them hear each other: the largest set in which
/// everybody hears everybody, of equal ones that with the fewest mute members, and then that with
/// the older ones. Everyone who sees the same cuts comes to the same answer, and one who is alone
/// on his side to the answer that he is the one to go. So a bad link between two costs one of them
/// its place, never both.
///
/// Both ends of a bad link complain of each other; a member of whom somebody complains and who does
/// not complain back is mute, and probably dead.
///
/// A clean cut into halves leaves both: neither is a majority, and which of them may lead is told
/// by who holds the run.
///
/// @param byAge full members, the oldest first
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

  /// Who stays, as `self` sees it; never nobody.
  Set<N> staying(N self) {
    List<N> best = largest(_ -> true);
    if (!best.contains(self)) {
      List<N> ours = largest(set -> set.contains(self) && isApart(set, best));
      if (ours.size() == best.size()) {
        return new HashSet<>(ours);
      }
    }
    return new HashSet<>(best);
  }

  private List<N> largest(Predicate<List<N>> allowed) {
    int considered = Math.min(byAge.size(), MEMBERS_MAX);
    List<N> best = List.of();
    // From all members down to the youngest alone: of two sets of one size the older comes first.
    for (int subset = (1 << considered) - 1; subset > 0; subset--) {
      List<N> set = of(subset, considered);
      if (isBetter(set, best) && isWhole(set) && allowed.test(set)) {
        best = set;
      }
    }
    return best;
  }

  private boolean isBetter(List<N> set, List<N> best) {
    return set.size() != best.size() ? set.size() > best.size() : muteIn(set) < muteIn(best);
  }

  private long muteIn(List<N> set) {
    return set.stream()
        .filter(member ->
            cuts.stream()
                .anyMatch(cut ->
                    cut.subject().equals(member)
                        && !cuts.contains(new Cut<>(member, cut.observer()))))
        .count();
  }

  /// Whether nobody of the one hears anybody of the other.
  private boolean isApart(List<N> one, List<N> other) {
    return one.stream().allMatch(mine -> other.stream().allMatch(theirs -> isCut(mine, theirs)));
  }

  private boolean isCut(N one, N other) {
    return cuts.contains(new Cut<>(one, other)) || cuts.contains(new Cut<>(other, one));
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
