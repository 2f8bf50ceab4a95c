package io.lockstep.coordinator.membership;

import static org.apache.pekko.cluster.MemberStatus.down;
import static org.apache.pekko.cluster.MemberStatus.removed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.ReachabilityChanged;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.Reachability;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The actor that casts out whom the [Hearing] has no place for, itself among them, once nothing
/// about who hears whom has changed for a while. Pekko's own resolver casts out both ends of a bad
/// link, and everybody when a cluster does not come to rest; a run would be lost to either.
final class Parting {

  private sealed interface Event {
    record Heard(Reachability reachability) implements Event {}

    record Look() implements Event {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(Parting.class);

  private final Cluster cluster;
  private final Duration stableAfter;
  private Reachability reachability = Reachability.empty();
  private Hearing<UniqueAddress> hearing = new Hearing<>(List.of(), Set.of());
  private long sinceNanos = System.nanoTime();

  private Parting(ActorContext<Event> context, Pace pace) {
    this.cluster = Cluster.get(context.getSystem());
    this.stableAfter = pace.stableAfter();
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(
                    ReachabilityChanged.class, changed -> new Event.Heard(changed.reachability())),
                ReachabilityChanged.class));
  }

  static Behavior<?> create(Pace pace) {
    return Behaviors.<Event>withTimers(timers -> {
      timers.startTimerWithFixedDelay(new Event.Look(), pace.gossip());
      return Behaviors.<Event>setup(context -> {
        Parting parting = new Parting(context, pace);
        return Behaviors.receiveMessage(event -> {
          parting.on(event);
          return Behaviors.same();
        });
      });
    });
  }

  private void on(Event event) {
    if (event instanceof Event.Heard(Reachability changed)) {
      reachability = changed;
    }
    Hearing<UniqueAddress> now = new Hearing<>(fullMembersByAge(), cuts());
    if (!now.equals(hearing)) {
      hearing = now;
      sinceNanos = System.nanoTime();
    }
    boolean settled = System.nanoTime() - sinceNanos >= stableAfter.toNanos();
    if (settled && cluster.selfMember().status().equals(MemberStatus.up())) {
      part();
    }
  }

  private void part() {
    Set<UniqueAddress> staying = hearing.staying(cluster.selfMember().uniqueAddress());
    if (!staying.contains(cluster.selfMember().uniqueAddress())) {
      LOG.warn("event=parting reason=\"most of the others do not hear this coordinator\"");
      cluster.manager().tell(new Down(cluster.selfMember().address()));
      return;
    }
    for (Member member : cluster.state().getMembers()) {
      if (isToGo(member, staying)) {
        LOG.info("event=parting coordinator={} reason=\"it is not heard\"", member.address());
        cluster.manager().tell(new Down(member.address()));
      }
    }
  }

  /// One that is about to become a full member hears nobody yet; it goes when it is not heard.
  private boolean isToGo(Member member, Set<UniqueAddress> staying) {
    if (member.status().equals(down()) || member.status().equals(removed())) {
      return false;
    }
    UniqueAddress address = member.uniqueAddress();
    return isFull(member)
        ? !staying.contains(address)
        : hearing.cuts().stream()
            .anyMatch(cut -> cut.subject().equals(address) && staying.contains(cut.observer()));
  }

  private static boolean isFull(Member member) {
    return member.status().equals(MemberStatus.up())
        || member.status().equals(MemberStatus.leaving())
        || member.status().equals(MemberStatus.exiting());
  }

  private List<UniqueAddress> fullMembersByAge() {
    List<Member> members = new ArrayList<>();
    for (Member member : cluster.state().getMembers()) {
      if (isFull(member)) {
        members.add(member);
      }
    }
    members.sort((one, other) -> one.isOlderThan(other) ? -1 : other.isOlderThan(one) ? 1 : 0);
    return members.stream().map(Member::uniqueAddress).toList();
  }

  private Set<Hearing.Cut<UniqueAddress>> cuts() {
    Set<Hearing.Cut<UniqueAddress>> cuts = new HashSet<>();
    for (int at = 0; at < reachability.records().length(); at++) {
      Reachability.Record seen = reachability.records().apply(at);
      if (!reachability.isReachable(seen.observer(), seen.subject())) {
        cuts.add(new Hearing.Cut<>(seen.observer(), seen.subject()));
      }
    }
    return cuts;
  }
}
