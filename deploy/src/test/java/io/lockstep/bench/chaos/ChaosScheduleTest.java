package io.lockstep.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.bench.chaos.Fault.Reach;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChaosScheduleTest {

  private static final int WORKERS = 3;
  private static final Set<Fault> ALL = EnumSet.allOf(Fault.class);

  private static ChaosSettings settings(int seconds, int everyMillis, long seed) {
    return new ChaosSettings(
        3, WORKERS, Duration.ofSeconds(seconds), Duration.ofMillis(everyMillis), seed);
  }

  private static boolean overlap(Strike one, Strike other) {
    return one != other
        && one.atMillis() < other.untilMillis()
        && other.atMillis() < one.untilMillis();
  }

  @Test
  void theSameSeedGivesTheSameStrikesAndAnotherSeedOthers() {
    List<Strike> strikes = ChaosSchedule.of(settings(600, 5_000, 7), ALL);

    assertThat(ChaosSchedule.of(settings(600, 5_000, 7), ALL)).isEqualTo(strikes);
    assertThat(ChaosSchedule.of(settings(600, 5_000, 8), ALL)).isNotEqualTo(strikes);
  }

  @Test
  void aFaultEachHalfMinuteBringsEveryKindEquallyOften() {
    List<Strike> strikes = ChaosSchedule.of(settings(6_000, 30_000, 1), ALL);

    Map<Fault, Long> times =
        strikes.stream().collect(Collectors.groupingBy(Strike::fault, Collectors.counting()));
    assertThat(strikes).hasSize(200);
    assertThat(times).containsOnlyKeys(Fault.values());
    long kinds = Fault.values().length;
    assertThat(times.values())
        .allSatisfy(count -> assertThat(count).isBetween(200 / kinds, 200 / kinds + 1));
  }

  @Test
  void whatCannotBeDoneHereDoesNotCome() {
    Set<Fault> kinds = EnumSet.of(Fault.WORKER_KILLED, Fault.LEADER_KILLED);

    assertThat(ChaosSchedule.of(settings(600, 5_000, 7), kinds))
        .extracting(Strike::fault)
        .hasSize(120)
        .allMatch(kinds::contains);
  }

  /// However fast they come.
  @ParameterizedTest
  @ValueSource(ints = {100, 700, 1_000, 2_500, 5_000, 30_000})
  void noStrikeTakesAwayWhatTheRunNeedsToGoOn(int everyMillis) {
    for (long seed = 0; seed < 50; seed++) {
      List<Strike> strikes = ChaosSchedule.of(settings(300, everyMillis, seed), ALL);

      assertThat(strikes).isNotEmpty();
      for (Strike strike : strikes) {
        Collection<Strike> beside =
            strikes.stream().filter(other -> overlap(strike, other)).toList();
        Reach reach = strike.fault().reach();
        if (reach == Reach.MANY) {
          assertThat(beside).as("beside " + strike).isEmpty();
        } else if (reach == Reach.ONE_COORDINATOR) {
          assertThat(beside)
              .as("beside " + strike)
              .noneMatch(other -> other.fault().reach() == Reach.ONE_COORDINATOR);
        }
        Set<Integer> struck =
            strikes.stream()
                .filter(other -> other == strike || isUnderWay(other, strike.atMillis()))
                .filter(other -> other.fault().reach() == Reach.ONE_WORKER)
                .map(Strike::worker)
                .collect(Collectors.toSet());
        assertThat(struck).as("workers at " + strike).hasSizeLessThan(WORKERS);
      }
    }
  }

  private static boolean isUnderWay(Strike strike, long atMillis) {
    return strike.atMillis() <= atMillis && atMillis < strike.untilMillis();
  }

  @Test
  void aWorkerIsStruckAgainOnlyWhenItsLastFaultIsUndone() {
    List<Strike> strikes = ChaosSchedule.of(settings(600, 700, 3), ALL);

    for (Strike strike : strikes) {
      assertThat(strikes)
          .noneMatch(other ->
              strike.worker() >= 0 && strike.worker() == other.worker() && overlap(strike, other));
    }
    assertThat(strikes.stream().filter(each -> each.fault() == Fault.WORKER_JOINS))
        .extracting(Strike::worker)
        .doesNotHaveDuplicates()
        .allMatch(worker -> worker >= WORKERS);
  }

  @Test
  void settingsThatMakeNoSenseAreRefusedInWords() {
    assertThatThrownBy(() -> settings(3, 5_000, 1))
        .hasMessage(
            "a fault every 5.0 s for 3.0 s, but must be every 0.1 s or more, and one at least");
    assertThatThrownBy(
            () -> new ChaosSettings(1, 3, Duration.ofMinutes(1), Duration.ofSeconds(5), 1))
        .hasMessage("1 coordinators and 3 workers, but must be 2 or 3, and 2 to 16");
  }
}
