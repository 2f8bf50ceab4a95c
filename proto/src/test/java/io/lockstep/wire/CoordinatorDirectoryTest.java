package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lockstep.wire.CoordinatorDirectory.Asked;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Asking a list of coordinators who leads, over real sockets.
@Timeout(60)
final class CoordinatorDirectoryTest {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final Duration SOON = Duration.ofSeconds(4);

  private final TestCoordinator coordinator = new TestCoordinator(Frames.limits());
  private final NodeAddress there = new NodeAddress("127.0.0.1", coordinator.server.port());

  @AfterEach
  void end() {
    coordinator.close();
  }

  @Test
  void everythingThatACoordinatorSaysArrives() throws Exception {
    LeaderAnswer.Here here =
        new LeaderAnswer.Here(
            new LeaderAnswer.Who("c1", -7),
            LeaderAnswer.Standing.MEMBER,
            Optional.of(new NodeAddress("10.0.0.2", 25_520)),
            Optional.of(new Endpoint("10.0.0.1", 25_620, 3, "tiny-1")));
    coordinator.leader = here;
    LeaderQuestion question = LeaderQuestion.ofCoordinator("lockstep", "local", Frames.handshake());

    assertThat(ask(question, there)).containsExactly(new Asked(there, Optional.of(here), ""));
    assertThat(coordinator.questions.take()).isEqualTo(question);
  }

  @Test
  void aCoordinatorThatBelongsToNoClusterSaysJustThat() throws Exception {
    LeaderAnswer.Here here =
        new LeaderAnswer.Here(
            new LeaderAnswer.Who("c1", 7),
            LeaderAnswer.Standing.LOOKING,
            Optional.empty(),
            Optional.empty());
    coordinator.leader = here;

    assertThat(ask(LeaderQuestion.ofWorker("lockstep"), there).getFirst().answer()).contains(here);
    assertThat(coordinator.questions.take()).isEqualTo(LeaderQuestion.ofWorker("lockstep"));
  }

  @Test
  void aRefusalNamesTheFieldAndBothValues() throws Exception {
    LeaderAnswer refused =
        new LeaderAnswer.Refused(new RegisterOutcome.Refused("cluster", "ours", "theirs"));
    coordinator.leader = refused;

    assertThat(ask(LeaderQuestion.ofWorker("theirs"), there).getFirst().answer()).contains(refused);
  }

  @Test
  void oneThatIsGoneOneThatIsSilentAndOneThatNobodyKnowsHoldNobodyUp() throws Exception {
    coordinator.leader =
        new LeaderAnswer.Refused(new RegisterOutcome.Refused("cluster", "ours", "theirs"));
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Asked> asked =
          new CoordinatorDirectory(
                  List.of(
                      closed(),
                      new NodeAddress("127.0.0.1", silent.getLocalPort()),
                      new NodeAddress("no-such-host.invalid", 1),
                      there),
                  WireSecurity.loopback())
              .ask(LeaderQuestion.ofWorker("theirs"), SOON);

      assertThat(asked.get(0).trouble()).isEqualTo("nobody listens (connection refused)");
      assertThat(asked.get(1).trouble()).isEqualTo("no answer within 4000 ms");
      assertThat(asked.get(2).trouble()).isEqualTo("the host name is unknown");
      assertThat(asked.get(3).answer()).isPresent();
    }
  }

  @Test
  void anAddressIsReadAndWrittenInOneForm() {
    for (String text : List.of("h3:25620", "127.0.0.1:1", "[::1]:65535")) {
      assertThat(NodeAddress.parse(text)).hasToString(text);
    }
    for (String text : List.of("h3", "h3:", ":1", "::1:25620", "h3:port", "a b:1", "h3:70000")) {
      assertThatIllegalArgumentException().as(text).isThrownBy(() -> NodeAddress.parse(text));
    }
  }

  private static List<Asked> ask(LeaderQuestion question, NodeAddress at)
      throws InterruptedException {
    return new CoordinatorDirectory(List.of(at), WireSecurity.loopback()).ask(question, DEADLINE);
  }

  private static NodeAddress closed() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new NodeAddress("127.0.0.1", socket.getLocalPort());
    }
  }
}
