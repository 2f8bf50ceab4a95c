package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.SealedCheckpoint;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.plan.Closing;
import io.lockstep.reduce.Piece;
import io.lockstep.reduce.StepReduction;
import io.lockstep.run.LineTap;
import io.lockstep.run.RunFolder;
import io.lockstep.version.StepNorms;
import io.lockstep.version.VersionMaker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Leads a run of gradients drawn by lot, and tells a replica what a leader tells.
final class ReplicaLeader implements Witness, AutoCloseable {

  private final PreparedRun run;
  private final long budgetBytes;
  private final RunFolder made;
  final Path path;
  final Trainee trainee;
  private final RunRecorder recorder;
  private final VersionMaker maker;
  private final LaneTeam team;
  private final Random random = new Random(5);
  List<String> ledger = List.of();
  List<String> metrics = List.of();
  Replica replica;
  private final CompletableFuture<Long> sealed =
      new CompletableFuture<Long>().orTimeout(60, TimeUnit.SECONDS);
  private boolean asks;
  private volatile boolean begun;
  private long entered;

  ReplicaLeader(PreparedRun run, Path runs, long budgetBytes) {
    this.run = run;
    this.budgetBytes = budgetBytes;
    this.made = RunFolder.create(runs, "small");
    this.path = made.path();
    this.trainee = run.newTrainee();
    this.maker =
        new VersionMaker(
            run.making(trainee), run.configuration().wire().chunk(), (_, sum) -> sum.release());
    this.team = new LaneTeam(run.laneTask(), 1, LocalStep.CHUNK, Delivery.GATHERED);
    this.recorder =
        RunRecorder.open(
            RecorderSetting.of(run, made, TrainingObserver.SILENT, made.nextTerm()).seenBy(this),
            trainee);
    recorder.begin();
  }

  void followedFrom(long step) {
    stepsUpTo(step - 1);
    asks = true;
    step(step);
    if (run.batches().endsEpoch(step)) {
      closesEpoch(step);
    }
    sealed.join();
    replica = new Replica(run, newestCheckpoint(), budgetBytes);
  }

  Checkpoint newestCheckpoint() {
    try {
      return SealedCheckpoint.in(made.checkpoints()).getLast().read().orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stepsUpTo(long last) {
    while (entered < last) {
      step(entered + 1);
      if (run.batches().endsEpoch(entered)) {
        closesEpoch(entered);
      }
    }
  }

  void step(long step) {
    int examples = run.batches().examplesIn(step);
    double rate = recorder.rate(step);
    float[] sum = new float[trainee.parameters().length];
    for (int at = 0; at < sum.length; at++) {
      sum[at] = (float) random.nextGaussian();
    }
    if (replica != null) {
      replica.begins(step, 9, examples);
      replica.begins(step, rate, examples);
      replica.sum(step, 0, new Loan(sum.clone()));
    }
    maker.begin(step, rate, examples, trainee.parameters(), trainee.parameters());
    if (maker.sum(0, new Loan(sum))) {
      for (int left = maker.rounds(); left > 0; left--) {
        maker.beginRound(left);
        maker.takeRound();
      }
    }
    entered = step;
    recorder.stepComplete(new Arrived(step, maker, trainee));
  }

  void closesEpoch(long step) {
    recorder.epochComplete(step, trainee.parameters(), new LaneEvaluator(run, team));
  }

  /// In good order: with a checkpoint of the newest version.
  void stops() {
    recorder.close(Closing.Goal.INTERRUPTED, entered, trainee.parameters());
  }

  /// As after a kill: what was not on the disk yet is gone.
  void dies(int rowsLeft) {
    close();
    try {
      ledger = ReplicaTest.lines(path.resolve("ledger.jsonl"));
      metrics = ReplicaTest.lines(path.resolve("metrics.jsonl"));
      Files.write(path.resolve("ledger.jsonl"), ledger.subList(0, rowsLeft));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isFollowing() {
    return replica != null;
  }

  @Override
  public boolean asksForCheckpoint() {
    return asks;
  }

  @Override
  public void checkpointBegun(long step) {
    begun = asks;
    asks = false;
  }

  @Override
  public void checkpointSealed(long step) {
    if (begun) {
      sealed.complete(step);
    }
  }

  @Override
  public LineTap ledger() {
    return (step, bytes, length) ->
        Optional.ofNullable(replica)
            .ifPresent(held -> held.ledgerLine(step, Arrays.copyOf(bytes, length)));
  }

  @Override
  public LineTap metrics() {
    return (step, bytes, length) ->
        Optional.ofNullable(replica)
            .ifPresent(held -> held.metricsLine(step, Arrays.copyOf(bytes, length)));
  }

  @Override
  public void resumable(long step, long fingerprint, Supplier<Map<String, String>> facts) {
    replica.resumable(step, fingerprint, facts.get());
  }

  @Override
  public void close() {
    recorder.close();
    team.close();
    made.close();
  }

  private record Arrived(long step, VersionMaker maker, Trainee trainee) implements CompleteStep {

    @Override
    public double lossSum() {
      return 1.0 / step;
    }

    @Override
    public long correctCount() {
      return step;
    }

    @Override
    public StepNorms norms() {
      return maker.norms();
    }

    @Override
    public long fingerprint() {
      return maker.fingerprint();
    }

    @Override
    public float[] parameters() {
      return trainee.parameters();
    }

    @Override
    public void credits(StepReduction.Credits credits) {
      credits.credit(0, 6, "w0");
    }
  }

  /// A sum that is lent.
  static final class Loan implements Piece {
    private final float[] array;
    boolean released;

    Loan(float[] array) {
      this.array = array;
    }

    @Override
    public float[] array() {
      return array;
    }

    @Override
    public int at() {
      return 0;
    }

    @Override
    public int length() {
      return array.length;
    }

    @Override
    public void release() {
      assertThat(released).isFalse();
      released = true;
    }
  }
}
