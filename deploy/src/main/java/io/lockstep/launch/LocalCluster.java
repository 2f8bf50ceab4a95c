package io.lockstep.launch;

import io.lockstep.coordinator.CoordinatorPort;
import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.WireSecurity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A whole cluster on this machine: the coordinator inside this process, the workers as children.
public final class LocalCluster implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  private final CoordinatorPort.Identity identity;
  private final NodeAddress address;
  private final WorkerLog log;
  private final ProcessCluster workers;
  private final CompletableFuture<TrainingResult> result = new CompletableFuture<>();
  private CoordinatorPort port;
  private volatile CoordinatorService service;
  private volatile boolean stopping;
  private boolean over;

  private LocalCluster(String name, NodeAddress address, WorkerLog log, ProcessCluster workers) {
    this.identity = new CoordinatorPort.Identity(name, "c0", CoordinatorPort.Identity.ALONE);
    this.address = address;
    this.log = log;
    this.workers = workers;
  }

  /// @param processes workers, 1 or more
  /// @param lanes of each
  public record Size(int processes, LaneCount lanes) {}

  /// Starts the workers: their start takes longest, so it comes before anything else.
  ///
  /// @param configuration the file that the workers read, with `overrides`
  /// @throws io.lockstep.failure.LockstepException if a process cannot be started; none is left
  ///   then
  public static LocalCluster start(
      Path configuration, List<String> overrides, Size size, WorkerLog log) {
    String name = "local-" + ProcessHandle.current().pid();
    NodeAddress address = freeAddress();
    LocalWorkers workers =
        new LocalWorkers(
            size.processes(), size.lanes(), configuration, overrides, name, List.of(address));
    NodeLogs.prepare();
    LocalCluster cluster = new LocalCluster(name, address, log, ProcessCluster.start(workers, log));
    cluster.watchWorkers();
    return cluster;
  }

  private void watchWorkers() {
    log.allDead().thenAccept(this::noneLeft);
  }

  /// Before the run has begun there is nothing to go on with. One that has begun notes it, unless
  /// it has failed already: then they went home because of that.
  private synchronized void noneLeft(String reason) {
    Failure failure =
        Failure.of(ExitCode.CLUSTER, "no worker process is left: " + reason).at("--processes");
    if (service == null) {
      result.completeExceptionally(
          failure.advising("correct the cause and start it again").exception());
    } else {
      service.giveUp(failure.advising("correct the cause and go on with --resume").exception());
    }
  }

  /// Opens the port that the workers look for. To be called once.
  ///
  /// @throws io.lockstep.failure.LockstepException if another process has taken it meanwhile
  public CoordinatorPort open(PreparedRun run) {
    port =
        CoordinatorPort.open(
            run,
            identity,
            new CoordinatorPort.Address(address.host(), address.port(), WireSecurity.loopback()));
    return port;
  }

  /// Begins and waits for the end. To be called once.
  ///
  /// @param given uses the port of [#open]
  /// @throws io.lockstep.failure.LockstepException as the run fails
  public TrainingResult train(CoordinatorService given) {
    try {
      if (begun(given)) {
        given
            .result()
            .whenComplete((end, failure) -> {
              if (failure == null) {
                result.complete(end);
              } else {
                result.completeExceptionally(failure);
              }
            });
      }
      return result.join();
    } catch (CompletionException failed) {
      throw Ends.failureOf(failed);
    }
  }

  private synchronized boolean begun(CoordinatorService given) {
    if (over || result.isDone()) {
      return false;
    }
    given
        .begin()
        .orElseThrow(() -> new IllegalStateException("a lone coordinator waits for nobody"));
    service = given;
    if (stopping) {
      given.interrupt();
    }
    return true;
  }

  /// Asks the run to stop at the next step. Any thread.
  public void interrupt() {
    stopping = true;
    CoordinatorService running = service;
    if (running != null) {
      running.interrupt();
    }
  }

  /// Ends the reign: the books are closed, the run folder can be given back.
  public synchronized void end() {
    over = true;
    if (service != null) {
      service.end("the command has ended");
    }
  }

  /// Ends the reign, the port and the workers.
  @Override
  public void close() {
    end();
    if (port != null) {
      port.close();
    }
    if (service != null) {
      workers.farewell();
    }
    workers.close();
  }

  /// The workers must know the port before it is bound. Should another process take it in between,
  /// [#open] says so.
  private static NodeAddress freeAddress() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      return new NodeAddress(HOST, socket.getLocalPort());
    } catch (IOException refused) {
      throw Failure.of(ExitCode.INTERNAL, "no free port on the loopback interface")
          .at(refused.getMessage())
          .advising("lockstep doctor")
          .exception(refused);
    }
  }
}
