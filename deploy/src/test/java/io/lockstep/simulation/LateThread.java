package io.lockstep.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// A thread that comes to its tasks late, one after the other. Whoever waits for one of them lets
/// it happen at once.
final class LateThread extends AbstractExecutorService {

  private final VirtualTime time;
  private final LongSupplier delayNanos;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean shutdown;
  private boolean killed;

  LateThread(VirtualTime time, LongSupplier delayNanos) {
    this.time = time;
    this.delayNanos = delayNanos;
  }

  @Override
  public void execute(Runnable task) {
    waiting.add(task);
    if (waiting.size() == 1) {
      comeToTheNext();
    }
  }

  private void comeToTheNext() {
    Runnable next = waiting.peek();
    time.after(
        delayNanos.getAsLong(),
        () -> {
          if (!killed && waiting.peek() == next) {
            runFirst();
          }
        });
  }

  private void runFirst() {
    waiting.peek().run();
    waiting.poll();
    if (!waiting.isEmpty()) {
      comeToTheNext();
    }
  }

  /// Nothing that waits happens any more.
  void kill() {
    killed = true;
  }

  private void runAll() {
    while (!killed && !waiting.isEmpty()) {
      waiting.poll().run();
    }
  }

  @Override
  protected <T> RunnableFuture<T> newTaskFor(Runnable task, T value) {
    return new Awaited<>(() -> {
      task.run();
      return value;
    });
  }

  /// One thread plays all: who waits would wait for ever.
  private final class Awaited<T> extends FutureTask<T> {
    Awaited(Callable<T> task) {
      super(task);
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws ExecutionException, InterruptedException {
      runAll();
      return super.get();
    }
  }

  @Override
  public void shutdown() {
    shutdown = true;
    runAll();
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return shutdown;
  }
}
