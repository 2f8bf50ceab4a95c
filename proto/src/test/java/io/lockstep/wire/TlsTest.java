package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.proto.v1.FollowingGrpc;
import io.lockstep.trust.CertificateHost;
import io.lockstep.trust.CertificateSet;
import io.lockstep.trust.CredentialFiles;
import io.lockstep.trust.Credentials;
import io.lockstep.trust.Role;
import io.lockstep.trust.Validity;
import io.lockstep.wire.CoordinatorDirectory.Asked;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Both ends with certificates, over real sockets: who belongs together exchanges everything, and
/// whoever does not is told why, at both ends.
@Timeout(60)
final class TlsTest {

  private static final WorkerFrame.Hello HELLO = new WorkerFrame.Hello(Frames.REIGN, "w1", 11);
  private static final FollowerFrame.Follow FOLLOW =
      new FollowerFrame.Follow(new Reign(0, 0), "node-b", "iris-7");
  private static final WireLimits LIMITS = Frames.limits();
  private static final Validity MONTH = Validity.ofDays(30);

  @TempDir static Path sets;
  private static Path ours;
  private static Path theirs;

  @BeforeAll
  static void make() {
    ours = sets.resolve("ours");
    CertificateSet.make(
        ours,
        List.of(
            CertificateHost.of("localhost", Role.COORDINATOR),
            CertificateHost.of("elsewhere", Role.COORDINATOR),
            CertificateHost.of("node7", Role.WORKER)),
        MONTH);
    theirs = sets.resolve("theirs");
    CertificateSet.make(theirs, List.of(CertificateHost.of("localhost", Role.COORDINATOR)), MONTH);
  }

  @Test
  void whoBelongsTogetherExchangesEverything() throws Exception {
    try (var coordinator = new TestCoordinator(LIMITS, of(ours.resolve("localhost")));
        var client =
            WireClient.connect(
                "localhost", coordinator.server.port(), LIMITS, of(ours.resolve("node7")))) {
      Inbox<CoordinatorFrame> inbox = new Inbox<>();
      Outbox<WorkerFrame> up = coordinator.admitted(client).open(HELLO, inbox);
      var opened = coordinator.next();
      assertThat(opened.inbox().next()).isEqualTo(HELLO);
      float[] numbers = Frames.floats(WireLimits.CHUNK_FLOATS_MAX + 20, 4);
      for (int i = 0; i < 20; i++) {
        up.send(Frames.gradient(1 + i, 0, Payload.borrowed(numbers, i, 262_000)));
        opened.outbox().send(Frames.parameters(1 + i, 0, Payload.borrowed(numbers, i, 200_000)));
      }
      for (int i = 0; i < 20; i++) {
        Frames.assertSlice(((TensorFrame) opened.inbox().next()).payload(), numbers, i, 262_000);
        Frames.assertSlice(((TensorFrame) inbox.next()).payload(), numbers, i, 200_000);
      }
      opened.outbox().close("run finished");
      assertThat(inbox.reason()).isEqualTo("run finished");
      assertThat(coordinator.refusals).isEmpty();
    }
  }

  @Test
  void aWorkerOfTheSameHostShowsItsTicketOnTheSocketOfTheHost() throws Exception {
    try (var coordinator = new TestCoordinator(LIMITS, of(ours.resolve("localhost")));
        var client =
            WireClient.connect(
                "localhost", coordinator.server.port(), LIMITS, of(ours.resolve("node7")))) {
      assertThat(client.register(Frames.handshake(), Frames.PATIENCE))
          .isInstanceOf(RegisterOutcome.Accepted.class);
      assertThat(client.isNear()).isEqualTo(Epoll.isAvailable());
      assertThat(client.status(Frames.PATIENCE).run()).isEqualTo("fashion-3");
      client.open(HELLO, new Inbox<>());
      assertThat(coordinator.next().inbox().next()).isEqualTo(HELLO);
    }
  }

  @Test
  void anotherCoordinatorFollowsByItsCertificateAndToken() throws Exception {
    try (var coordinator = new TestCoordinator(LIMITS, of(ours.resolve("localhost")));
        var client =
            WireClient.connect(
                "localhost", coordinator.server.port(), LIMITS, of(ours.resolve("elsewhere")))) {
      Inbox<LeaderFrame> inbox = new Inbox<>();
      client.follow(FOLLOW, inbox);
      var followed = coordinator.nextFollower();
      assertThat(followed.inbox().next()).isEqualTo(FOLLOW);
      followed.outbox().send(new LeaderFrame.Sealed(Frames.REIGN, 7));
      assertThat(inbox.next()).isEqualTo(new LeaderFrame.Sealed(Frames.REIGN, 7));
      assertThat(coordinator.refusals).isEmpty();
    }
  }

