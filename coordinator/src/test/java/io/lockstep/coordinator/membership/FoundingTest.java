package io.lockstep.coordinator.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.coordinator.membership.Founding.Fact;
import io.lockstep.coordinator.membership.Founding.Step;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.RegisterOutcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How a coordinator that belongs to no cluster comes to one.
final class FoundingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final NodeAddress MEMBER = new NodeAddress("10.0.0.3", 25_520);
  private static final Fact SELF = new Fact.Self();
  private static final Fact SILENT = new Fact.Silent();
  private static final Fact LOOKING = new Fact.Looking();
  private static final Fact.Refusing REFUSING =
      new Fact.Refusing(
          new NodeAddress("10.0.0.9", 25_620), new RegisterOutcome.Refused("pace", "local", "x"));

  @Test
  void theFirstFoundsAtOnceWhenAllAreThere() {
    assertThat(after(0, SELF, LOOKING, LOOKING)).isEqualTo(new Step.Enter(Entry.founding(3)));
    assertThat(after(0, LOOKING, SELF, LOOKING)).isInstanceOf(Step.Wait.class);
  }

  @Test
  void anyOfTheListFoundsWithoutTheOthersAfterAWhile() {
    assertThat(after(4, SILENT, SELF, SILENT)).isInstanceOf(Step.Wait.class);
    assertThat(after(5, SILENT, SELF, SILENT)).isEqualTo(new Step.Enter(Entry.founding(3)));
    assertThat(after(5, SILENT, SILENT, SELF)).isEqualTo(new Step.Enter(Entry.founding(3)));
  }

  @Test
  void theFirstOfThoseThatAreThereFoundsAndTheOthersWaitForIt() {
    assertThat(after(5, SILENT, SELF, LOOKING)).isEqualTo(new Step.Enter(Entry.founding(3)));
    assertThat(after(50, SILENT, LOOKING, SELF)).isInstanceOf(Step.Wait.class);
  }

  @Test
  void whoFindsMembersJoinsThemWhereverItStandsInTheList() {
    Step joins = new Step.Enter(new Entry(3, List.of(MEMBER)));
    assertThat(after(0, SELF, SILENT, new Fact.Member(MEMBER))).isEqualTo(joins);
    assertThat(after(0, LOOKING, SELF, new Fact.Member(MEMBER))).isEqualTo(joins);
    assertThat(after(9, SILENT, SELF, new Fact.Member(MEMBER))).isEqualTo(joins);
  }

  @Test
  void whoDoesNotFindItselfIsAStrangerEvenWhereThereAreMembers() {
    assertThat(after(1, SILENT, SILENT)).isInstanceOf(Step.Wait.class);
    assertThat(after(5, SILENT, SILENT)).isEqualTo(new Step.Stranger());
    assertThat(after(5, new Fact.Member(MEMBER), SILENT)).isEqualTo(new Step.Stranger());
  }

  @Test
  void whoIsRefusedAndFindsNobodyThatAgreesWithItEndsAtOnce() {
    assertThat(after(0, SELF, REFUSING)).isEqualTo(new Step.Refused(REFUSING));
    assertThat(after(0, REFUSING, SELF, SILENT)).isEqualTo(new Step.Refused(REFUSING));
    assertThat(after(9, REFUSING, SELF, REFUSING)).isEqualTo(new Step.Refused(REFUSING));
  }

  @Test
  void aStrangerThatRefusesThoseWhoAgreeIsNoMoreThanSilent() {
    assertThat(after(0, REFUSING, SELF, LOOKING)).isEqualTo(new Step.Enter(Entry.founding(3)));
    assertThat(after(0, LOOKING, SELF, REFUSING)).isInstanceOf(Step.Wait.class);
    assertThat(after(0, new Fact.Member(MEMBER), SELF, REFUSING))
        .isEqualTo(new Step.Enter(new Entry(3, List.of(MEMBER))));
  }

  private static Step after(int seconds, Fact... facts) {
    return Founding.step(Arrays.asList(facts), Duration.ofSeconds(seconds), PATIENCE);
  }
}
