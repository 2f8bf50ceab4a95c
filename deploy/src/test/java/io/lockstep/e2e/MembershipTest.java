package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.coordinator.membership.CoordinatorDuty;
import io.lockstep.coordinator.membership.CoordinatorMembership;
import io.lockstep.coordinator.membership.Departure;
import io.lockstep.coordinator.membership.Entry;
import io.lockstep.coordinator.membership.NodeSettings;
import io.lockstep.coordinator.membership.Pace;
import io.lockstep.coordinator.membership.Support;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.trust.CertificateHost;
import io.lockstep.trust.CertificateSet;
import io.lockstep.trust.CredentialFiles;
import io.lockstep.trust.Credentials;
import io.lockstep.trust.Role;
import io.lockstep.trust.Validity;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.WireSecurity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real coordinators of a real cluster on loopback, all in this process, with hand-written duties.
@Timeout(60)
final class MembershipTest {

  private static final String HOST = "127.0.0.1";
  private static final long DEADLINE_SECONDS = 30;
  private static final int LISTED = 3;

  @TempDir Path folder;
  private final List<CoordinatorMembership> nodes = new ArrayList<>();

  @AfterEach
  void everyNodeLeaves() throws Exception {
    for (CoordinatorMembership node : nodes.reversed()) {
      node.leave().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  void theFounderIsSeatedWithFewBehindItAndTheSeatMovesWhenItLeaves() throws Exception {
    Diary first = new Diary();
    Diary second = new Diary();
    CoordinatorMembership founder = start(Entry.founding(LISTED), first);
    assertThat(first.next()).isEqualTo("begin FEW");
    CoordinatorMembership heir = start(joining(founder), second);
    awaitUp(heir); // The seat goes to the oldest: this one, not the third.
    CoordinatorMembership third = start(joining(founder, heir), new Diary());
    awaitUp(third);
    awaitMembers(heir, 3);

    CompletableFuture<Departure> departed = founder.leave();

    assertThat(first.next()).isEqualTo("end");
    assertThat(second.next()).isEqualTo("begin MOST");
    assertThat(departed.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Departure.Left());
    awaitMembers(heir, 2);
    assertThat(heir.members()).containsExactlyInAnyOrder(heir.address(), third.address());
  }

  @Test
  void aNodeThatNobodyLetsInIsToldSoAndMayTryAgain() throws Exception {
    CoordinatorMembership lost =
        start(new Entry(LISTED, List.of(new NodeAddress(HOST, freePort()))), new Diary());

    assertThat(lost.departed().get(DEADLINE_SECONDS, TimeUnit.SECONDS))
        .isEqualTo(new Departure.CastOut("the other coordinators did not let it in"));
  }

  @Test
  void coordinatorsOfOneAuthorityFormAClusterAndOthersAreNotLetIn() throws Exception {
    WireSecurity ours = certified("ours", Role.COORDINATOR);
    CoordinatorMembership founder = start(Entry.founding(LISTED), new Diary(), ours);
    CoordinatorMembership second = start(joining(founder), new Diary(), ours);
    awaitUp(second);
    awaitMembers(founder, 2);

    List<CoordinatorMembership> strangers =
        List.of(
            start(joining(founder), new Diary(), certified("theirs", Role.COORDINATOR)),
            start(joining(founder), new Diary(), added("ours", "127.0.0.2", Role.WORKER)),
            start(joining(founder), new Diary(), WireSecurity.loopback()));

    for (CoordinatorMembership stranger : strangers) {
      assertThat(stranger.departed().get(DEADLINE_SECONDS, TimeUnit.SECONDS))
          .isEqualTo(new Departure.CastOut("the other coordinators did not let it in"));
    }
    assertThat(founder.members()).containsExactlyInAnyOrder(founder.address(), second.address());
  }

  private WireSecurity certified(String set, Role role) {
    return added(set, HOST, role);
  }

  private WireSecurity added(String set, String host, Role role) {
    Path made = folder.resolve(set);
    CertificateSet.make(made, List.of(CertificateHost.of(host, role)), Validity.ofDays(2));
    return WireSecurity.mutualTls(Credentials.read(CredentialFiles.in(made.resolve(host))));
  }

  @Test
  void aCoordinatorThatCannotBeginEndsWithItsFailure() throws Exception {
    Failure taken = Failure.of(ExitCode.USAGE, "port in use: 4711");
    CoordinatorMembership coordinator =
        start(
            Entry.founding(1),
            new Diary() {
              @Override
              public Optional<Endpoint> begin(Support support) {
                throw taken.exception();
              }
            });

    assertThat(coordinator.departed().get(DEADLINE_SECONDS, TimeUnit.SECONDS))
        .isEqualTo(new Departure.Broken(taken));
  }

  @Test
  void aMembershipPortInUseIsAnErrorOfTheUser() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      NodeSettings settings =
          new NodeSettings(
              "tests", "c0", HOST, taken.getLocalPort(), Pace.TEST, WireSecurity.loopback());

      LockstepException refused =
          catchThrowableOfType(
              LockstepException.class,
              () -> CoordinatorMembership.start(settings, Entry.founding(1), new Diary()));

      assertThat(refused.failure().code()).isEqualTo(ExitCode.CLUSTER);
      assertThat(refused.failure().error())
          .isEqualTo("port in use: membership cannot listen on " + taken.getLocalPort());
    }
  }

  private static void awaitUp(CoordinatorMembership node) {
    await(node::isUp);
  }

  private static void awaitMembers(CoordinatorMembership node, int count) {
    await(() -> node.members().size() == count);
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("nanoseconds too late").isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private CoordinatorMembership start(Entry entry, CoordinatorDuty duty) {
    return start(entry, duty, WireSecurity.loopback());
  }

  private CoordinatorMembership start(Entry entry, CoordinatorDuty duty, WireSecurity security) {
    NodeSettings settings =
        new NodeSettings("tests", "c" + nodes.size(), HOST, 0, Pace.TEST, security);
    CoordinatorMembership node = CoordinatorMembership.start(settings, entry, duty);
    nodes.add(node);
    return node;
  }

  private static Entry joining(CoordinatorMembership... members) {
    List<NodeAddress> addresses = new ArrayList<>();
    for (CoordinatorMembership member : members) {
      addresses.add(member.address());
    }
    return new Entry(LISTED, addresses);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return socket.getLocalPort();
    }
  }

  /// A duty that writes down what it is told.
  private static class Diary implements CoordinatorDuty {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Override
    public Optional<Endpoint> begin(Support support) {
      lines.add("begin " + support);
      return Optional.of(new Endpoint(HOST, 4711, 1, "tiny"));
    }

    @Override
    public void end(String reason) {
      lines.add("end");
    }

    String next() throws InterruptedException {
      return lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
