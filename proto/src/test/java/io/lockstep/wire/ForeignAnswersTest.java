package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.proto.v1.CoordinationGrpc;
import io.lockstep.proto.v1.ListReply;
import io.lockstep.proto.v1.ListRequest;
import io.lockstep.proto.v1.QueuedRun;
import io.lockstep.proto.v1.RegisterReply;
import io.lockstep.proto.v1.RunsGrpc;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A coordinator of a later version, or something that is none.
final class ForeignAnswersTest {

  private static final String LONG_NAME = "w".repeat(PeerText.NAME_CHARS_MAX + 1);

  private Server server;

  @BeforeEach
  void answerStrangely() throws IOException {
    server =
        NettyServerBuilder.forAddress(TestCoordinator.loopback(0))
            .addService(
                new RunsGrpc.RunsImplBase() {
                  @Override
                  public void list(ListRequest request, StreamObserver<ListReply> reply) {
                    QueuedRun run = QueuedRun.newBuilder().setNumber(1).setState("asleep").build();
                    reply.onNext(
                        ListReply.newBuilder()
                            .setQueue(ListReply.Queue.newBuilder().setNextNumber(2).addRuns(run))
                            .build());
                    reply.onCompleted();
                  }
                })
            .addService(
                new CoordinationGrpc.CoordinationImplBase() {
                  @Override
                  public void register(
                      io.lockstep.proto.v1.Handshake message, StreamObserver<RegisterReply> reply) {
                    reply.onNext(
                        RegisterReply.newBuilder()
                            .setAccepted(
                                RegisterReply.Accepted.newBuilder()
                                    .setWorker(LONG_NAME)
                                    .setVersion(-1))
                            .build());
                    reply.onCompleted();
                  }
                })
            .build()
            .start();
  }

  @AfterEach
  void end() {
    server.shutdownNow();
  }

  @Test
  void whatACommandDoesNotUnderstandIsAWordAndNoInternalError() {
    try (RunsClient client =
        RunsClient.connect(
            new NodeAddress("127.0.0.1", server.getPort()), WireSecurity.loopback())) {
      LockstepException refused = catchThrowableOfType(LockstepException.class, client::queue);

      assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.failure().error())
          .startsWith("the coordinator answers what this version does not understand: ");
      assertThat(refused.failure().advice()).contains("lockstep version");
    }
  }

  @Test
  void aWorkerLooksOnWhereItDoesNotUnderstandTheAnswer() {
    try (WireClient client =
        WireClient.connect(
            "127.0.0.1", server.getPort(), Frames.limits(), WireSecurity.loopback())) {
      assertThat(client.register(Frames.handshake(), Frames.PATIENCE))
          .isInstanceOf(RegisterOutcome.Unreachable.class)
          .asString()
          .contains("answers what this version does not understand");
    }
  }
}
