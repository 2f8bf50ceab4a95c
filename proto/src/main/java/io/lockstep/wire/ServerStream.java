package io.lockstep.wire;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's edge of one stream. gRPC calls it from one thread at a time.
final class ServerStream extends ServerCall.Listener<Envelope<WorkerFrame>> {

  static final Metadata.Key<String> TICKET =
      Metadata.Key.of("lockstep-ticket", Metadata.ASCII_STRING_MARSHALLER);

  private static final Logger LOG = LoggerFactory.getLogger(ServerStream.class);

  private final ServerCall<Envelope<WorkerFrame>, Envelope<CoordinatorFrame>> call;
  private final Sessions sessions;
  private final Outbox<CoordinatorFrame> outbox;
  private final StreamWatch watch;
  private final Rejections rejections;
  private final Tickets tickets;
  private final String ticket;
  private final long openedNanos = System.nanoTime();
  private final ReentrantLock sinkLock = new ReentrantLock();
  private volatile FrameSink<WorkerFrame> sink;
  private boolean closed;

  /// What all streams of a server have in common.
  record Room(
      Sessions sessions,
      Supplier<WireLimits> limits,
      StreamWatch watch,
      Rejections rejections,
      Tickets tickets) {}

  /// @param ticket as shown with the headers; null when none was
  ServerStream(
      ServerCall<Envelope<WorkerFrame>, Envelope<CoordinatorFrame>> call,
      String ticket,
      Room room) {
    this.call = call;
    this.ticket = ticket;
    this.sessions = room.sessions();
    this.watch = room.watch();
    this.rejections = room.rejections();
    this.tickets = room.tickets();
    this.outbox = new Outbox<>(new CallLine(), room.limits().get(), System::nanoTime);
    call.setOnReadyThreshold(Exchange.READY_BYTES);
    call.sendHeaders(new Metadata());
    watch.add(outbox, this::checkHello);
    call.request(Exchange.FRAMES_AHEAD);
  }

  @Override
  public void onMessage(Envelope<WorkerFrame> envelope) {
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
  private void take(WorkerFrame frame) {
    sinkLock.lock();
    try {
      if (closed) {
        Outbox.release(frame);
        return;
      }
      if (sink == null) {
        if (!(frame instanceof WorkerFrame.Hello hello)) {
          Outbox.release(frame);
          outbox.cut("malformed frame: the first one must be Hello");
          return;
        }
        if (!tickets.admits(hello.worker(), ticket)) {
          outbox.cut(
              "the stream is for worker %s, which has not registered on it"
                  .formatted(hello.worker()));
          return;
        }
        sink = sessions.opened(hello.worker(), outbox);
      }
      if (frame instanceof WorkerFrame.Damaged) {
        outbox.meter().damaged();
      }
      sink.frame(frame);
    } finally {
      sinkLock.unlock();
    }
  }

  /// A connection that never says who it is must not stay.
  private void checkHello(long nowNanos, long deadlineNanos) {
    if (sink == null && nowNanos - openedNanos > deadlineNanos) {
      outbox.cut("no Hello in time");
    }
  }

  @Override
  public void onReady() {
    outbox.drain();
  }

  @Override
  public void onHalfClose() {
    if (outbox.finish("closed by the worker")) {
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
  private final class CallLine implements Line<CoordinatorFrame> {

    @Override
    public boolean isReady() {
      return call.isReady();
    }

    @Override
    public int send(CoordinatorFrame frame) {
      Envelope<CoordinatorFrame> envelope = Envelope.of(frame);
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
