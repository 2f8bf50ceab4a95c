package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.coordinator.membership.CoordinatorDuty;
import io.lockstep.coordinator.membership.CoordinatorMembership;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.membership.Departure;
import io.lockstep.membership.Endpoint;
import io.lockstep.membership.Member;
import io.lockstep.membership.NodeAddress;
import io.lockstep.membership.NodeSettings;
import io.lockstep.membership.Pace;
import io.lockstep.worker.membership.CoordinatorListener;
import io.lockstep.worker.membership.WorkerMembership;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Real nodes of a real cluster on loopback, all in this process, with hand-written duties.
@Timeout(60)
final class MembershipTest {

  private static final String HOST = "127.0.0.1";
  private static final long DEADLINE_SECONDS = 30;

  private final List<CompletableFuture<Departure>> leaving = new ArrayList<>();
  private final List<Runnable> nodes = new ArrayList<>();

  @AfterEach
  void everyNodeLeaves() throws Exception {
    nodes.reversed().forEach(Runnable::run);
    for (CompletableFuture<Departure> departed : leaving) {
      departed.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  void aWorkerFindsTheCoordinator() throws Exception {
    Diary duty = new Diary(4711, 1);
    CoordinatorMembership coordinator = coordinator(lone(), duty);
    Ear ear = new Ear();
    worker("w0", List.of(coordinator.address()), ear);

    assertThat(ear.next()).isEqualTo(new Endpoint(HOST, 4711, 1, "tiny"));
  }

  @Test
  void aWorkerThatLeavesIsReportedToTheDutyByName() throws Exception {
    Diary duty = new Diary(4711, 1);
    CoordinatorMembership coordinator = coordinator(lone(), duty);
    Ear ear = new Ear();
    WorkerMembership worker = worker("w0", List.of(coordinator.address()), ear);
    ear.next();

    assertThat(worker.leave().get(DEADLINE_SECONDS, TimeUnit.SECONDS))
        .isEqualTo(new Departure.Left());

    assertThat(duty.next()).isEqualTo("begin");
    assertThat(duty.next()).isEqualTo("lost w0: left the cluster");
    assertThat(ear.heard).isEmpty();
  }

  @Test
  void aWorkerThatIsReplacedUnderItsNameIsNotReported() throws Exception {
    Diary duty = new Diary(4711, 1);
    CoordinatorMembership coordinator = coordinator(lone(), duty);
    WorkerMembership before = joined("w0", coordinator);
    WorkerMembership after = joined("w0", coordinator);

    before.leave().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    // Joins after that, so that it is removed after that.
    WorkerMembership witness = joined("w1", coordinator);
    witness.leave().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(duty.next()).isEqualTo("begin");
    assertThat(duty.next()).isEqualTo("lost w1: left the cluster");
    after.leave().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(duty.next()).isEqualTo("lost w0: left the cluster");
  }

  @Test
  void theSeatMovesToTheNextCandidateWhenTheFirstLeaves() throws Exception {
    List<NodeAddress> seeds = freeAddresses(2);
    Diary first = new Diary(5001, 1);
    Diary second = new Diary(5002, 2);
    CoordinatorMembership leaver = coordinator(candidate("c0", 0, seeds), first);
    assertThat(first.next()).isEqualTo("begin");
    CoordinatorMembership heir = coordinator(candidate("c1", 1, seeds), second);
    Ear ear = new Ear();
    worker("w0", seeds, ear);
    assertThat(ear.next()).isEqualTo(new Endpoint(HOST, 5001, 1, "tiny"));

    awaitUp(heir); // It can join by the first only.
    leaver.leave();

    assertThat(first.next()).isEqualTo("end");
    assertThat(second.next()).isEqualTo("begin");
    assertThat(ear.next()).isEqualTo("gone");
    assertThat(ear.next()).isEqualTo(new Endpoint(HOST, 5002, 2, "tiny"));
  }

  @Test
  void aWorkerOfAnotherClusterIsNotLetInAndEndsWithExitCode6() throws Exception {
    CoordinatorMembership coordinator = coordinator(lone(), new Diary(4711, 1));
    Ear ear = new Ear();
    NodeSettings stranger =
        NodeSettings.worker("other", "w0", HOST, List.of(coordinator.address()), Pace.TEST);
    leaving.add(WorkerMembership.start(stranger, ear).departed());

    Failure failure = (Failure) ear.next();

    assertThat(failure.code()).isEqualTo(ExitCode.CLUSTER);
    assertThat(failure.error())
        .isEqualTo(
            "unreachable coordinator: no answer from %s within 4 s"
                .formatted(coordinator.address()));
    assertThat(failure.cause())
        .isEqualTo(
            coordinator.address()
                + " accepts connections but no member of cluster 'other' answers");
  }

  @Test
  void unreachableSeedsEndWithExitCode6WithinThePatienceOfThePace() throws Exception {
    NodeAddress nobody = freeAddresses(1).getFirst();
    Ear ear = new Ear();
    long begunNanos = System.nanoTime();
    worker("w0", List.of(nobody), ear);

    Failure failure = (Failure) ear.next();

    assertThat(failure.code()).isEqualTo(ExitCode.CLUSTER);
    assertThat(failure.error()).contains("unreachable coordinator", nobody.toString());
    assertThat(failure.cause()).startsWith(nobody + " cannot be reached (Connection refused");
    assertThat(System.nanoTime() - begunNanos)
        .isGreaterThanOrEqualTo(Pace.TEST.joinPatience().toNanos())
        .isLessThan(TimeUnit.SECONDS.toNanos(20));
  }

  @Test
  void workersOfALoneCoordinatorThatCannotBeginAreToldAndItEndsWithItsFailure() throws Exception {
    Failure taken = Failure.of(ExitCode.USAGE, "port in use: 4711");
    CoordinatorMembership coordinator =
        coordinator(
            lone(),
            new Diary(4711, 1) {
              @Override
              public Endpoint begin() {
                throw taken.exception();
              }
            });

    assertThat(coordinator.departed().get(DEADLINE_SECONDS, TimeUnit.SECONDS))
        .isEqualTo(new Departure.Forced(taken));
  }

  @Test
  void aMembershipPortInUseIsAnErrorOfTheUser() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      NodeSettings settings =
          NodeSettings.loneCoordinator("tests", HOST, taken.getLocalPort(), Pace.TEST);

      LockstepException refused =
          catchThrowableOfType(
              LockstepException.class,
              () -> CoordinatorMembership.start(settings, new Diary(4711, 1)));

      assertThat(refused.failure().code()).isEqualTo(ExitCode.CLUSTER);
      assertThat(refused.failure().error())
          .isEqualTo("port in use: membership cannot listen on " + taken.getLocalPort());
    }
  }

