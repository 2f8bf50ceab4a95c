package io.lockstep.run;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import io.lockstep.format.DurableFiles;
import io.lockstep.format.FormatException;
import io.lockstep.format.SealedJson;
import io.lockstep.queue.QueueText;
import io.lockstep.queue.RunQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The folder of a queue, `RUNS/queue`, and the right to write it:
///
/// ```
/// lock  terms/TERM-1 …  queue-1.json …
/// ```
///
/// Each reign writes a file of its own, `queue-TERM.json`. Whoever takes over begins its term first
/// and reads the newest file then; whoever writes looks afterwards whether its term is still the
/// newest. So what was written in a reign and not refused is read by the next one, and a former
/// coordinator that was only paused changes nothing. One thread at a time, except `isSuperseded`.
public final class QueueFolder implements AutoCloseable {

  static final String NAME = "queue";

  private static final Pattern FILE = Pattern.compile("queue-(\\d{1,18})\\.json");

  private static final RunLock.InUse IN_USE =
      new RunLock.InUse(
          "queue",
          "the runs of that coordinator go on unharmed",
          "name all coordinators in --coordinators, on each of them, or choose another --runs DIR");

  private static final int FORMER_KEPT = 1;

  private final Path folder;
  private final Optional<RunLock> lock;
  private final Terms terms;
  private volatile long term;
  private boolean written;

  private QueueFolder(Path folder, Optional<RunLock> lock) {
    this.folder = folder;
    this.lock = lock;
    this.terms = new Terms(folder.resolve(RunFolder.TERMS));
  }

  /// Locks the queue of these runs, and makes its folder if there is none.
  ///
  /// @throws LockstepException with exit code 2 if another process holds it, with 5 if it cannot be
  ///   made
  public static QueueFolder open(Path runs) {
    Path folder = runs.resolve(NAME);
    return storing(
        folder,
        "the folder of the queue cannot be used",
        () -> {
          DurableFiles.createFolder(folder);
          return new QueueFolder(folder, Optional.of(RunLock.take(folder, IN_USE)));
        });
  }

  /// The same, unless another process holds it.
  ///
  /// @return empty when another process holds it
  public static Optional<QueueFolder> openIfFree(Path runs) {
    try {
      return Optional.of(open(runs));
    } catch (LockstepException refused) {
      if (refused.failure().code() != ExitCode.USAGE) {
        throw refused;
      }
      return Optional.empty();
    }
  }

  /// Opens a queue that the cluster has handed to this process, also without its lock, which a
  /// paused process may hold: terms alone keep that one from writing.
  public static QueueFolder takeOver(Path runs) {
    return openIfFree(runs).orElseGet(() -> new QueueFolder(runs.resolve(NAME), Optional.empty()));
  }

  /// Begins the next term: one more than any before, and not below the least.
  ///
  /// @return its number
  public long nextTerm(long least) {
    term = storing(folder, "the folder of the queue cannot be used", () -> terms.next(least));
    written = false;
    return term;
  }

  /// The term that this object has begun last; 0 before the first.
  public long term() {
    return term;
  }

  /// Whether a term has begun that is later than its own. Any thread.
  public boolean isSuperseded() {
    return storing(folder, "the folder of the queue cannot be used", terms::newest) > term;
  }

  /// What the newest reign has written. To be called after a term was begun.
  ///
  /// @return an empty queue when nobody has written any
  /// @throws LockstepException with exit code 5 if the file is torn or foreign, with 2 if a later
  ///   version of this program has written it
  public RunQueue read() {
    return storing(
        folder,
        "the queue cannot be read",
        () -> {
          TreeMap<Long, Path> files = files();
          return files.isEmpty() ? RunQueue.empty() : read(files.lastEntry().getValue());
        });
  }

  private static RunQueue read(Path file) throws IOException {
    try {
      Map<String, Object> content = SealedJson.read(file);
      QueueText.version(content)
          .filter(version -> version > QueueText.VERSION)
          .ifPresent(version -> {
            throw later(file, version);
          });
      return QueueText.queue(content);
    } catch (FormatException torn) {
      throw unreadable(file, torn.getMessage(), torn);
    } catch (LockstepException later) {
      throw later;
    } catch (RuntimeException foreign) {
      throw unreadable(file, "it is no queue of runs: " + foreign.getMessage(), foreign);
    }
  }

  private static LockstepException later(Path file, long version) {
    return Failure.of(
            ExitCode.USAGE,
            "the queue was written by a later version of lockstep: its format is %d, this one reads %d"
                .formatted(version, QueueText.VERSION))
        .at(file.toString())
        .keeping("the queue, as it is, and all runs")
        .advising("start the coordinators with that version, as lockstep version tells it")
        .exception();
  }

  private static LockstepException unreadable(Path file, String why, Exception fault) {
    return Failure.of(ExitCode.STORAGE, "the queue cannot be read: " + why)
        .at(file.toString())
        .keeping("that file, as it is, and all runs")
        .advising(
            "move it away, and the queue is the one written before it, if there is one: mv %s %s"
                .formatted(file, file + ".torn"))
        .exception(fault);
  }

  /// Writes the queue as that of this reign. It counts when this returns.
  ///
  /// @throws LockstepException with exit code 6 if a later term has begun, with 5 if it cannot be
  ///   written
  public void write(RunQueue queue) {
    storing(
        folder,
        "the queue cannot be written",
        () -> {
          Path file = file(term);
          DurableFiles.replace(file, SealedJson.bytes(QueueText.of(queue)));
          long newest = terms.newest();
          if (newest > term || !terms.isOurs(term)) {
            throw superseded(newest);
          }
          if (!written) {
            removeFormer();
          }
          written = true;
          return file;
        });
  }

  private LockstepException superseded(long newest) {
    return Failure.of(
            ExitCode.CLUSTER,
            "superseded: another coordinator has the queue, term %d, this one had term %d"
                .formatted(newest, term))
        .at(folder.toString())
        .keeping("everything that the other one has entered")
        .advising("nothing: the coordinator of the newer term goes on")
        .exception();
  }

  /// Whoever has to look at what was before this reign finds it once more.
  private void removeFormer() throws IOException {
    List<Path> former = List.copyOf(files().headMap(term, false).descendingMap().values());
    for (Path file : former.subList(Math.min(FORMER_KEPT, former.size()), former.size())) {
      Files.deleteIfExists(file);
      DurableFiles.removeLeftovers(file);
    }
  }

  /// By term.
  private TreeMap<Long, Path> files() throws IOException {
    TreeMap<Long, Path> byTerm = new TreeMap<>();
    try (Stream<Path> entries = Files.list(folder)) {
      entries.forEach(entry -> {
        Matcher name = FILE.matcher(entry.getFileName().toString());
        if (name.matches()) {
          byTerm.put(Long.parseLong(name.group(1)), entry);
        }
      });
    }
    return byTerm;
  }

  private Path file(long ofTerm) {
    return folder.resolve("queue-%d.json".formatted(ofTerm));
  }

  @Override
  public void close() {
    storing(
        folder,
        "the folder of the queue cannot be used",
        () -> {
          if (lock.isPresent()) {
            lock.get().close();
          }
          return folder;
        });
  }

  private static <T> T storing(Path where, String what, RunFolder.Storing<T> action) {
    try {
      return action.run();
    } catch (IOException fault) {
      StorageFault told = StorageFault.of(fault, where);
      throw told.failure(ExitCode.STORAGE, what)
          .keeping("the queue, as it was")
          .advising(told.advice() + ", then try again")
          .exception(fault);
    }
  }
}
