package io.lockstep.wire;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.lockstep.proto.v1.CoordinationGrpc;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Asks coordinators who leads, all of a list at once. Each question is a connection of its own:
/// whoever is gone keeps none waiting, and who comes back is not waited for.
public final class CoordinatorDirectory {

  private final List<NodeAddress> addresses;
  private final WireSecurity security;

  /// What came of one question.
  ///
  /// @param trouble why there is no answer, in words; empty when there is one
  public record Asked(NodeAddress at, Optional<LeaderAnswer> answer, String trouble) {}

  public CoordinatorDirectory(List<NodeAddress> addresses, WireSecurity security) {
    this.addresses = List.copyOf(addresses);
    this.security = security;
  }

  public List<NodeAddress> addresses() {
    return addresses;
  }

  /// Those of the list that are not dialled at this address.
  public CoordinatorDirectory without(NodeAddress address) {
    return new CoordinatorDirectory(
        addresses.stream().filter(listed -> !listed.equals(address)).toList(), security);
  }

  /// Blocks until all have answered or the deadline has passed.
  ///
  /// @return in the order of the list
  public List<Asked> ask(LeaderQuestion question, Duration deadline) throws InterruptedException {
    List<Asked> all = new ArrayList<>();
    try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Asked>> answers = new ArrayList<>();
      for (NodeAddress at : addresses) {
        answers.add(asking.submit(() -> ask(at, question, deadline)));
      }
      for (Future<Asked> answer : answers) {
        all.add(answer.get());
      }
    } catch (ExecutionException fault) {
      throw new IllegalStateException("asking a coordinator failed", fault.getCause());
    }
    return all;
  }

  private Asked ask(NodeAddress at, LeaderQuestion question, Duration deadline) {
    InetSocketAddress address = new InetSocketAddress(at.host(), at.port());
    if (address.isUnresolved()) {
      return new Asked(at, Optional.empty(), "the host name is unknown");
    }
    Optional<LeaderAnswer> silence = security.against(address.getAddress()).map(told -> told);
    if (silence.isPresent()) {
      return new Asked(at, silence, "");
    }
    NettyChannelBuilder builder = NettyChannelBuilder.forAddress(address);
    LargeFrames.on(builder, security);
    ManagedChannel channel =
        builder
            .disableRetry()
            .directExecutor()
            .maxInboundMessageSize(Connection.METADATA_BYTES_MAX)
            .maxInboundMetadataSize(Connection.METADATA_BYTES_MAX)
            .build();
    try {
      return new Asked(
          at,
          Optional.of(
              LeaderTranslator.answer(
                  security
                      .introduced(CoordinationGrpc.newBlockingStub(channel))
                      .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
                      .leader(LeaderTranslator.message(question)))),
          "");
    } catch (StatusRuntimeException silent) {
      Optional<LeaderAnswer> distrust = TlsTrouble.of(silent.getStatus()).map(told -> told);
      return new Asked(
          at, distrust, distrust.isPresent() ? "" : trouble(silent.getStatus(), deadline));
    } catch (IllegalArgumentException senseless) {
      return new Asked(at, Optional.empty(), "answers, but not as a coordinator");
    } finally {
      channel.shutdownNow();
    }
  }

  /// The transports have words of their own around those of the operating system.
  private static String trouble(Status status, Duration deadline) {
    String reason = Reasons.of(status);
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      return "no answer within %d ms".formatted(deadline.toMillis());
    }
    return reason.endsWith("Connection refused") ? "nobody listens (connection refused)" : reason;
  }
}
