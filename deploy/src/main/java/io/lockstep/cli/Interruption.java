package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets a command end its step and its books when the process is asked to stop (SIGTERM, ctrl-C),
/// and then ends the process with the command's own exit code instead of the JVM's 143.
final class Interruption {

  /// A step and a checkpoint of any sensible size take less; afterwards the process ends anyway.
  static final long END_SECONDS_MAX = 60;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Runnable stop;
  private volatile Runnable end;
  private volatile boolean atKeyboard;
  private volatile String left = "no run was begun or changed";
  private volatile int exitCode = ExitCode.INTERRUPTED.number();

  /// One that hears the signals of this process.
  ///
  /// @param talk is told when there is nothing that could end in good order
  static Interruption ofProcess(PrintStream talk) {
    Interruption interruption = new Interruption();
    Keyboard.onInterrupt(() -> interruption.atKeyboard = true);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("interruption").unstarted(() -> interruption.hear(talk)));
    return interruption;
  }

  /// From now on a request to stop calls `stop`, from another thread.
  void onRequest(Runnable newStop) {
    onRequest(newStop, newStop);
  }

  /// The same, but ctrl-C calls `newEnd`.
  void onRequest(Runnable newStop, Runnable newEnd) {
    end = newEnd;
    stop = newStop;
  }

  /// What a command leaves behind from now on when it is ended at once.
  ///
  /// @param newLeft for a person, behind `interrupted; `
  void leaves(String newLeft) {
    left = newLeft;
  }

  /// The command has said its last word.
  void ended(int code) {
    exitCode = code;
    ended.countDown();
  }

  /// Asks the command at hand to stop.
  ///
  /// @return false if there is nothing to stop
  boolean request() {
    Runnable toStop = atKeyboard ? end : stop;
    if (toStop == null || ended.getCount() == 0) {
      return false;
    }
    toStop.run();
    return true;
  }

  private void hear(PrintStream talk) {
    if (!request()) {
      if (ended.getCount() > 0) {
        talk.println("lockstep: interrupted; " + left);
      }
      return;
    }
    try {
      ended.await(END_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exitCode);
  }
}
