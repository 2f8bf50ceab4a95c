package io.lockstep.coordinator;

import io.lockstep.reduce.Piece;
import io.lockstep.run.LineTap;
import io.lockstep.training.Witness;
import io.lockstep.wire.ChunkPool;
import io.lockstep.wire.LeaderFrame;
import io.lockstep.wire.LeaderFrame.Book;
import io.lockstep.wire.Payload;
import io.lockstep.wire.Reign;
import io.lockstep.wire.TensorFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Coordinators that stand by and hold the run at its newest version. Each begins at a checkpoint
/// that is taken when it comes, and is told of every step behind it: sums, rate, lines of the
/// books, facts. What a step costs for that is one copy of the gradient in memory; all else is done
/// by a thread of its own, and when that does not keep up nobody follows any more, rather than a
/// step wait. Any thread.
public final class Followers implements Witness, SumTap {

  private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

  private final Reign reign;
  private final ChunkPool pool;
  private final Limits limits;
  private final Executor sending;
  private final AtomicLong queuedBytes = new AtomicLong();
  private final List<FollowerPeer> waiting = new ArrayList<>();
  private volatile List<FollowerPeer> attached = List.of();
  private final Map<FollowerPeer, Long> holding = new ConcurrentHashMap<>();
  private volatile boolean asked;

  /// Why nobody is let in; empty while somebody may be.
  private String refusal = "";

  /// @param most stand-bys that are told at once
  /// @param chunks of each step
  /// @param budgetBytes of frames that may wait for the sending thread
  public record Limits(int most, int chunks, long budgetBytes) {}

  /// @param sending sends frames, one after the other
  public Followers(Reign reign, ChunkPool pool, Limits limits, Executor sending) {
    this.reign = reign;
    this.pool = pool;
    this.limits = limits;
    this.sending = sending;
  }

  /// A stand-by asks to follow. It is told of the run from the next checkpoint on.
  public void comes(FollowerPeer peer) {
    String refused;
    synchronized (this) {
      refused = refusal;
      if (waiting.contains(peer) || attached.contains(peer)) {
        refused = "it asks twice to follow";
      }
      if (refused.isEmpty() && waiting.size() + attached.size() >= limits.most()) {
        refused = "cluster.followers is %d, and as many follow already".formatted(limits.most());
      }
      if (refused.isEmpty()) {
        waiting.add(peer);
        asked = true;
      }
    }
    if (!refused.isEmpty()) {
      peer.close(refused);
    }
  }

  /// It could go on from this version.
  void holds(FollowerPeer peer, long version) {
    holding.put(peer, version);
  }

  /// Newest version that each could go on from, by name, as far as it has said so.
  Map<String, Long> holding() {
    Map<String, Long> newest = new TreeMap<>();
    holding.forEach((peer, version) -> newest.put(peer.node(), version));
    return newest;
  }

  /// Its stream is gone.
  synchronized void gone(FollowerPeer peer) {
    waiting.remove(peer);
    holding.remove(peer);
    asked = !waiting.isEmpty();
    if (attached.contains(peer)) {
      attached = attached.stream().filter(other -> other != peer).toList();
      LOG.info("event=not-followed node={}", peer.node());
    }
  }

  /// From now on nobody follows.
  void close(String reason) {
    List<FollowerPeer> all;
    synchronized (this) {
      refusal = reason;
      all = new ArrayList<>(waiting);
      all.addAll(attached);
      waiting.clear();
      asked = false;
      attached = List.of();
    }
    all.forEach(peer -> peer.close(reason));
  }

  @Override
  public boolean isFollowing() {
    return !attached.isEmpty();
  }

  @Override
  public boolean asksForCheckpoint() {
    return asked;
  }

