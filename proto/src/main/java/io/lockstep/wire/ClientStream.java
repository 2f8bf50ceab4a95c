package io.lockstep.wire;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The worker's edge of its stream. gRPC calls it from one thread at a time.
final class ClientStream extends ClientCall.Listener<Envelope<CoordinatorFrame>> {

  private static final Logger LOG = LoggerFactory.getLogger(ClientStream.class);

  private final ClientCall<Envelope<WorkerFrame>, Envelope<CoordinatorFrame>> call;
  private final FrameSink<CoordinatorFrame> sink;
  private final Outbox<WorkerFrame> outbox;
  private final StreamWatch watch;

  ClientStream(
      ClientCall<Envelope<WorkerFrame>, Envelope<CoordinatorFrame>> call,
      FrameSink<CoordinatorFrame> sink,
      WireLimits limits,
      StreamWatch watch) {
    this.call = call;
    this.sink = sink;
    this.watch = watch;
    this.outbox = new Outbox<>(new CallLine(call), limits, System::nanoTime);
  }

  /// @param ticket of the registration; empty where there was none
  Outbox<WorkerFrame> start(WorkerFrame.Hello hello, String ticket) {
    watch.add(outbox, (_, _) -> {});
    Metadata headers = new Metadata();
    headers.put(ServerStream.TICKET, ticket);
    call.start(this, headers);
    call.request(Exchange.FRAMES_AHEAD);
    outbox.send(hello);
    return outbox;
  }

  @Override
  public void onMessage(Envelope<CoordinatorFrame> envelope) {
    outbox.meter().received(envelope.bytes(), envelope.nanos());
    try {
      if (!envelope.malformed().isEmpty()) {
        outbox.cut("malformed frame: " + envelope.malformed());
        return;
      }
      if (envelope.frame() instanceof CoordinatorFrame.Damaged) {
        outbox.meter().damaged();
      }
      sink.frame(envelope.frame());
      call.request(1);
    } catch (RuntimeException e) {
      LOG.error("a frame could not be handled", e);
      outbox.cut("internal error: " + e);
    }
  }

  @Override
  public void onReady() {
    outbox.drain();
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    watch.remove(outbox);
    outbox.finish(Reasons.of(status));
    sink.closed(outbox.closeReason());
  }

  private record CallLine(ClientCall<Envelope<WorkerFrame>, Envelope<CoordinatorFrame>> call)
      implements Line<WorkerFrame> {

    /// False until the stream exists, so gRPC never keeps a frame to encode it later.
    @Override
    public boolean isReady() {
      return call.isReady();
    }

    @Override
    public int send(WorkerFrame frame) {
      Envelope<WorkerFrame> envelope = Envelope.of(frame);
      call.sendMessage(envelope);
      return envelope.bytes();
    }

    @Override
    public void complete(String reason) {
      call.halfClose();
    }

    @Override
    public void cut(String reason) {
      call.cancel(reason, new CancellationException(reason));
    }
  }
}
