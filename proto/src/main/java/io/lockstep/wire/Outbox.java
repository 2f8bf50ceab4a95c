package io.lockstep.wire;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// The sending end of one stream. Any thread may send; frames leave in the order of the calls.
///
/// A frame is encoded at once, on the calling thread, when gRPC is ready for it; otherwise it waits
/// here and is encoded when the receiver has made room. What waits is bounded: a receiver that lets
/// more than the budget pile up, or that makes no progress for the stall deadline, is cut with a
/// reason, and the sink of the stream is told.
public final class Outbox<F extends Frame> {

  /// What became of a frame.
  public enum Sent {
    /// Encoded: a borrowed array may be changed again.
    AT_ONCE,
    /// Waiting: a borrowed array must be left alone.
    WAITING,
    /// The stream is over; the frame was dropped and its payload released.
    CLOSED
  }

  private enum State {
    OPEN,
    CLOSING,
    CLOSED
  }

  private static final int FRAME_OVERHEAD_BYTES = 64;
  private static final long MIB = 1L << 20;

  private final Line<F> line;
  private final WireLimits limits;
  private final LongSupplier nanoClock;
  private final Meter meter = new Meter();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition drained = lock.newCondition();
  private final ArrayDeque<F> waiting = new ArrayDeque<>();
  private long pendingBytes;
  private long progressNanos;

  /// Something had to wait since the receiver last took all there was. Dropping what waits is no
  /// progress of the receiver.
  private boolean behind;

  private State state = State.OPEN;
  private String closeReason = "";

  Outbox(Line<F> line, WireLimits limits, LongSupplier nanoClock) {
    this.line = line;
    this.limits = limits;
    this.nanoClock = nanoClock;
  }

  /// Sends a frame. Takes over one reference of its payload and releases it after encoding. Never
  /// blocks for the network; may wait for another sender's frame to be encoded.
  public Sent send(F frame) {
    String cutReason;
    lock.lock();
    try {
      if (state != State.OPEN) {
        release(frame);
        return Sent.CLOSED;
      }
      if (waiting.isEmpty() && line.isReady()) {
        progressed();
        return encode(frame) ? Sent.AT_ONCE : Sent.CLOSED;
      }
      if (!behind) {
        progressed();
      }
      behind = true;
      waiting.add(frame);
      pendingBytes += cost(frame);
      if (pendingBytes <= limits.budgetBytes()) {
        return Sent.WAITING;
      }
      cutReason = slowConsumer(nanoClock.getAsLong());
      end(cutReason);
    } finally {
      lock.unlock();
    }
    line.cut(cutReason);
    return Sent.CLOSED;
  }

