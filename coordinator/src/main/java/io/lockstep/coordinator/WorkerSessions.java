package io.lockstep.coordinator;

import io.lockstep.plan.Plan;
import io.lockstep.plan.WorkerId;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.FrameSink;
import io.lockstep.wire.Handshake;
import io.lockstep.wire.Introduction;
import io.lockstep.wire.Outbox;
import io.lockstep.wire.RegisterOutcome;
import io.lockstep.wire.Reign;
import io.lockstep.wire.StatusReport;
import io.lockstep.wire.Traffic;
import io.lockstep.wire.WorkerFrame;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets workers in and leads their frames to the engine.
final class WorkerSessions {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerSessions.class);

  private final PreparedRun run;
  private final Reign reign;
  private final Handshake ours;
  private final RunEngine engine;
  private final LongSupplier nanoClock;
  private final Restarts restarts = new Restarts();
  private final StreamTally streams = new StreamTally();
  private final WorkerNames names = new WorkerNames();
  private final Map<String, Session> live = new ConcurrentHashMap<>();

  WorkerSessions(PreparedRun run, Reign reign, RunEngine engine, LongSupplier nanoClock) {
    this.run = run;
    this.reign = reign;
    this.engine = engine;
    this.nanoClock = nanoClock;
    this.ours = Introduction.of(run, 1, "", "", 0);
  }

  RegisterOutcome register(Handshake theirs) {
    var difference = theirs.differenceFrom(ours);
    if (difference.isPresent()) {
      return difference.get();
    }
    Optional<String> name = names.given(theirs);
    if (name.isEmpty()) {
      return RegisterOutcome.Refused.nameTaken(theirs.worker(), names.host(theirs.worker()));
    }
    return held(theirs).orElseGet(() -> accepted(name.get()));
  }

  /// Whoever has no name of its own is not known again.
  private Optional<RegisterOutcome> held(Handshake theirs) {
    if (theirs.worker().isEmpty()) {
      return Optional.empty();
    }
    Restarts.Verdict verdict;
    synchronized (restarts) {
      verdict = restarts.comes(theirs.worker(), theirs.process(), nanoClock.getAsLong());
    }
    if (verdict.waitNanos() == 0) {
      return Optional.empty();
    }
    int seconds = Math.toIntExact(Math.ceilDiv(verdict.waitNanos(), 1_000_000_000L));
    if (verdict.begins()) {
      LOG.warn(
          "worker {} on {} quarantined {} s after {} restarts within {} min; look in its log for why it ends",
          theirs.worker(),
          theirs.host(),
          seconds,
          Restarts.STARTS_MAX,
          TimeUnit.NANOSECONDS.toMinutes(Restarts.MEMORY_NANOS));
    }
    return Optional.of(
        new RegisterOutcome.Later(
            seconds,
            "it was started anew %d times within %d min"
                .formatted(
                    Restarts.STARTS_MAX, TimeUnit.NANOSECONDS.toMinutes(Restarts.MEMORY_NANOS))));
  }

  private RegisterOutcome accepted(String name) {
    return new RegisterOutcome.Accepted(reign, name, engine.version(), run.lastStep());
  }

  FrameSink<WorkerFrame> opened(String worker, Outbox<CoordinatorFrame> outbox) {
    streams.opened(outbox);
    return new Session(new WorkerId(worker), new OutboxPeer(outbox, () -> names.host(worker)));
  }

  /// What all streams have carried so far, as seen from here.
  Traffic traffic() {
    return streams.read();
  }

  /// Where a worker computes; empty when nobody knows.
  String host(WorkerId worker) {
    return names.host(worker.name());
  }

  StatusReport status() {
    double loss = engine.lossNats();
    Plan plan = engine.plan();
    return new StatusReport(
        run.configuration().run().name(),
        reign.term(),
        engine.version(),
        run.lastStep(),
        Double.isNaN(loss) ? OptionalDouble.empty() : OptionalDouble.of(loss),
        plan.phase().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        plan.generation(),
        engine.workers().entrySet().stream()
            .map(entry -> status(entry.getKey(), entry.getValue(), plan))
            .toList());
  }

  private StatusReport.Worker status(WorkerId worker, long step, Plan plan) {
    return new StatusReport.Worker(
        worker.name(),
        names.host(worker.name()),
        state(worker, plan),
        step,
        engine.intake.speeds().perSecond(worker));
  }

  private static String state(WorkerId worker, Plan plan) {
    if (plan.stragglers().containsKey(worker)) {
      return "late, others compute its part too";
    }
    if (plan.phase() != Plan.Phase.RUNNING) {
      return "waiting";
    }
    if (!plan.members().contains(worker)) {
      return "joining";
    }
    return plan.hasShare(worker) ? "computing" : StatusReport.Worker.READY;
  }

  /// One stream.
  private final class Session implements FrameSink<WorkerFrame> {
    private final WorkerId worker;
    private final OutboxPeer peer;

    Session(WorkerId worker, OutboxPeer peer) {
      this.worker = worker;
      this.peer = peer;
    }

    @Override
    public void frame(WorkerFrame frame) {
      if (frame instanceof WorkerFrame.Hello(Reign theirs, String _, long _)) {
        if (theirs.equals(reign)) {
          live.put(worker.name(), this);
          names.opened(worker.name());
          engine.joined(worker, peer);
        } else {
          // It registers again and hears of this one.
          peer.close("another run or term: yours %s, ours %s".formatted(theirs, reign));
        }
        return;
      }
      engine.frame(worker, peer, frame);
    }

    /// Another stream of the same name may live by now.
    private void forget() {
      if (live.remove(worker.name(), this)) {
        names.closed(worker.name());
      }
    }

    @Override
    public void closed(String reason) {
      forget();
      streams.closed(peer.outbox());
      engine.lost(worker, peer, reason);
    }
  }

  /// A stream as a peer of the engine.
  ///
  /// @param whereabouts known once it has said hello
  private record OutboxPeer(Outbox<CoordinatorFrame> outbox, Supplier<String> whereabouts)
      implements Peer {
    @Override
    public void send(CoordinatorFrame frame) {
      outbox.send(frame);
    }

    @Override
    public void discardBefore(long version) {
      outbox.discardBefore(version);
    }

    @Override
    public long bytes() {
      Traffic traffic = outbox.traffic();
      return traffic.bytesSent() + traffic.bytesReceived();
    }

    @Override
    public String host() {
      return whereabouts.get();
    }

    @Override
    public void close(String reason) {
      outbox.close(reason);
    }
  }
}
