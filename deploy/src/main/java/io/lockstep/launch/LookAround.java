package io.lockstep.launch;

import io.lockstep.coordinator.CoordinatorPort;
import io.lockstep.coordinator.membership.Entry;
import io.lockstep.coordinator.membership.Founding;
import io.lockstep.coordinator.membership.Founding.Fact;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.wire.CoordinatorDirectory;
import io.lockstep.wire.CoordinatorDirectory.Asked;
import io.lockstep.wire.Distrust;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.LeaderAnswer;
import io.lockstep.wire.LeaderAnswer.Here;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.RegisterOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// What one of several coordinators sees of the others. It asks all of the list, itself among them:
/// where no address of this machine tells which of them is its own, the answer does, however it is
/// spelt.
final class LookAround {

  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final long AGAIN_MILLIS = 250;
  private static final int UNKNOWN = -1;

  private final CoordinatorDirectory directory;
  private final CoordinatorPort port;
  private final Duration patience;
  private int self = UNKNOWN;

  LookAround(List<NodeAddress> list, CoordinatorPort port, Duration patience) {
    this.directory = new CoordinatorDirectory(list, port.security());
    this.port = port;
    this.patience = patience;
    for (int place = 0; place < list.size(); place++) {
      if (isOurs(list.get(place))) {
        self = place;
      }
    }
  }

  private boolean isOurs(NodeAddress listed) {
    NodeAddress own = port.address();
    return listed.equals(own)
        || listed.port() == own.port() && isLocal(listed.host()) && isLocal(own.host());
  }

  private static boolean isLocal(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException unknown) {
      return false;
    }
  }

  /// Asks until it is clear how to come to the cluster.
  ///
  /// @return empty when `given up` came first
  /// @throws io.lockstep.failure.LockstepException if this process is none of the list, or others
  ///   refuse it and none agrees with it
  Optional<Entry> entry(BooleanSupplier givenUp) throws InterruptedException {
    List<Fact> facts = facts(ask());
    long begunNanos = System.nanoTime(); // The first question takes long on a busy machine.
    while (!givenUp.getAsBoolean()) {
      Duration looking = Duration.ofNanos(System.nanoTime() - begunNanos);
      switch (Founding.step(facts, looking, patience)) {
        case Founding.Step.Enter(Entry entry) -> {
          return Optional.of(entry);
        }
        case Founding.Step.Stranger _ -> throw stranger();
        case Founding.Step.Refused(Fact.Refusing by) -> throw refusal(by);
        case Founding.Step.Distrusted(Fact.Distrusting by) ->
            throw by.distrust().failure("this coordinator", by.at()).exception();
        case Founding.Step.Wait _ -> TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
      }
      facts = facts(ask());
    }
    return Optional.empty();
  }

  /// The others as they are now.
  ///
  /// @param leader of the newest reign among them
  /// @param apart somebody who belongs to another cluster of coordinators, and its place in the
  ///   list
  record Others(Optional<Endpoint> leader, Optional<Apart> apart) {}

  /// @param leader where it leads, if it does
  record Apart(int place, Optional<Endpoint> leader) {}

  /// @param members who belongs to this node's cluster
  Others others(Set<NodeAddress> members) throws InterruptedException {
    List<Asked> all = ask();
    Optional<Endpoint> leader =
        all.stream()
            .flatMap(asked -> leading(asked).stream())
            .filter(endpoint -> !endpoint.address().equals(port.address()))
            .max(Comparator.comparingLong(Endpoint::term));
    Optional<Apart> apart = Optional.empty();
    for (int place = 0; place < all.size(); place++) {
      Asked asked = all.get(place);
      boolean elsewhere =
          place != self
              && here(asked)
                  .flatMap(Here::membership)
                  .filter(at -> !members.contains(at))
                  .isPresent();
      if (elsewhere && (apart.isEmpty() || leading(asked).isPresent())) {
        apart = Optional.of(new Apart(place, leading(asked)));
      }
    }
    return new Others(leader, apart);
  }

  /// This node's place in the list.
  int self() {
    return self;
  }

  private List<Asked> ask() throws InterruptedException {
    return directory.ask(port.question(), DEADLINE);
  }

  private List<Fact> facts(List<Asked> all) {
    List<Fact> facts = new ArrayList<>();
    for (int place = 0; place < all.size(); place++) {
      Asked asked = all.get(place);
      if (here(asked).filter(answer -> answer.who().process() == port.process()).isPresent()) {
        self = place;
      }
      facts.add(place == self ? new Fact.Self() : fact(asked));
    }
    return facts;
  }

  private static Fact fact(Asked asked) {
    return switch (asked.answer().orElse(null)) {
      case null -> new Fact.Silent();
      case LeaderAnswer.Refused(RegisterOutcome.Refused difference) ->
          new Fact.Refusing(asked.at(), difference);
      case Distrust distrust -> new Fact.Distrusting(asked.at(), distrust);
      case Here here -> here.membership().<Fact>map(Fact.Member::new).orElseGet(Fact.Looking::new);
    };
  }

  private static Optional<Here> here(Asked asked) {
    return asked.answer().filter(Here.class::isInstance).map(Here.class::cast);
  }

  private static Optional<Endpoint> leading(Asked asked) {
    return here(asked)
        .filter(answer -> answer.standing() == LeaderAnswer.Standing.LEADING)
        .flatMap(Here::leader);
  }

  private static RuntimeException refusal(Fact.Refusing by) {
    return Failure.of(
            ExitCode.CLUSTER, "another coordinator refuses this one: " + by.difference().reason())
        .at(by.at().toString())
        .keeping("the cluster goes on without this coordinator")
        .advising("start all coordinators with the same configuration, --cluster and --pace")
        .exception();
  }

  private RuntimeException stranger() {
    return Failure.of(ExitCode.USAGE, "this coordinator is none of those that --coordinators lists")
        .at("it listens on %s; the list is %s".formatted(port.address(), directory.addresses()))
        .advising("add this one to the list, on every node")
        .exception();
  }
}
