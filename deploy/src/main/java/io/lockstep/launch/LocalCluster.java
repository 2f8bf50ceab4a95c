package io.lockstep.launch;

import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.coordinator.membership.CoordinatorMembership;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.membership.NodeAddress;
import io.lockstep.membership.NodeSettings;
import io.lockstep.membership.Pace;
import io.lockstep.training.TrainingResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// A whole cluster on this machine: the coordinator inside this process, the workers as children.
public final class LocalCluster implements AutoCloseable {

  public static final String HOST = "127.0.0.1";

  /// From the first step of joining to the seat it takes a second, on a machine that has time.
  private static final long SEAT_SECONDS_MAX = 90;

  private final String name;
  private final NodeAddress seed;
  private final WorkerLog log;
  private final ProcessCluster workers;
  private final CompletableFuture<CoordinatorService> prepared = new CompletableFuture<>();
  private final CompletableFuture<CoordinatorMembership> coordinator = new CompletableFuture<>();
  private final RunDuty duty = new RunDuty(prepared::join, _ -> {});

  private LocalCluster(String name, NodeAddress seed, WorkerLog log, ProcessCluster workers) {
    this.name = name;
    this.seed = seed;
    this.log = log;
    this.workers = workers;
  }

  /// @param processes workers, 1 or more
  /// @param lanes compute threads of each, 1 or more
  public record Size(int processes, int lanes) {}

  /// Starts the workers: their start takes longest, so it comes before anything else.
  ///
  /// @param configuration the file that the workers read, with `overrides`
  /// @throws io.lockstep.failure.LockstepException if a process cannot be started; none is left
  ///   then
  public static LocalCluster start(
      Path configuration, List<String> overrides, Size size, WorkerLog log) {
    String name = "local-" + ProcessHandle.current().pid();
    NodeAddress seed = freeAddress();
    LocalWorkers workers =
        new LocalWorkers(
            size.processes(), size.lanes(), configuration, overrides, name, List.of(seed));
    LocalCluster cluster = new LocalCluster(name, seed, log, ProcessCluster.start(workers, log));
    NodeLogs.prepare();
    cluster.standUp();
    return cluster;
  }

  /// The node starts beside whatever the caller does next; its duty begins when there is a run.
  private void standUp() {
    NodeSettings node =
        new NodeSettings(
            name, "c0", HOST, seed.port(), Set.of(NodeSettings.COORDINATOR), List.of(), Pace.LOCAL);
    Thread.ofPlatform()
        .daemon()
        .name("join")
        .start(() -> {
          try {
            CoordinatorMembership started = CoordinatorMembership.start(node, duty);
            started.departed().thenApply(Ends::thrown).exceptionally(this::fail);
            coordinator.complete(started);
          } catch (Throwable refused) {
            // Whatever it is: on this thread nobody else would hear of it.
            fail(refused);
          }
        });
    log.allDead()
        .thenAccept(reason ->
            fail(
                Failure.of(ExitCode.CLUSTER, "no worker process is left: " + reason)
                    .at("--processes")
                    .keeping("the newest checkpoint")
                    .advising("correct the cause and go on with --resume")
                    .exception()));
  }

  private TrainingResult fail(Throwable failure) {
    duty.result().completeExceptionally(failure);
    return null;
  }

  /// Gives the node its run; steps begin when the workers are there. To be called once.
  public void begin(CoordinatorService service) {
    prepared.complete(service);
    CompletableFuture.delayedExecutor(SEAT_SECONDS_MAX, TimeUnit.SECONDS)
        .execute(this::requireSeat);
  }

  private void requireSeat() {
    if (!duty.isCalled()) {
      fail(
          Failure.of(
                  ExitCode.CLUSTER,
                  "the coordinator has not taken its seat within %d s".formatted(SEAT_SECONDS_MAX))
              .at("membership at " + seed)
              .keeping("the newest checkpoint")
              .advising("try again with --resume when this machine is less busy")
              .exception());
    }
  }

  /// Begins and waits for the end.
  ///
  /// @throws io.lockstep.failure.LockstepException as the run fails
  public TrainingResult train(CoordinatorService service) {
    begin(service);
    try {
      return duty.result().join();
    } catch (CompletionException failed) {
      throw Ends.failureOf(failed);
    }
  }

  /// Asks the run to stop at the next step. Any thread.
  public void interrupt() {
    duty.interrupt();
  }

  /// Ends the duty: the books are closed, the run folder can be given back.
  public void end() {
    duty.close("the command has ended");
  }

  /// Ends the duty and the workers; the node leaves by itself, nobody waits for it.
  @Override
  public void close() {
    end();
    if (duty.hasBegun()) {
      workers.farewell();
    }
    workers.close();
    coordinator.thenAccept(CoordinatorMembership::leave);
  }

  /// The workers must know the port before the node has bound it. Should another process take it in
  /// between, the node's start says so.
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
