package io.lockstep.coordinator.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.coordinator.membership.Hearing.Cut;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Who stays of coordinators that do not all hear each other. Letters are members, the oldest
/// first.
final class HearingTest {

  @Test
  void whoIsNotHeardByTheOthersGoes() {
    assertThat(staying("abc", "ca", "cb")).containsExactlyInAnyOrder("a", "b");
    assertThat(staying("abc", "ba", "ca")).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void whoHearsNobodyComesToTheSameAnswerAsTheOthers() {
    assertThat(staying("abc", "ab", "ac")).containsExactlyInAnyOrder("b", "c");
    assertThat(stayingFor("b", "abc", "ab", "ac")).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void aCutBetweenTwoCostsTheYoungerOnlyAndNotTheOneThatHearsBoth() {
    assertThat(staying("abc", "ab", "ba")).containsExactlyInAnyOrder("a", "c");
    assertThat(staying("abc", "bc", "cb")).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void whoDoesNotComplainBackIsTakenForDeadBeforeAllHaveNoticed() {
    for (String self : List.of("b", "c")) {
      assertThat(stayingFor(self, "abc", "ba")).containsExactlyInAnyOrder("b", "c");
    }
  }

  @Test
  void halvesThatDoNotHearEachOtherAtAllBothStay() {
    assertThat(stayingFor("a", "ab", "ab")).containsExactly("a");
    assertThat(stayingFor("b", "ab", "ab")).containsExactly("b");
    String[] clean = {"ac", "ad", "bc", "db"};
    assertThat(stayingFor("b", "abcd", clean)).containsExactlyInAnyOrder("a", "b");
    assertThat(stayingFor("d", "abcd", clean)).containsExactlyInAnyOrder("c", "d");
  }

  @Test
  void ofHalvesThatHearEachOtherHereAndThereTheOlderStays() {
    for (String self : List.of("a", "b", "c", "d")) {
      assertThat(stayingFor(self, "abcd", "ac", "ca", "bd", "db"))
          .containsExactlyInAnyOrder("a", "b");
    }
  }

  @Test
  void nobodyGoesWhileAllHearEachOther() {
    assertThat(staying("abc")).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void aCutToSomebodyWhoIsNoFullMemberCostsNobodyItsPlace() {
    assertThat(staying("ab", "ac", "bc")).containsExactlyInAnyOrder("a", "b");
  }

  /// Whatever the cuts: somebody stays, those who stay hear each other, and no other group of
  /// coordinators that hear each other is larger.
  @Test
  void thoseWhoStayAreALargestGroupThatHearsEachOther() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      String members = "abcdefg".substring(0, 1 + random.nextInt(7));
      Set<Cut<String>> cuts = new HashSet<>();
      for (int cut = random.nextInt(10); cut > 0; cut--) {
        cuts.add(new Cut<>(any(members, random), any(members, random)));
      }
      cuts.removeIf(cut -> cut.observer().equals(cut.subject()));
      Hearing<String> hearing = new Hearing<>(List.of(members.split("")), cuts);
      String self = any(members, random);
      Set<String> staying = hearing.staying(self);
      String what = "seed %d: %s as seen by %s".formatted(seed, hearing, self);
      assertThat(staying).as(what).isNotEmpty();
      assertThat(cuts)
          .as(what)
          .noneMatch(cut -> staying.contains(cut.observer()) && staying.contains(cut.subject()));
      assertThat(staying).as(what).hasSize(largest(members, cuts));
    }
  }

  /// The plain definition: grows a group member by member, or leaves the member out.
  private static int largest(String members, Set<Cut<String>> cuts) {
    return largest(List.of(members.split("")), 0, new HashSet<>(), cuts);
  }

  private static int largest(
      List<String> members, int at, Set<String> group, Set<Cut<String>> cuts) {
    if (at == members.size()) {
      return group.size();
    }
    String member = members.get(at);
    int without = largest(members, at + 1, group, cuts);
    boolean heard =
        group.stream()
            .noneMatch(other ->
                cuts.contains(new Cut<>(other, member)) || cuts.contains(new Cut<>(member, other)));
    if (!heard) {
      return without;
    }
    Set<String> grown = new HashSet<>(group);
    grown.add(member);
    return Math.max(without, largest(members, at + 1, grown, cuts));
  }

  private static String any(String members, Random random) {
    return String.valueOf(members.charAt(random.nextInt(members.length())));
  }

  /// As the oldest sees it.
  private static Set<String> staying(String members, String... cuts) {
    return stayingFor(members.substring(0, 1), members, cuts);
  }

  private static Set<String> stayingFor(String self, String members, String... cuts) {
    return hearing(members, cuts).staying(self);
  }

  /// @param cuts such as `ab`: a does not hear b
  private static Hearing<String> hearing(String members, String... cuts) {
    Set<Cut<String>> all = new HashSet<>();
    for (String cut : cuts) {
      all.add(new Cut<>(cut.substring(0, 1), cut.substring(1)));
    }
    return new Hearing<>(List.of(members.split("")), all);
  }
}
