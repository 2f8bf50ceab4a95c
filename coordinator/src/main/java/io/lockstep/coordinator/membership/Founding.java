package io.lockstep.coordinator.membership;

import io.lockstep.wire.Distrust;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.RegisterOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Decides how a coordinator that belongs to no cluster comes to one. Any of the list can found it:
/// whoever finds members joins them; otherwise the first, in the order of the list, of those that
/// are there, at once when all are there and after a while without the rest.
///
/// Whoever is refused and finds nobody of its own kind is wrong here. When others agree with it,
/// the one that refuses is wrong, and is no more than silent.
///
/// Two that found clusters of their own do no harm: one run has one holder, and of two reigns the
/// newer fences the older one's writes.
public final class Founding {

  /// What is known about one of the list.
  public sealed interface Fact {
    /// It is this process.
    record Self() implements Fact {}

    /// Nobody answers.
    record Silent() implements Fact {}

    /// It looks around as well.
    record Looking() implements Fact {}

    /// It says that this process does not belong to it.
    record Refusing(NodeAddress at, RegisterOutcome.Refused difference) implements Fact {}

    /// One of both ends does not take the other for one of its cluster.
    record Distrusting(NodeAddress at, Distrust distrust) implements Fact {}

    /// It belongs to a cluster and can be joined.
    record Member(NodeAddress at) implements Fact {}
  }

  /// What to do.
  public sealed interface Step {
    record Enter(Entry entry) implements Step {}

    record Wait(String reason) implements Step {}

    /// This process is none of the list, as far as anybody can tell.
    record Stranger() implements Step {}

    /// This process is none of the cluster.
    record Refused(Fact.Refusing by) implements Step {}

    /// This process cannot show that it is one of the cluster.
    record Distrusted(Fact.Distrusting by) implements Step {}
  }

  private Founding() {}

  /// @param facts about each of the list, in its order
  /// @param looking how long this process has been looking around
  /// @param patience how long it looks for those that are silent
  public static Step step(List<Fact> facts, Duration looking, Duration patience) {
    List<NodeAddress> members = new ArrayList<>();
    for (Fact fact : facts) {
      if (fact instanceof Fact.Member(NodeAddress at)) {
        members.add(at);
      }
    }
    if (members.isEmpty() && !facts.contains(new Fact.Looking())) {
      Optional<Step> refusal = refusal(facts);
      if (refusal.isPresent()) {
        return refusal.get();
      }
    }
    boolean waitedEnough = looking.compareTo(patience) >= 0;
    int self = facts.indexOf(new Fact.Self());
    if (self < 0) {
      return waitedEnough
          ? new Step.Stranger()
          : new Step.Wait("this coordinator does not find itself in the list yet");
    }
    if (!members.isEmpty()) {
      return new Step.Enter(new Entry(facts.size(), members));
    }
    if (facts.indexOf(new Fact.Looking()) >= 0 && facts.indexOf(new Fact.Looking()) < self) {
      return new Step.Wait("a coordinator before this one in the list founds the cluster");
    }
    if (waitedEnough || !facts.contains(new Fact.Silent())) {
      return new Step.Enter(Entry.founding(facts.size()));
    }
    return new Step.Wait("looking for the other coordinators");
  }

  private static Optional<Step> refusal(List<Fact> facts) {
    return facts.stream()
        .<Step>mapMulti((fact, found) -> {
          switch (fact) {
            case Fact.Refusing refusing -> found.accept(new Step.Refused(refusing));
            case Fact.Distrusting distrusting -> found.accept(new Step.Distrusted(distrusting));
            case Fact.Self _, Fact.Silent _, Fact.Looking _, Fact.Member _ -> {}
          }
        })
        .findFirst();
  }
}
