package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    try (ReplicaLeader leader = new ReplicaLeader(run, folder.resolve("runs"), ENOUGH)) {
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
    try (ReplicaLeader leader = new ReplicaLeader(run, folder.resolve("runs"), ENOUGH)) {
      leader.followedFrom(3);
      leader.stepsUpTo(16); // Throws if a fingerprint differs.
      assertThat(leader.replica.held().orElseThrow().step()).isEqualTo(16);
    }
  }

  @Test
  void whileAnEpochIsOpenTheVersionBeforeItStaysHeld() {
    PreparedRun run = prepare();
    try (ReplicaLeader leader = new ReplicaLeader(run, folder.resolve("runs"), ENOUGH)) {
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
    try (ReplicaLeader leader = new ReplicaLeader(run, folder.resolve("runs"), twoSteps)) {
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
    try (ReplicaLeader leader = new ReplicaLeader(run, folder.resolve("runs"), ENOUGH)) {
      leader.followedFrom(3);
      leader.stepsUpTo(5);
      Replica held = leader.replica;
      leader.replica = null;
      leader.stepsUpTo(6);
      leader.stops();
      leader.dies(6);
      assertThat(new Heir(run, leader.path).seals(held))
          .contains("the newest checkpoint is of step 6");
    }
  }

  @Test
  void booksThatAnotherReignHasWrittenAreNotGoneOnWith() {
    PreparedRun run = prepare("checkpoint.every-steps=1000000");
    try (ReplicaLeader leader = new ReplicaLeader(run, folder.resolve("runs"), ENOUGH)) {
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
    try (ReplicaLeader leader = new ReplicaLeader(run, folder.resolve("runs"), ENOUGH)) {
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
    try (ReplicaLeader leader = new ReplicaLeader(run, folder.resolve("runs"), ENOUGH)) {
      leader.followedFrom(3);
      Replica replica = leader.replica;
      leader.replica = null;
      assertThatThrownBy(() -> replica.begins(5, 0.1, 41))
          .hasMessage("step 5 came, and 4 was next");
      replica.begins(4, 0.1, 41);
      ReplicaLeader.Loan one = new ReplicaLeader.Loan(new float[run.network().layout().length()]);
      assertThatThrownBy(() -> replica.sum(5, 0, one))
          .hasMessage("chunk 0 of step 5 is not awaited");
      assertThat(one.released).isTrue();
      ReplicaLeader.Loan shorter = new ReplicaLeader.Loan(new float[3]);
      assertThatThrownBy(() -> replica.sum(4, 0, shorter))
          .hasMessage("chunk 0 of step 4 is not awaited");
      assertThatThrownBy(() -> replica.resumable(4, 1, Map.of()))
          .isInstanceOf(Replica.MisfitException.class);
      ReplicaLeader.Loan right = new ReplicaLeader.Loan(new float[run.network().layout().length()]);
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
    try (ReplicaLeader leader = new ReplicaLeader(run, folder.resolve("runs"), ENOUGH)) {
      leader.followedFrom(3);
      Checkpoint base = leader.newestCheckpoint();
      assertThatThrownBy(() -> new Replica(other, base, ENOUGH))
          .hasMessage("the checkpoint is of another configuration or other data");
    }
  }

  private PreparedRun prepare(String... overrides) {
    return SmallRun.prepare(folder, overrides);
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