  /// Drops waiting tensor frames of steps (or versions) before `step`. After the return no array of
  /// such a frame is read any more.
  public void discardBefore(long step) {
    lock.lock();
    try {
      waiting.removeIf(frame -> {
        boolean old = frame instanceof TensorFrame tensor && tensor.step() < step;
        if (old) {
          pendingBytes -= cost(frame);
          release(frame);
        }
        return old;
      });
      settle();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until every frame sent so far was encoded or dropped: after `true` no borrowed array is
  /// read any more.
  ///
  /// @return false when the deadline passed first
  public boolean awaitDrained(Duration deadline) throws InterruptedException {
    long left = deadline.toNanos();
    lock.lock();
    try {
      while (!waiting.isEmpty()) {
        if (left <= 0) {
          return false;
        }
        left = drained.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Ends the stream after what is waiting was sent. Later frames are dropped.
  public void close(String reason) {
    lock.lock();
    try {
      if (state == State.OPEN) {
        state = State.CLOSING;
        closeReason = reason;
        progressNanos = nanoClock.getAsLong();
        settle();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Breaks the stream off now, drops what is waiting.
  public void cut(String reason) {
    if (finish(reason)) {
      line.cut(reason);
    }
  }

  /// Bytes that wait here, without what gRPC itself holds.
  public long pendingBytes() {
    lock.lock();
    try {
      return pendingBytes;
    } finally {
      lock.unlock();
    }
  }

  /// What this stream has carried so far, both ways.
  public Traffic traffic() {
    return meter.traffic();
  }

  /// [Traffic#encodeNanos], without a record around it.
  public long encodeNanos() {
    return meter.encodeNanos();
  }

  /// [Traffic#decodeNanos], without a record around it.
  public long decodeNanos() {
    return meter.decodeNanos();
  }

  Meter meter() {
    return meter;
  }

  /// Encodes waiting frames for as long as gRPC is ready. The lock is given up between two frames,
  /// so a sender waits for one frame at most.
  void drain() {
    boolean more;
    do {
      more = drainOne();
    } while (more);
  }

  /// Cuts a stream that has made no progress for the stall deadline. Sends first what can leave:
  /// the thread that would be told so may be busy with a frame.
  void check(long nowNanos) {
    drain();
    String cutReason;
    lock.lock();
    try {
      if (state == State.CLOSED
          || waiting.isEmpty()
          || nowNanos - progressNanos < limits.stallDeadline().toNanos()) {
        return;
      }
      cutReason = slowConsumer(nowNanos);
      end(cutReason);
    } finally {
      lock.unlock();
    }
    line.cut(cutReason);
  }

  /// The call is over or about to be: drops what is waiting.
  ///
  /// @return false when it was over already
  boolean finish(String reason) {
    lock.lock();
    try {
      if (state == State.CLOSED) {
        return false;
      }
      end(reason);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Why this side ended the stream; empty while it has not.
  String closeReason() {
    lock.lock();
    try {
      return closeReason;
    } finally {
      lock.unlock();
    }
  }

  private boolean drainOne() {
    lock.lock();
    try {
      if (waiting.isEmpty()) {
        behind = behind && !line.isReady();
        return false;
      }
      if (!line.isReady()) {
        return false;
      }
      F frame = waiting.poll();
      pendingBytes -= cost(frame);
      progressed();
      behind = !waiting.isEmpty();
      encode(frame);
      settle();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void progressed() {
    progressNanos = nanoClock.getAsLong();
    behind = false;
  }

  /// Under the lock: once nothing is waiting, wakes waiters and completes a closing stream.
  private void settle() {
    if (!waiting.isEmpty()) {
      return;
    }
    drained.signalAll();
    if (state == State.CLOSING) {
      state = State.CLOSED;
      line.complete(closeReason);
    }
  }

  private boolean encode(F frame) {
    long begin = nanoClock.getAsLong();
    try {
      int bytes = line.send(frame);
      meter.sent(bytes, nanoClock.getAsLong() - begin);
      return true;
    } catch (IllegalStateException callIsOver) {
      end("stream is over: " + callIsOver.getMessage());
      return false;
    } finally {
      release(frame);
    }
  }

  private void end(String reason) {
    if (closeReason.isEmpty()) {
      closeReason = reason;
    }
    state = State.CLOSED;
    waiting.forEach(Outbox::release);
    waiting.clear();
    pendingBytes = 0;
    drained.signalAll();
  }

  private String slowConsumer(long nowNanos) {
    return "slow consumer: %.1f MiB pending for %.1f s, cut"
        .formatted((double) pendingBytes / MIB, (nowNanos - progressNanos) / 1e9);
  }

  private static long cost(Frame frame) {
    long content =
        switch (frame) {
          case TensorFrame tensor -> (long) tensor.payload().length() * Float.BYTES;
          case LeaderFrame.BookLine book -> book.line().length;
          case LeaderFrame.Resumable resumable -> resumable.factsBytes();
          case WorkerFrame _, CoordinatorFrame _, FollowerFrame _, LeaderFrame _ -> 0;
        };
    return FRAME_OVERHEAD_BYTES + content;
  }

  static void release(Frame frame) {
    if (frame instanceof TensorFrame tensor) {
      tensor.payload().release();
    }
  }
}
