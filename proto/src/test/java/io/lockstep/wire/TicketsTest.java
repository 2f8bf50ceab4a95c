package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// For whom a stream speaks, by TCP and by the socket of the host.
@Timeout(60)
final class TicketsTest {

  private final TestCoordinator coordinator = new TestCoordinator(Frames.limits());

  @AfterEach
  void end() {
    coordinator.close();
  }

  @Test
  void aStreamSpeaksForTheWorkerThatRegisteredOnItAndForNoOther() throws Exception {
    try (var first = coordinator.connect(Frames.limits());
        var second = coordinator.connect(Frames.limits())) {
      register(first, "w1");
      register(second, "w2");

      assertRefused(second, "w1");
      assertRefused(second, "w3");

      second.open(hello("w2"), new Inbox<>());
      assertThat(coordinator.next().worker()).isEqualTo("w2");
    }
  }

  @Test
  void aStreamWithoutARegistrationSpeaksForNobody() throws Exception {
    try (var stranger = coordinator.connect(Frames.limits())) {
      assertRefused(stranger, "w1");
    }
  }

  @Test
  void whoRegistersAgainSpeaksByTheNewTicketAlone() {
    Tickets tickets = new Tickets(2);
    String first = tickets.issue("w1");
    String second = tickets.issue("w1");
    assertThat(tickets.admits("w1", first)).isFalse();
    assertThat(tickets.admits("w1", second)).isTrue();
    assertThat(tickets.admits("w2", second)).isFalse();
    assertThat(tickets.admits("w1", null)).isFalse();
  }

  @Test
  void noMoreTicketsAreKeptThanThereIsRoomFor() {
    Tickets tickets = new Tickets(2);
    String oldest = tickets.issue("w1");
    String middle = tickets.issue("w2");
    tickets.issue("w3");
    assertThat(tickets.admits("w1", oldest)).isFalse();
    assertThat(tickets.admits("w2", middle)).isTrue();
  }

  private void assertRefused(WireClient client, String worker) throws Exception {
    Inbox<CoordinatorFrame> inbox = new Inbox<>();
    client.open(hello(worker), inbox);
    String why = "the stream is for worker %s, which has not registered on it".formatted(worker);
    assertThat(inbox.reason()).contains(why);
    assertThat(coordinator.streams.poll(0, TimeUnit.SECONDS)).isNull();
  }

  private static void register(WireClient client, String worker) {
    Handshake h = Frames.handshake();
    assertThat(
            client.register(
                new Handshake(
                    h.protocolVersion(),
                    h.buildVersion(),
                    h.configurationHash(),
                    h.configuration(),
                    h.dataFingerprint(),
                    h.parameterCount(),
                    h.layoutHash(),
                    h.lanes(),
                    worker,
                    h.host(),
                    h.process()),
                Frames.PATIENCE))
        .isInstanceOf(RegisterOutcome.Accepted.class);
  }

  private static WorkerFrame.Hello hello(String worker) {
    return new WorkerFrame.Hello(Frames.REIGN, worker, 11);
  }
}