  @Override
  public void checkpointBegun(long step) {
    if (!asked) {
      return;
    }
    List<FollowerPeer> fresh;
    synchronized (this) {
      fresh = List.copyOf(waiting);
      waiting.clear();
      asked = false;
      List<FollowerPeer> all = new ArrayList<>(attached);
      all.addAll(fresh);
      attached = List.copyOf(all);
    }
    fresh.forEach(peer -> LOG.info("event=followed node={} step={}", peer.node(), step));
    post(new LeaderFrame.FromCheckpoint(reign, step, limits.chunks()), 0, fresh);
  }

  @Override
  public void checkpointSealed(long step) {
    post(new LeaderFrame.Sealed(reign, step), 0, attached);
  }

  @Override
  public void begins(long step, double rate, int examples) {
    post(new LeaderFrame.StepBegins(reign, step, rate, examples), 0, attached);
  }

  @Override
  public void sum(long step, int chunk, int offset, Piece sum) {
    List<FollowerPeer> to = attached;
    if (to.isEmpty()) {
      return;
    }
    Payload copy = pool.take(sum.length());
    System.arraycopy(sum.array(), sum.at(), copy.array(), copy.at(), sum.length());
    long bytes = (long) sum.length() * Float.BYTES;
    post(new LeaderFrame.SumChunk(reign, step, chunk, offset, copy), bytes, to);
  }

  @Override
  public LineTap ledger() {
    return (step, bytes, length) -> line(Book.LEDGER, step, bytes, length);
  }

  @Override
  public LineTap metrics() {
    return (step, bytes, length) -> line(Book.METRICS, step, bytes, length);
  }

  private void line(Book book, long step, byte[] bytes, int length) {
    List<FollowerPeer> to = attached;
    if (to.isEmpty()) {
      return;
    }
    if (length > LeaderFrame.BookLine.LINE_BYTES_MAX) {
      giveUp("a line of the books has %,d bytes, more than is told".formatted(length));
      return;
    }
    byte[] line = Arrays.copyOf(bytes, length);
    post(new LeaderFrame.BookLine(reign, book, step, line), length, to);
  }

  @Override
  public void resumable(long step, long fingerprint, Supplier<Map<String, String>> facts) {
    List<FollowerPeer> to = attached;
    if (to.isEmpty()) {
      return;
    }
    Map<String, String> known = facts.get();
    long bytes = LeaderFrame.Resumable.bytes(known);
    if (bytes > LeaderFrame.Resumable.FACTS_BYTES_MAX) {
      giveUp("what a checkpoint says has %,d bytes, more than is told".formatted(bytes));
      return;
    }
    post(new LeaderFrame.Resumable(reign, step, fingerprint, known), bytes, to);
  }

  /// Takes over the payload of a frame, if it has one.
  ///
  /// @param bytes that it holds meanwhile
  private void post(LeaderFrame frame, long bytes, List<FollowerPeer> to) {
    if (to.isEmpty()) {
      return;
    }
    if (queuedBytes.addAndGet(bytes) > limits.budgetBytes()) {
      queuedBytes.addAndGet(-bytes);
      release(frame);
      dropAll(to);
      return;
    }
    sending.execute(() -> {
      for (FollowerPeer peer : to) {
        if (frame instanceof TensorFrame tensor) {
          tensor.payload().retain();
        }
        peer.send(frame);
      }
      release(frame);
      queuedBytes.addAndGet(-bytes);
    });
  }

  private static void release(LeaderFrame frame) {
    if (frame instanceof TensorFrame tensor) {
      tensor.payload().release();
    }
  }

  /// They may come again: what held this process up may be over then.
  private void dropAll(List<FollowerPeer> to) {
    synchronized (this) {
      attached = attached.stream().filter(peer -> !to.contains(peer)).toList();
    }
    String reason =
        "the leader has no time to tell of its steps: %,d bytes wait".formatted(queuedBytes.get());
    LOG.warn("event=not-followed reason=\"{}\"", reason);
    to.forEach(peer -> peer.close(reason));
  }

  private void giveUp(String reason) {
    LOG.warn("event=not-followed reason=\"{}\"", reason);
    close(reason);
  }
}
