package io.lockstep.launch;

import io.lockstep.coordinator.CoordinatorPort;
import io.lockstep.coordinator.membership.CoordinatorMembership;
import io.lockstep.coordinator.membership.Departure;
import io.lockstep.coordinator.membership.Entry;
import io.lockstep.coordinator.membership.NodeSettings;
import io.lockstep.coordinator.membership.Support;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.training.TrainingResult;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.NodeAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One coordinator node, from its start to the end of the run. A lone one leads at once. One of
/// several stands by until it is its turn, and comes back when the others have cast it out: only
/// the end of the run, its own failure or a person ends it.
public final class CoordinatorNode {

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorNode.class);

  /// How long others may take to let this node go before it ends without that, and before it gives
  /// up to come back.
  private static final long LEAVE_SECONDS_MAX = 15;

  private static final long STAND_ASIDE_SECONDS_MAX = 60;
  private static final long TICK_MILLIS = 250;

  /// Between two looks at the others while this node is a member.
  private static final int LOOK_TICKS = 4;

  /// So many looks in a row must show another cluster before this one is given up for it.
  private static final int APART_LOOKS = 3;

  private final NodeSettings settings;
  private final List<NodeAddress> coordinators;
  private final CoordinatorPort port;
  private final RunDuty duty;
  private final Consumer<String> talk;
  private final CompletableFuture<TrainingResult> interrupted = new CompletableFuture<>();
  private volatile boolean asked;
  private volatile boolean hasHeir;
  private volatile boolean isMember;
  private boolean stoodAside;

  /// @param coordinators where workers dial all coordinators, this one among them; one at most for
  ///   a lone one
  /// @param opening opens the run when this node is seated
  /// @param talk gets lines for a person
  public CoordinatorNode(
      NodeSettings settings,
      List<NodeAddress> coordinators,
      CoordinatorPort port,
      RunOpening opening,
      Consumer<String> talk) {
    NodeLogs.prepare();
    this.settings = settings;
    this.coordinators = List.copyOf(coordinators);
    this.port = port;
    this.talk = talk;
    this.duty =
        new RunDuty(
            opening,
            port,
            endpoint ->
                talk.accept(
                    "lockstep: coordinator %s leads %s".formatted(settings.name(), endpoint)));
  }

  /// Asks this node to go. One that leads hands the run over to another coordinator, if there is
  /// one; otherwise the run stops at the next step. Any thread.
  public void leave() {
    asked = true;
    if (!(hasHeir && duty.handOver())) {
      interrupt();
    }
  }

  /// Asks the run to stop at the next step, and a node that only stands by to go. Any thread.
  public void interrupt() {
    asked = true;
    if (!duty.interrupt()) {
      goes();
    }
  }

  private void goes() {
    interrupted.completeExceptionally(
        Failure.of(ExitCode.INTERRUPTED, "interrupted while standing by")
            .at(settings.name())
            .keeping(
                duty.hasHeardOfReign()
                    ? "the run goes on without this coordinator"
                    : "nothing was changed: no run had begun that is known here")
            .advising("the same command stands by again")
            .exception());
  }

  /// How this node is doing. Any thread.
  public CoordinatorLook look() {
    return new CoordinatorLook(duty.look(), duty.queue(), isMember);
  }

  /// Takes part until the run has ended.
  ///
  /// @throws LockstepException as the run fails
  public TrainingResult run() {
    talk.accept(
        "lockstep: coordinator %s is up, workers dial %s"
            .formatted(settings.name(), port.address()));
    try {
      return coordinators.size() < 2 ? alone() : among();
    } catch (CompletionException | ExecutionException failed) {
      throw Ends.failureOf(failed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      duty.end("the node has ended");
    }
  }

  private TrainingResult alone() throws ExecutionException, InterruptedException {
    duty.begin(Support.MOST)
        .orElseThrow(() -> new IllegalStateException("a lone coordinator has to wait for nobody"));
    return duty.result().get();
  }

  private TrainingResult among() throws ExecutionException, InterruptedException {
    LookAround around = new LookAround(coordinators, port, settings.pace().look());
    duty.amongOthers();
    while (true) {
      if (asked) {
        goes(); // The reign that was to be handed over had been lost already, and is not waited for
        // again.
      }
      Optional<Entry> entry = around.entry(interrupted::isDone);
      if (entry.isEmpty()) {
        return interrupted.get();
      }
      CoordinatorMembership membership = CoordinatorMembership.start(settings, entry.get(), duty);
      long leaveSecondsMax = LEAVE_SECONDS_MAX;
      try {
        Optional<TrainingResult> end = new Membering(around, membership).follow();
        if (end.isPresent()) {
          return end.get();
        }
        leaveSecondsMax = STAND_ASIDE_SECONDS_MAX;
      } finally {
        hasHeir = false;
        isMember = false;
        port.memberAt(Optional.empty());
        membership
            .leave()
            .completeOnTimeout(new Departure.Left(), leaveSecondsMax, TimeUnit.SECONDS)
            .join();
      }
    }
  }

  /// One membership, from its start until the run or the membership is over.
  private final class Membering {

    private final LookAround around;
    private final CoordinatorMembership membership;
    private final CompletableFuture<Object> over;
    private final long begunNanos = System.nanoTime();
    private int apartLooks;
    private boolean wasUp;
    private Endpoint standsByFor;

    Membering(LookAround around, CoordinatorMembership membership) {
      this.around = around;
      this.membership = membership;
      this.over = CompletableFuture.anyOf(duty.result(), interrupted, membership.departed());
    }

    /// @return empty when this node has to look around again
    Optional<TrainingResult> follow() throws ExecutionException, InterruptedException {
      for (int tick = 1; ; tick++) {
        port.memberAt(membership.isUp() ? Optional.of(membership.address()) : Optional.empty());
        noteUp();
        isMember = membership.isUp();
        hasHeir = membership.members().size() > 1;
        try {
          return ended(over.get(TICK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
          if (duty.isOvertaken()) {
            standsAside("another one goes on with the run");
            return Optional.empty();
          }
          if (tick % LOOK_TICKS == 0 && (belongsElsewhere() || joinsInVain())) {
            return Optional.empty();
          }
        }
      }
    }

    private Optional<TrainingResult> ended(Object end) {
      return switch (end) {
        case TrainingResult result -> Optional.of(result);
        case Departure.Broken(Failure failure) -> throw failure.exception();
        case Departure.CastOut(String reason) -> {
          standsAside(reason);
          yield Optional.empty();
        }
        default -> Optional.empty();
      };
    }

    /// Whether the others are in another cluster that this node has to join: one that leads while
    /// this one does not, or leads with a newer reign, or whose first comes first.
    private boolean belongsElsewhere() throws InterruptedException {
      LookAround.Others others = around.others(membership.members());
      others.leader().ifPresent(this::heardOf);
      port.heardOf(others.leader());
      boolean yields = membership.isUp() && others.apart().filter(this::yieldsTo).isPresent();
      apartLooks = yields ? apartLooks + 1 : 0;
      if (apartLooks < APART_LOOKS) {
        return false;
      }
      LOG.warn("event=apart reason=\"others lead a cluster of their own\"");
      standsAside("the others are in a cluster of their own");
      return true;
    }

    private void heardOf(Endpoint leader) {
      duty.heardOfReign();
      duty.standsBy(leader);
      if (membership.isUp() && !leader.equals(standsByFor) && duty.reigning().isEmpty()) {
        standsByFor = leader;
        talk.accept(
            "lockstep: coordinator %s stands by, %s leads".formatted(settings.name(), leader));
      }
    }

    /// Said once, however often the others do not let it in before it stands by again.
    private void standsAside(String reason) {
      if (stoodAside) {
        return;
      }
      stoodAside = true;
      talk.accept(
          "lockstep: coordinator %s stands aside: %s; it looks for them"
              .formatted(settings.name(), reason));
    }

    private void noteUp() {
      if (!wasUp && membership.isUp()) {
        wasUp = true;
        if (stoodAside) {
          stoodAside = false;
          talk.accept("lockstep: coordinator %s stands by again".formatted(settings.name()));
        }
      }
    }

    /// Whoever let this node in may have died before it was a full member.
    private boolean joinsInVain() {
      return !wasUp && System.nanoTime() - begunNanos > settings.pace().joinPatience().toNanos();
    }

    private boolean yieldsTo(LookAround.Apart other) {
      long ours = duty.reigning().map(Endpoint::term).orElse(0L);
      long theirs = other.leader().map(Endpoint::term).orElse(0L);
      return theirs != ours ? theirs > ours : other.place() < around.self();
    }
  }
}
