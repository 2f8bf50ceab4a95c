package io.lockstep.wire;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The client's edge of its stream. gRPC calls it from one thread at a time.
///
/// @param <I> what comes in
/// @param <O> what goes out
final class ClientStream<I extends Frame, O extends Frame>
    extends ClientCall.Listener<Envelope<I>> {

  private static final Logger LOG = LoggerFactory.getLogger(ClientStream.class);

  private final ClientCall<Envelope<O>, Envelope<I>> call;
  private final FrameSink<I> sink;
  private final Outbox<O> outbox;
  private final StreamWatch watch;

  ClientStream(
      ClientCall<Envelope<O>, Envelope<I>> call,
      FrameSink<I> sink,
      WireLimits limits,
      StreamWatch watch) {
    this.call = call;
    this.sink = sink;
    this.watch = watch;
    this.outbox = new Outbox<>(new CallLine<>(call), limits, System::nanoTime);
  }

  /// @param first frame of the stream
  /// @param headers with what this end has to show
  Outbox<O> start(O first, Metadata headers) {
    watch.add(outbox, (_, _) -> {});
    call.start(this, headers);
    call.request(Exchange.FRAMES_AHEAD);
    outbox.send(first);
    return outbox;
  }

  @Override
  public void onMessage(Envelope<I> envelope) {
    outbox.meter().received(envelope.bytes(), envelope.nanos());
    try {
      if (!envelope.malformed().isEmpty()) {
        outbox.cut("malformed frame: " + envelope.malformed());
        return;
      }
      if (envelope.frame() instanceof DamagedFrame) {
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

  private record CallLine<O extends Frame>(ClientCall<Envelope<O>, ?> call) implements Line<O> {

    /// False until the stream exists, so gRPC never keeps a frame to encode it later.
    @Override
    public boolean isReady() {
      return call.isReady();
    }

    @Override
    public int send(O frame) {
      Envelope<O> envelope = Envelope.of(frame);
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
