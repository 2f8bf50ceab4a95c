package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A sink that keeps everything for the test, or that stops taking anything when told so.
final class Inbox<F extends Frame> implements FrameSink<F> {

  private final BlockingQueue<F> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> closed = new CompletableFuture<>();
  private final CountDownLatch gate;

  Inbox() {
    this(new CountDownLatch(0));
  }

  /// Takes frames only after the gate has opened.
  Inbox(CountDownLatch gate) {
    this.gate = gate;
  }

  @Override
  public void frame(F frame) {
    try {
      gate.await(Frames.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    frames.add(frame);
  }

  @Override
  public void closed(String reason) {
    assertThat(closed.complete(reason)).as("closed once").isTrue();
  }

  F next() throws InterruptedException {
    F frame = frames.poll(Frames.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(frame).as("a frame in time").isNotNull();
    return frame;
  }

  int count() {
    return frames.size();
  }

  String reason() throws InterruptedException, ExecutionException, TimeoutException {
    return closed.get(Frames.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
