package io.lockstep.launch;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.queue.QueueAnswer;
import io.lockstep.queue.QueueEvent;
import io.lockstep.queue.QueuedRun;
import io.lockstep.queue.RunQueue;
import io.lockstep.run.QueueFolder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The queue of one reign: what is decided is in the folder before it counts. Any thread.
final class QueueBook {

  private static final Logger LOG = LoggerFactory.getLogger(QueueBook.class);

  /// How long it is borne that what has happened to a run cannot be written, as on a full disk.
  private static final int PATIENCE_SECONDS = 60;

  private final QueueFolder folder;
  private final List<QueuedRun> givenUp;
  private RunQueue queue;
  private boolean closed;

  /// Takes the queue over.
  ///
  /// @param folder of which a term was begun
  QueueBook(QueueFolder folder) {
    this.folder = folder;
    this.queue = folder.read();
    List<QueuedRun> found = queue.runs();
    enter(new QueueEvent.TakenOver());
    this.givenUp =
        queue.runs().stream()
            .filter(run -> run.state() == QueuedRun.State.FAILED && !found.contains(run))
            .toList();
  }

  /// Runs that have ended the coordinators before, and are not to end this one.
  List<QueuedRun> givenUp() {
    return givenUp;
  }

  synchronized RunQueue queue() {
    return queue;
  }

  /// @throws LockstepException when it is refused, or cannot be written: then nothing has changed
  synchronized QueueAnswer.Changed enter(QueueEvent event) {
    return switch (queue.on(event)) {
      case QueueAnswer.Refused(Failure failure) -> throw failure.exception();
      case QueueAnswer.Changed changed -> {
        folder.write(changed.next());
        queue = changed.next();
        notifyAll();
        yield changed;
      }
    };
  }

  /// Enters what has happened already, again and again while the disk does not take it.
  ///
  /// @throws LockstepException when patience is over or the book is closed, or another coordinator
  ///   has the queue
  void enterPatiently(QueueEvent event) throws InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        enter(event);
        return;
      } catch (LockstepException refused) {
        boolean bears = tries < PATIENCE_SECONDS && !isClosed();
        if (refused.failure().code() != ExitCode.STORAGE || !bears) {
          throw refused;
        }
        if (tries == 1) {
          LOG.warn("{}; tried for {} s", refused.failure().error(), PATIENCE_SECONDS);
        }
      }
      TimeUnit.SECONDS.sleep(1);
    }
  }

  /// Begins a later term: it is not below the least.
  ///
  /// @return its number
  synchronized long renew(long least) {
    long term = folder.nextTerm(least);
    folder.write(queue);
    return term;
  }

  /// Whether another coordinator has the queue.
  boolean isSuperseded() {
    return folder.isSuperseded();
  }

  /// Waits for a run that is to be trained.
  ///
  /// @return empty when the book was closed
  synchronized Optional<QueuedRun> awaitNext() throws InterruptedException {
    while (!closed && queue.next().isEmpty()) {
      wait();
    }
    return closed ? Optional.empty() : queue.next();
  }

  /// The run of this number as it is now.
  synchronized QueuedRun run(long number) {
    return queue.find(Long.toString(number));
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /// Nothing more is worked on.
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
