package io.lockstep.cli.progress;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/// The last line of a terminal, drawn anew five times a second by a thread of its own; other lines
/// go above it. Any thread.
final class RedrawnLine implements AutoCloseable {

  private static final long PAUSE_MILLIS = 200;

  private final PrintStream out;
  private final int width;
  private final LongFunction<String> text;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /// @param width of the line, less than that of the terminal: in its last column a terminal wraps
  /// @param text of the line at a time of `System.nanoTime`, no longer than `width`
  RedrawnLine(PrintStream out, int width, LongFunction<String> text) {
    this.out = out;
    this.width = width;
    this.text = text;
    this.thread = Thread.ofVirtual().name("progress").start(this::redraw);
  }

  private void redraw() {
    try {
      do {
        draw();
      } while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void draw() {
    out.print("\r" + padded(text.apply(System.nanoTime())));
    out.flush();
  }

  /// Blanks hide what stood there: not every terminal takes escape sequences.
  private String padded(String line) {
    return line + " ".repeat(Math.max(0, width - line.length()));
  }

  /// Puts a line above, which stays.
  synchronized void above(String line) {
    out.print("\r" + padded("") + "\r" + line + System.lineSeparator());
    draw();
  }

  /// Draws the line for the last time, and goes to the next.
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    draw();
    out.println();
  }
}
