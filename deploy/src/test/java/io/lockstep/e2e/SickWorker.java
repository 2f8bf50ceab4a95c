package io.lockstep.e2e;

import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.lane.Sums;
import io.lockstep.reduce.Piece;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.FrameSink;
import io.lockstep.wire.Introduction;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.Outbox;
import io.lockstep.wire.RegisterOutcome;
import io.lockstep.wire.WireClient;
import io.lockstep.wire.WireLimits;
import io.lockstep.wire.WireSecurity;
import io.lockstep.wire.WorkerFrame;
import io.lockstep.worker.BlockRunner;
import io.lockstep.worker.LaneRunner;
import io.lockstep.worker.Upstream;
import io.lockstep.worker.WorkerEnd;
import io.lockstep.worker.WorkerEngine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// A worker that does all as it should, over a real stream, but for its numbers.
final class SickWorker implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// What it makes of a chunk of a gradient.
  interface Sickness {
    void change(long step, Piece piece);
  }

  private final WireClient client;
  private final LaneRunner lanes;
  private final WorkerEngine engine;
  private final CompletableFuture<Outbox<WorkerFrame>> stream = new CompletableFuture<>();

  SickWorker(PreparedRun run, NodeAddress coordinator, String name, Sickness sickness) {
    WireLimits limits = WireLimits.of(run.configuration(), run.network().layout().length());
    client =
        WireClient.connect(coordinator.host(), coordinator.port(), limits, WireSecurity.loopback());
    var accepted =
        (RegisterOutcome.Accepted)
            client.register(Introduction.of(run, 1, name, "ward", 1), PATIENCE);
    int chunk = run.configuration().wire().chunk();
    lanes =
        new LaneRunner(
            new LaneTeam(run.laneTask(), 1, chunk, Delivery.STREAMED),
            fault -> stream.join().cut("broken: " + fault));
    BlockRunner sick =
        work -> {
          switch (work) {
            case BlockRunner.Job job -> lanes.begin(sick(job, sickness));
            case BlockRunner.Measure measure -> lanes.begin(measure);
          }
        };
    engine =
        new WorkerEngine(
            run, accepted.reign(), sick, new Up(), new WorkerEngine.Time(System::nanoTime));
    stream.complete(
        client.open(
            new WorkerFrame.Hello(accepted.reign(), name, WorkerFrame.NO_VERSION), new Down()));
  }

  private static BlockRunner.Job sick(BlockRunner.Job job, Sickness sickness) {
    Sums changed =
        (index, piece) -> {
          sickness.change(job.step(), piece);
          job.sums().sum(index, piece);
        };
    return new BlockRunner.Job(job.step(), job.block(), job.parameters(), changed, job.done());
  }

  /// Completes when its part is over.
  CompletableFuture<WorkerEnd> end() {
    return engine.end();
  }

  @Override
  public void close() {
    lanes.close();
    client.close();
  }

  private final class Down implements FrameSink<CoordinatorFrame> {
    @Override
    public void frame(CoordinatorFrame frame) {
      engine.frame(frame);
    }

    @Override
    public void closed(String reason) {
      engine.disconnected(reason);
    }
  }

  private final class Up implements Upstream {
    @Override
    public void send(WorkerFrame frame) {
      stream.join().send(frame);
    }

    @Override
    public void discardBefore(long step) {
      stream.join().discardBefore(step);
    }

    @Override
    public void close(String reason) {
      stream.join().close(reason);
    }
  }
}
