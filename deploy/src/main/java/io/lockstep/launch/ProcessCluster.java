package io.lockstep.launch;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.FaultKind;
import io.lockstep.failure.StorageFault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The worker processes that belong to this one. They end when it ends, however that happens: each
/// holds the end of a pipe from here, and a pipe whose other side has died says so at once.
public final class ProcessCluster implements AutoCloseable {

  private static final long FAREWELL_MILLIS_MAX = 2_000;
  private static final long ABANDON_MILLIS_MAX = 2_000;
  private static final long TERM_MILLIS_MAX = 1_000;
  private static final long KILL_MILLIS_MAX = 2_000;

  private final List<ChildProcess> children;

  private ProcessCluster(List<ChildProcess> children) {
    this.children = children;
  }

  /// Starts them all and returns at once.
  ///
  /// @throws io.lockstep.failure.LockstepException if a process cannot be started; none is left
  public static ProcessCluster start(LocalWorkers workers, ChildListener listener) {
    JvmCommand command = JvmCommand.likeThisOne(workers.processes() + 1);
    ProcessCluster cluster = new ProcessCluster(new ArrayList<>());
    for (int i = 0; i < workers.processes(); i++) {
      List<String> line = command.running(workers.arguments(i));
      try {
        cluster.children.add(ChildProcess.start(LocalWorkers.nameOf(i), line, listener));
      } catch (IOException refused) {
        cluster.close();
        throw notStarted(LocalWorkers.nameOf(i), Path.of(line.getFirst()), refused)
            .exception(refused);
      }
    }
    return cluster;
  }

  /// Fewer processes help only where the system has no room for more.
  static Failure notStarted(String worker, Path java, IOException refused) {
    StorageFault fault = StorageFault.of(refused, java);
    String error = "cannot start worker process " + worker;
    return switch (fault.kind()) {
      case MEMORY, OPEN_FILES, BUSY ->
          Failure.of(ExitCode.OUT_OF_MEMORY, error + ": the system has no room for it")
              .at(
                  fault.kind() == FaultKind.BUSY
                      ? "the limit of processes: ulimit -u"
                      : fault.reason())
              .advising("raise the limit, or use fewer --processes");
      default -> fault.failure(ExitCode.USAGE, error);
    };
  }

  /// How many still run.
  public long alive() {
    return children.stream().filter(ChildProcess::alive).count();
  }

  /// Gives children whose work is over a moment to end by themselves.
  void farewell() {
    children.forEach(ChildProcess::dismiss);
    awaitAll(FAREWELL_MILLIS_MAX);
  }

  /// Takes every child's standard input away, waits, asks, waits, then ends by force those that are
  /// left. Asking comes second: children are deaf to signals, because ctrl-C reaches them as well
  /// and the end of a run is not theirs to choose.
  @Override
  public void close() {
    children.forEach(ChildProcess::abandon);
    awaitAll(ABANDON_MILLIS_MAX);
    children.forEach(ChildProcess::terminate);
    awaitAll(TERM_MILLIS_MAX);
    children.forEach(ChildProcess::kill);
    awaitAll(KILL_MILLIS_MAX);
  }

  private void awaitAll(long millisMax) {
    long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
    for (ChildProcess child : children) {
      if (!child.await(deadlineNanos - System.nanoTime())) {
        return;
      }
    }
  }
}
