package io.lockstep.launch;

import io.lockstep.coordinator.CoordinatorPort;
import io.lockstep.coordinator.RunLook;
import io.lockstep.coordinator.Tenure;
import io.lockstep.coordinator.membership.CoordinatorDuty;
import io.lockstep.coordinator.membership.Support;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.queue.RunQueue;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.Endpoint;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The duty of a coordinator that may never be called, or several times: the run is opened, and its
/// folder locked, only when this node is seated, and given back when it is not any more.
final class RunDuty implements CoordinatorDuty {

  private final RunOpening opening;
  private final CoordinatorPort port;
  private final Consumer<Endpoint> seated;
  private final CompletableFuture<TrainingResult> result = new CompletableFuture<>();
  private volatile Optional<Reign> reign = Optional.empty();
  private volatile boolean stopping;
  private volatile boolean reignHeardOf;
  private volatile boolean amongOthers;
  private volatile boolean overtaken;

  private record Reign(Tenure service, Endpoint endpoint) {}

  /// @param seated told where the services listen
  RunDuty(RunOpening opening, CoordinatorPort port, Consumer<Endpoint> seated) {
    this.opening = opening;
    this.port = port;
    this.seated = seated;
  }

  @Override
  public synchronized Optional<Endpoint> begin(Support support) {
    Optional<TrainingResult> ended = opening.endedElsewhere();
    if (ended.isPresent()) {
      result.complete(ended.get());
      return Optional.empty();
    }
    Claim.Descent descent = reignHeardOf ? Claim.Descent.HEIR : Claim.Descent.FOUNDER;
    Tenure service = opening.service(new Claim(descent, support), port);
    Optional<Endpoint> endpoint = begun(service);
    endpoint.ifPresent(at -> {
      reignHeardOf = true;
      reign = Optional.of(new Reign(service, at));
      service.result().whenComplete((end, failure) -> ended(service, end, failure));
      seated.accept(at);
      if (stopping) {
        service.interrupt();
      }
    });
    return endpoint;
  }

  private Optional<Endpoint> begun(Tenure service) {
    try {
      Optional<Endpoint> endpoint = service.begin();
      if (endpoint.isEmpty()) {
        opening.close();
      }
      return endpoint;
    } catch (RuntimeException | Error refused) {
      opening.close();
      overtaken = amongOthers && isSuperseded(refused);
      if (overtaken) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  /// Two may begin at once that do not hear each other yet: the later term goes on.
  private static boolean isSuperseded(Throwable refused) {
    return refused instanceof LockstepException known && known.failure().code() == ExitCode.CLUSTER;
  }

  /// What comes of a reign that this node has given up is no result; neither is that another one
  /// goes on with the run, if this node can stand by for it.
  private void ended(Tenure service, TrainingResult end, Throwable failure) {
    Optional<Reign> ended = reign.filter(current -> current.service() == service);
    if (ended.isEmpty()) {
      return;
    }
    if (failure == null) {
      result.complete(end);
    } else if (amongOthers && opening.isSuperseded(ended.get().endpoint().term())) {
      overtaken = true;
    } else {
      result.completeExceptionally(failure);
    }
  }

  @Override
  public synchronized void end(String reason) {
    Optional<Reign> ending = reign;
    reign = Optional.empty();
    overtaken = false;
    if (ending.isPresent()) {
      ending.get().service().end(reason);
      opening.close();
    }
  }

  /// From now on this node can stand by for another that leads.
  void amongOthers() {
    amongOthers = true;
  }

  /// Whether a later reign has ended this one, which is still to be given up.
  boolean isOvertaken() {
    return overtaken;
  }

  /// Somebody else leads, or has led: there is a run to go on with.
  void heardOfReign() {
    reignHeardOf = true;
  }

  /// This one leads: what it does can be held here until it is this node's turn.
  void standsBy(Endpoint leader) {
    if (reign.isEmpty()) {
      opening.standsBy(leader, port);
    }
  }

  boolean hasHeardOfReign() {
    return reignHeardOf;
  }

  /// Where this node leads, while it does.
  Optional<Endpoint> reigning() {
    return reign.map(Reign::endpoint);
  }

  /// How the run is doing that this node leads; empty while it leads none.
  Optional<RunLook> look() {
    return reign.map(Reign::service).flatMap(Tenure::look);
  }

  /// The runs that this node works through; empty while it leads none, or one alone.
  Optional<RunQueue> queue() {
    return reign.map(Reign::service).flatMap(Tenure::queue);
  }

  /// Asks the run to stop at the next step.
  ///
  /// @return false if there is no run here to stop
  boolean interrupt() {
    stopping = true;
    Optional<Reign> running = reign;
    running.ifPresent(current -> current.service().interrupt());
    return running.isPresent();
  }

  /// Leaves the run at the next step to another coordinator.
  ///
  /// @return false if there is no run here to leave
  boolean handOver() {
    Optional<Reign> running = reign;
    running.ifPresent(current -> current.service().handOver());
    return running.isPresent();
  }

  CompletableFuture<TrainingResult> result() {
    return result;
  }
}
