package io.lockstep.wire;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's edge of one stream. gRPC calls it from one thread at a time.
///
/// @param <I> what comes in
/// @param <O> what goes out
final class ServerStream<I extends Frame, O extends Frame>
    extends ServerCall.Listener<Envelope<I>> {

  private static final Logger LOG = LoggerFactory.getLogger(ServerStream.class);

  private final ServerCall<Envelope<I>, Envelope<O>> call;
  private final Greeting<I, O> greeting;
  private final Outbox<O> outbox;
  private final StreamWatch watch;
  private final Rejections rejections;
  private final long openedNanos = System.nanoTime();
  private final ReentrantLock sinkLock = new ReentrantLock();
  private volatile FrameSink<I> sink;
  private boolean closed;

  /// What all streams of a server have in common.
  record Room(Supplier<WireLimits> limits, StreamWatch watch, Rejections rejections) {}

  /// @param greeting decides what becomes of it
  ServerStream(ServerCall<Envelope<I>, Envelope<O>> call, Greeting<I, O> greeting, Room room) {
    this.call = call;
    this.greeting = greeting;
    this.watch = room.watch();
    this.rejections = room.rejections();
    this.outbox = new Outbox<>(new CallLine(), room.limits().get(), System::nanoTime);
    call.setOnReadyThreshold(Exchange.READY_BYTES);
    call.sendHeaders(new Metadata());
    watch.add(outbox, this::checkFirst);
    call.request(Exchange.FRAMES_AHEAD);
  }

  @Override
  public void onMessage(Envelope<I> envelope) {
    outbox.meter().received(envelope.bytes(), envelope.nanos());
    try {
      if (!envelope.malformed().isEmpty()) {
        outbox.cut("malformed frame: " + envelope.malformed());
      } else {
        take(envelope.frame());
      }
      call.request(1);
    } catch (RuntimeException e) {
      LOG.error("a frame could not be handled", e);
      outbox.cut("internal error: " + e);
    }
  }

  /// Under the lock: a cut may come from any thread, and the sink must not see two calls at once.
  private void take(I frame) {
    sinkLock.lock();
    try {
      if (closed) {
        Outbox.release(frame);
        return;
      }
      if (sink == null) {
        Optional<FrameSink<I>> found = greeting.sinkFor(frame, outbox);
        if (found.isEmpty()) {
          Outbox.release(frame);
          return;
        }
        sink = found.get();
      }
      if (frame instanceof DamagedFrame) {
        outbox.meter().damaged();
      }
      sink.frame(frame);
    } finally {
      sinkLock.unlock();
    }
  }

  /// A connection that never says who it is must not stay.
  private void checkFirst(long nowNanos, long deadlineNanos) {
    if (sink == null && nowNanos - openedNanos > deadlineNanos) {
      outbox.cut("no %s in time".formatted(greeting.expected()));
    }
  }

  @Override
  public void onReady() {
    outbox.drain();
  }

  @Override
  public void onHalfClose() {
    if (outbox.finish("closed by the " + greeting.who())) {
      call.close(Status.OK, new Metadata());
    }
  }

  @Override
  public void onCancel() {
    closed("stream broken");
  }

  @Override
  public void onComplete() {
    closed("closed");
  }

  private void closed(String reason) {
    watch.remove(outbox);
    outbox.finish(reason);
    sinkLock.lock();
    try {
      if (!closed) {
        closed = true;
        if (sink != null) {
          sink.closed(outbox.closeReason());
        }
      }
    } finally {
      sinkLock.unlock();
    }
  }

  /// The sending half. gRPC cannot reset a stream from the server: what it holds of a stream that
  /// was cut, at most [Exchange#READY_BYTES] and a chunk, stays until the worker reads on or its
  /// connection ends. The sink does not wait for that.
  private final class CallLine implements Line<O> {

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
      call.close(Status.OK.withDescription(reason), new Metadata());
    }

    @Override
    public void cut(String reason) {
      if (sink == null) {
        rejections.note(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR), reason);
      } else {
        LOG.warn("stream cut: {}", PeerText.reason(reason));
      }
      call.close(Status.CANCELLED.withDescription(reason), new Metadata());
      watch.execute(() -> closed(reason));
    }
  }
}