  @Test
  void whoIsNoCoordinatorOfTheClusterDoesNotFollowAndBothAreTold() throws Exception {
    Path folder = copied(ours.resolve("elsewhere"), "follower-with-another-token");
    Files.writeString(folder.resolve("token"), "another-token-0123456789\n");
    assertDoesNotFollow(folder, "unauthenticated", "the join token is not that of the cluster");
    assertDoesNotFollow(
        ours.resolve("node7"),
        "permission denied",
        "the certificate is one of a worker, and this is for coordinators");
  }

  private static void assertDoesNotFollow(Path follower, String status, String why)
      throws Exception {
    try (var coordinator = new TestCoordinator(LIMITS, of(ours.resolve("localhost")));
        var client =
            WireClient.connect("localhost", coordinator.server.port(), LIMITS, of(follower))) {
      Inbox<LeaderFrame> inbox = new Inbox<>();
      client.follow(FOLLOW, inbox);
      assertThat(inbox.reason()).isEqualTo("%s: %s".formatted(status, why));
      assertThat(coordinator.refusals.poll(Frames.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .startsWith("refused what came from /127.0.0.1:")
          .endsWith(": " + why);
      assertThat(coordinator.followers).isEmpty();
    }
  }

  /// Nobody shows a token there.
  @Test
  void theSocketOfTheHostLetsNobodyFollow() throws Exception {
    assumeTrue(Epoll.isAvailable(), "the native transport of Linux");
    try (var coordinator = new TestCoordinator(LIMITS, of(ours.resolve("localhost")));
        HostSocket socket = HostSocket.named(coordinator.server.hostSocket()).orElseThrow()) {
      NettyChannelBuilder builder = socket.client();
      LargeFrames.on(builder, WireSecurity.loopback());
      ManagedChannel channel = builder.build();
      try {
        Iterator<?> answers =
            ClientCalls.blockingServerStreamingCall(
                channel,
                FollowingGrpc.getFollowMethod(),
                CallOptions.DEFAULT.withDeadlineAfter(Frames.PATIENCE),
                io.lockstep.proto.v1.FollowerFrame.getDefaultInstance());
        assertThatExceptionOfType(StatusRuntimeException.class)
            .isThrownBy(answers::next)
            .satisfies(
                e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
      } finally {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void newCredentialsAreForNewConnectionsAndThoseThatAreThereStay() throws Exception {
    Path folder = copied(ours.resolve("localhost"), "renewed");
    Credentials credentials = Credentials.read(CredentialFiles.in(folder));
    try (var coordinator = new TestCoordinator(LIMITS, WireSecurity.mutualTls(credentials));
        credentials;
        var before =
            WireClient.connect(
                "localhost", coordinator.server.port(), LIMITS, of(ours.resolve("node7")));
        var after =
            WireClient.connect(
                "localhost", coordinator.server.port(), LIMITS, of(theirs.resolve("localhost")))) {
      Inbox<CoordinatorFrame> inbox = new Inbox<>();
      coordinator.admitted(before).open(HELLO, inbox);
      var opened = coordinator.next();

      copy(theirs.resolve("localhost"), folder);
      credentials.watch(_ -> {});

      assertThat(after.register(Frames.handshake(), Frames.PATIENCE))
          .isInstanceOf(RegisterOutcome.Accepted.class);
      var deal = Frames.coordinatorControls().get(1);
      opened.outbox().send(deal);
      assertThat(inbox.next()).isEqualTo(deal);
    }
  }

  @Test
  void anExpiredCertificateIsRefusedAndBothAreTold() throws Exception {
    Instant then = Instant.now().minus(Duration.ofDays(8));
    Path aged = sets.resolve("aged");
    CertificateSet.make(
        aged, List.of(CertificateHost.of("old", Role.WORKER)), new Validity(10 * 24, 5));
    CertificateSet.make(aged, List.of(CertificateHost.of("localhost", Role.COORDINATOR)), MONTH);
    assertRefused(
        of(aged.resolve("localhost")),
        WireSecurity.mutualTls(
            Credentials.read(CredentialFiles.in(aged.resolve("old")), () -> then)),
        "the other end does not trust the certificate here (certificate_unknown): expired, or of another authority",
        "the certificate there has expired");
  }

  @Test
  void whoOpensConnectionsAndDoesNotShakeHandsIsSentAwayInTime() throws Exception {
    var limits =
        new WireLimits(1 << 20, Duration.ofSeconds(10), Duration.ofMillis(300), 1 << 20, 2);
    byte[] half = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
    List<Socket> idle = new ArrayList<>();
    try (var coordinator = new TestCoordinator(limits, of(ours.resolve("localhost")))) {
      for (int i = 0; i < 1_000; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), coordinator.server.port());
        socket.setSoTimeout((int) Frames.PATIENCE.toMillis());
        idle.add(socket);
        if (i % 2 == 0) {
          socket.getOutputStream().write(half);
        }
      }
      for (Socket socket : idle) {
        assertEnds(socket);
      }
      try (var client =
          WireClient.connect(
              "localhost", coordinator.server.port(), limits, of(ours.resolve("node7")))) {
        assertThat(client.register(Frames.handshake(), Frames.PATIENCE))
            .isInstanceOf(RegisterOutcome.Accepted.class);
      }
      assertThat(coordinator.refusals).hasSize(1);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  private static void assertEnds(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      assertThat(reset).hasMessageMatching("(?i).*(broken pipe|reset).*");
    }
  }

  @Test
  void aWorkerOfAnotherAuthorityIsRefusedAndBothAreTold() throws Exception {
    assertRefused(
        of(ours.resolve("localhost")),
        of(theirs.resolve("localhost")),
        "the certificate there is of another authority",
        "the other end does not trust the certificate here");
  }

  /// As after an authority was replaced: the worker trusts both, the coordinator the new one alone.
  @Test
  void aWorkerThatTrustsTheCoordinatorAndIsNotTrustedIsTold() throws Exception {
    Path folder = copied(theirs.resolve("localhost"), "trusts-both");
    Files.write(
        folder.resolve("ca.crt"),
        Files.readAllBytes(ours.resolve("ca.crt")),
        StandardOpenOption.APPEND);
    assertRefused(
        of(ours.resolve("localhost")),
        of(folder),
        "the other end does not trust the authority of the certificate here",
        "the other end shows no certificate of the authority here");
  }

  @Test
  void aWorkerThatDialsANameThatIsNotInTheCertificateIsTold() throws Exception {
    assertRefused(
        of(ours.resolve("elsewhere")),
        of(ours.resolve("node7")),
        "the certificate there is for other names than the one that was dialled",
        "the other end does not trust the certificate here");
  }

  @Test
  void theCertificateOfAWorkerIsNoneOfACoordinator() throws Exception {
    assertRefused(
        of(ours.resolve("node7")),
        of(ours.resolve("localhost")),
        "the certificate there is one of a worker",
        "the other end does not trust the certificate here");
  }

  @Test
  void aWrongTokenIsRefusedAndBothAreTold() throws Exception {
    Path folder = copied(ours.resolve("node7"), "other-token");
    Files.writeString(folder.resolve("token"), "another-token-0123456789\n");
    assertRefused(
        of(ours.resolve("localhost")),
        of(folder),
        "the join token is not that of the cluster",
        "the join token is not that of the cluster");
  }

  @Test
  void aWorkerWithoutCertificatesIsTold() throws Exception {
    assertRefused(
        of(ours.resolve("localhost")),
        WireSecurity.loopback(),
        "the other end speaks TLS, this one plaintext",
        "plaintext, this port speaks TLS; start that node with --certificates FOLDER");
  }

  @Test
  void aWorkerWithCertificatesIsToldOfACoordinatorWithout() throws Exception {
    assertRefused(
        WireSecurity.loopback(),
        of(ours.resolve("localhost")),
        "the other end speaks plaintext, this one TLS",
        "a TLS handshake, this port speaks plaintext");
  }

  private static void assertRefused(
      WireSecurity coordinating, WireSecurity working, String toWorker, String toCoordinator)
      throws Exception {
    LeaderQuestion question = LeaderQuestion.ofWorker("lockstep");
    try (var coordinator = new TestCoordinator(LIMITS, coordinating)) {
      NodeAddress at = new NodeAddress("localhost", coordinator.server.port());
      Asked asked =
          new CoordinatorDirectory(List.of(at), working).ask(question, Frames.PATIENCE).getFirst();
      Distrust told = (Distrust) asked.answer().orElseThrow(() -> new AssertionError(asked));
      assertThat(told.reason()).startsWith(toWorker);
      assertThat(told.advice()).isNotBlank();
      assertThat(coordinator.refusals.poll(Frames.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .startsWith("refused what came from /127.0.0.1:")
          .contains(": " + toCoordinator);
      assertThat(coordinator.questions).isEmpty();

      try (var client = WireClient.connect("localhost", at.port(), LIMITS, working)) {
        assertThat(client.register(Frames.handshake(), Frames.PATIENCE)).isEqualTo(told);
        assertThatExceptionOfType(LockstepException.class)
            .isThrownBy(() -> client.status(Frames.PATIENCE))
            .satisfies(e -> assertThat(e.failure().code()).isEqualTo(ExitCode.SECURITY));
      }
      assertThat(coordinator.streams).isEmpty();
    }
  }

  private static WireSecurity of(Path folder) {
    return WireSecurity.mutualTls(Credentials.read(CredentialFiles.in(folder)));
  }

  private static Path copied(Path folder, String name) throws IOException {
    Path copy = Files.createDirectory(sets.resolve(name));
    copy(folder, copy);
    return copy;
  }

  private static void copy(Path folder, Path copy) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            copy.resolve(file.getFileName()),
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
