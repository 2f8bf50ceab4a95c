package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.SealedCheckpoint;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
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
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A replica comes to the bits of its leader, and what it holds can be gone on from: epochs have
/// seven steps, a checkpoint is taken every three.
final class ReplicaTest {

  private static final long ENOUGH = 1L << 30;

  @TempDir Path folder;

  @Test
  void aRunGoesOnFromTheVersionThatWasHeldWithItsMomentsAndBooks() {
    PreparedRun run = prepare("checkpoint.every-steps=1000000");
    try (Leader leader = new Leader(run, ENOUGH)) {
      leader.followedFrom(3);
      leader.stepsUpTo(12);
      Replica held = leader.replica;
      leader.dies(5);

      Heir heir = new Heir(run, leader.path);
      assertThat(heir.seals(held)).isEmpty();
      heir.opens();
      assertThat(heir.startVersion).isEqualTo(12);
      assertThat(heir.trainee.parameters()).isEqualTo(leader.trainee.parameters());
      assertThat(heir.trainee.optimizer().moments().getFirst())
          .isEqualTo(leader.trainee.optimizer().moments().getFirst());
      assertThat(lines(leader.path.resolve("ledger.jsonl"))).isEqualTo(leader.ledger);
      assertThat(lines(leader.path.resolve("metrics.jsonl"))).isEqualTo(leader.metrics);
      heir.close();
    }
  }

  @Test
  void clippedAndLayerwiseVersionsComeOutTheSame() {
    PreparedRun run =
        prepare("train.optimizer={ lamb: { learning-rate: 0.01 } }", "train.clip={ norm: 0.5 }");
    try (Leader leader = new Leader(run, ENOUGH)) {
      leader.followedFrom(3);
      leader.stepsUpTo(16); // Throws if a fingerprint differs.
      assertThat(leader.replica.held().orElseThrow().step()).isEqualTo(16);
    }
  }

  @Test
  void whileAnEpochIsOpenTheVersionBeforeItStaysHeld() {
    PreparedRun run = prepare();
    try (Leader leader = new Leader(run, ENOUGH)) {
      leader.followedFrom(3);
      leader.stepsUpTo(6);
      leader.step(7);
      leader.step(8);
      leader.step(9);
      assertThat(leader.replica.held().orElseThrow().step()).isEqualTo(7);
      leader.closesEpoch(7);
      leader.step(10);
      assertThat(leader.replica.held().orElseThrow().step()).isEqualTo(10);
    }
  }

  @Test
  void whatWaitsBeyondTheBudgetIsAppliedAndNothingIsHeldUntilTheEpochIsClosed() {
    PreparedRun run = prepare();
    long twoSteps = 2L * Float.BYTES * run.network().layout().length();
    try (Leader leader = new Leader(run, twoSteps)) {
      leader.followedFrom(3);
      leader.stepsUpTo(6);
      leader.step(7);
      leader.step(8);
      leader.step(9);
      leader.step(10);
      assertThat(leader.replica.held()).isEmpty();
      leader.closesEpoch(7);
      leader.step(11);
      assertThat(leader.replica.held().orElseThrow().step()).isEqualTo(11);
    }
  }

  @Test
  void anOlderVersionThanTheNewestCheckpointIsNotSealed() {
    PreparedRun run = prepare();
    try (Leader leader = new Leader(run, ENOUGH)) {
      leader.followedFrom(3);
      leader.stepsUpTo(5);
      Replica held = leader.replica;
      leader.replica = null;
      leader.stepsUpTo(6);
      leader.dies(6);
      assertThat(new Heir(run, leader.path).seals(held))
          .contains("the newest checkpoint is of step 6");
    }
  }

  @Test
  void booksThatAnotherReignHasWrittenAreNotGoneOnWith() {
    PreparedRun run = prepare("checkpoint.every-steps=1000000");
    try (Leader leader = new Leader(run, ENOUGH)) {
      leader.followedFrom(3);
      leader.stepsUpTo(5);
      Replica held = leader.replica;
      leader.dies(2); // Rows that the checkpoint counts on are gone.
      Heir heir = new Heir(run, leader.path);
      assertThat(heir.seals(held)).contains("the ledger on the disk does not lead to row 4");
    }
  }

