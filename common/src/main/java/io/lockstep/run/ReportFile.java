package io.lockstep.run;

import io.lockstep.failure.LockstepException;
import io.lockstep.format.DurableFiles;
import io.lockstep.format.JsonText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Writes `run.json`, each time as a whole and durably. What is only news goes out on a thread of
/// its own, at most once a second: two forces and a rename take longer than a small epoch. Any
/// thread.
final class ReportFile {

  private static final long PAUSE_MILLIS = 1000;

  private final Path file;
  private final Runnable fence;
  private Patience patience;
  private Consumer<String> warnings = _ -> {};
  private RunReport news;
  private boolean writing;
  private boolean closed;
  private Thread writer;
  private LockstepException fault;

  /// @param fence throws when this process may not write any more
  ReportFile(Path file, Runnable fence, Patience patience) {
    this.file = file;
    this.fence = fence;
    this.patience = patience;
  }

  /// @param newWarnings told once when writing begins to fail
  synchronized void bear(Patience newPatience, Consumer<String> newWarnings) {
    patience = newPatience;
    warnings = newWarnings;
  }

  /// Puts it on the disk within about a second; a later report may take its place.
  ///
  /// @throws LockstepException if an earlier one could not be written and patience is over
  synchronized void offer(RunReport report) {
    if (fault != null) {
      throw fault;
    }
    news = report;
    if (writer == null) {
      writer = Thread.ofVirtual().name("report").start(this::writeNews);
    }
    notifyAll();
  }

  /// Puts it on the disk now, in place of any that was offered. Tries again while patience lasts.
  ///
  /// @throws LockstepException with exit code 5 if it cannot be written, or the fence's
  synchronized void write(RunReport report) {
    news = null;
    awaitWriter();
    while (true) {
      try {
        replace(report);
        return;
      } catch (IOException refused) {
        if (isOver() || Thread.currentThread().isInterrupted()) {
          throw trouble(refused);
        }
        pause(PAUSE_MILLIS);
      }
    }
  }

  /// Drops what was offered and not yet written, and how writing has failed.
  synchronized void forget() {
    news = null;
    awaitWriter();
    news = null;
    fault = null;
  }

  private void awaitWriter() {
    while (writing) {
      pause(PAUSE_MILLIS);
    }
  }

  /// Ends the thread; what it was offered last goes out before.
  void close() {
    Thread ending;
    synchronized (this) {
      closed = true;
      ending = writer;
      notifyAll();
    }
    if (ending != null) {
      try {
        ending.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void writeNews() {
    while (true) {
      RunReport next = next();
      if (next == null) {
        return;
      }
      try {
        replace(next);
        done(null, next);
      } catch (IOException refused) {
        done(trouble(refused), next);
      } catch (LockstepException refused) {
        over(refused);
      }
    }
  }

  /// Waits for news. Null at the end.
  private synchronized RunReport next() {
    while ((news == null || fault != null) && !closed) {
      pause(TimeUnit.MINUTES.toMillis(1));
    }
    RunReport next = fault == null ? news : null;
    news = null;
    writing = next != null;
    return next;
  }

  /// Notes how it went, and lets a second pass.
  private synchronized void done(LockstepException refused, RunReport report) {
    writing = false;
    notifyAll();
    if (refused != null) {
      if (isOver() || closed) {
        fault = refused;
        return;
      }
      if (patience.isFirst()) {
        warnings.accept(refused.getMessage() + "; it is tried again");
      }
      news = news == null ? report : news;
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS);
    for (long left = PAUSE_MILLIS; left > 0 && !closed; left = millisUntil(end)) {
      pause(left);
    }
  }

  private static long millisUntil(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime());
  }

  private synchronized void over(LockstepException refused) {
    writing = false;
    fault = refused;
    notifyAll();
  }

  private void replace(RunReport report) throws IOException {
    fence.run();
    byte[] json = JsonText.indented(report.json());
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    DurableFiles.replace(file, line);
    patience.succeeded();
  }

  private boolean isOver() {
    return patience.failed() || Trouble.isGone(file.toAbsolutePath().getParent());
  }

  private LockstepException trouble(IOException refused) {
    return Trouble.of("the report cannot be written", file, refused);
  }

  private void pause(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