  private static void awaitUp(CoordinatorMembership node) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!node.isUp()) {
      assertThat(System.nanoTime() - deadline).as("nanoseconds too late").isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private CoordinatorMembership coordinator(NodeSettings settings, CoordinatorDuty duty) {
    CoordinatorMembership coordinator = CoordinatorMembership.start(settings, duty);
    nodes.add(coordinator::leave);
    leaving.add(coordinator.departed());
    return coordinator;
  }

  /// A worker that has found the coordinator.
  private WorkerMembership joined(String name, CoordinatorMembership coordinator)
      throws InterruptedException {
    Ear ear = new Ear();
    WorkerMembership worker = worker(name, List.of(coordinator.address()), ear);
    assertThat(ear.next()).isInstanceOf(Endpoint.class);
    return worker;
  }

  private WorkerMembership worker(String name, List<NodeAddress> seeds, Ear ear) {
    WorkerMembership worker =
        WorkerMembership.start(NodeSettings.worker("tests", name, HOST, seeds, Pace.TEST), ear);
    nodes.add(worker::leave);
    leaving.add(worker.departed());
    return worker;
  }

  private static NodeSettings lone() {
    return NodeSettings.loneCoordinator("tests", HOST, 0, Pace.TEST);
  }

  private static NodeSettings candidate(String name, int number, List<NodeAddress> seeds) {
    return new NodeSettings(
        "tests",
        name,
        HOST,
        seeds.get(number).port(),
        Set.of(NodeSettings.COORDINATOR),
        seeds,
        Pace.TEST);
  }

  /// Ports that were free a moment ago: seeds must be known before their nodes start.
  private static List<NodeAddress> freeAddresses(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<NodeAddress> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST));
      sockets.add(socket);
      addresses.add(new NodeAddress(HOST, socket.getLocalPort()));
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return addresses;
  }

  /// A duty that writes down what it is told.
  private static class Diary implements CoordinatorDuty {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final int port;
    private final long term;

    Diary(int port, long term) {
      this.port = port;
      this.term = term;
    }

    @Override
    public Endpoint begin() {
      lines.add("begin");
      return new Endpoint(HOST, port, term, "tiny");
    }

    @Override
    public void memberLost(Member member, String reason) {
      lines.add("lost %s: %s".formatted(member.name(), reason));
    }

    @Override
    public void end(String reason) {
      lines.add("end");
    }

    String next() throws InterruptedException {
      return lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /// A worker that writes down what it hears: an endpoint, "gone" or a failure.
  private static final class Ear implements CoordinatorListener {
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    @Override
    public void coordinatorAt(Endpoint endpoint) {
      heard.add(endpoint);
    }

    @Override
    public void coordinatorGone() {
      heard.add("gone");
    }

    @Override
    public void castOut(Failure failure) {
      heard.add(failure);
    }

    Object next() throws InterruptedException {
      return heard.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