  @Test
  void aBestVersionThatIsNotOnTheDiskKeepsTheCheckpoint() throws IOException {
    PreparedRun run =
        prepare("checkpoint.every-steps=1000000", "train.early-stopping={ patience: 9 }");
    try (Leader leader = new Leader(run, ENOUGH)) {
      leader.followedFrom(3);
      leader.stepsUpTo(9);
      Replica held = leader.replica;
      leader.dies(9);
      Path best = RunFolder.bestModelOf(leader.path);
      Files.move(best, folder.resolve("elsewhere"));
      Heir heir = new Heir(run, leader.path);
      assertThat(heir.seals(held)).isPresent();
      heir.opens();
      assertThat(heir.startVersion).isEqualTo(3);
      heir.close();
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    PreparedRun run = prepare();
    try (Leader leader = new Leader(run, ENOUGH)) {
      leader.followedFrom(3);
      Replica replica = leader.replica;
      leader.replica = null;
      assertThatThrownBy(() -> replica.begins(5, 0.1, 41))
          .hasMessage("step 5 came, and 4 was next");
      replica.begins(4, 0.1, 41);
      Loan one = new Loan(new float[run.network().layout().length()]);
      assertThatThrownBy(() -> replica.sum(5, 0, one))
          .hasMessage("chunk 0 of step 5 is not awaited");
      assertThat(one.released).isTrue();
      Loan shorter = new Loan(new float[3]);
      assertThatThrownBy(() -> replica.sum(4, 0, shorter))
          .hasMessage("chunk 0 of step 4 is not awaited");
      assertThatThrownBy(() -> replica.resumable(4, 1, Map.of()))
          .isInstanceOf(Replica.MisfitException.class);
      Loan right = new Loan(new float[run.network().layout().length()]);
      replica.sum(4, 0, right);
      assertThatThrownBy(() -> replica.resumable(4, 1, Map.of()))
          .hasMessageMatching("version 4 came out as [0-9a-f]{16}, and is 0{15}1");
      assertThat(right.released).isTrue();
    }
  }

  @Test
  void aCheckpointOfAnotherRunIsRefused() {
    PreparedRun run = prepare();
    PreparedRun other = prepare("train.batch=40");
    try (Leader leader = new Leader(run, ENOUGH)) {
      leader.followedFrom(3);
      Checkpoint base = leader.newestCheckpoint();
      assertThatThrownBy(() -> new Replica(other, base, ENOUGH))
          .hasMessage("the checkpoint is of another configuration or other data");
    }
  }

  private PreparedRun prepare(String... overrides) {
    return SmallRun.prepare(folder, overrides);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A sum that is lent.
  private static final class Loan implements Piece {
    private final float[] array;
    private boolean released;

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

  /// Leads a run of gradients drawn by lot, and tells a replica what a leader tells.
  private final class Leader implements Witness, AutoCloseable {

    private final PreparedRun run;
    private final long budgetBytes;
    private final RunFolder made;
    private final Path path;
    private final Trainee trainee;
    private final RunRecorder recorder;
    private final VersionMaker maker;
    private final LaneTeam team;
    private final Random random = new Random(5);
    private List<String> ledger = List.of();
    private List<String> metrics = List.of();
    private Replica replica;
    private boolean asks;
    private long entered;

    Leader(PreparedRun run, long budgetBytes) {
      this.run = run;
      this.budgetBytes = budgetBytes;
      this.made = RunFolder.create(folder.resolve("runs"), "small");
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
      awaitCheckpoint(step);
      replica = new Replica(run, newestCheckpoint(), budgetBytes);
    }

    private void awaitCheckpoint(long step) {
      for (int look = 0; recorder.newestCheckpoint() < step; look++) {
        assertThat(look).isLessThan(1000);
        try {
          Thread.sleep(10);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
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

    /// As after a kill: what was not on the disk yet is gone.
    void dies(int rowsLeft) {
      close();
      try {
        ledger = lines(path.resolve("ledger.jsonl"));
        metrics = lines(path.resolve("metrics.jsonl"));
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
      asks = false;
    }

    @Override
    public void checkpointSealed(long step) {}

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

  /// Takes a run over.
  private static final class Heir {

    private final RunFolder taken;
    private final RecorderSetting setting;
    private final Trainee trainee;
    private RunRecorder recorder;
    private long startVersion;

    Heir(PreparedRun run, Path path) {
      taken = RunFolder.open(path);
      setting = RecorderSetting.of(run, taken, TrainingObserver.SILENT, taken.nextTerm());
      trainee = run.newTrainee();
    }

    Optional<String> seals(Replica replica) {
      return replica.held().orElseThrow().seal(setting);
    }

    void opens() {
      recorder = RunRecorder.open(setting, trainee);
      startVersion = recorder.startVersion();
    }

    void close() {
      recorder.close();
      taken.close();
    }
  }
}
