package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.format.Sha256;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTeam;
import io.lockstep.queue.QueueAnswer;
import io.lockstep.queue.QueueEvent;
import io.lockstep.queue.RunQueue;
import io.lockstep.queue.Submission;
import io.lockstep.run.QueueFolder;
import io.lockstep.run.RunReport;
import io.lockstep.training.LocalStep;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.Trainee;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs that are submitted to a cluster that stays up.
@Timeout(180)
final class StandingClusterTest {

  @TempDir Path folder;

  private StandingCluster cluster;

  @BeforeEach
  void begin() throws Exception {
    cluster = new StandingCluster(folder);
  }

  @AfterEach
  void end() throws Exception {
    cluster.close();
  }

  private String weightsHere(int epochs) {
    Invocation trained =
        Invocation.of(
            folder,
            "train",
            cluster.config().toString(),
            "--lanes=1",
            "--quiet",
            "--runs={dir}/here",
            "--set=train.epochs=" + epochs);
    assertThat(trained.code()).as(trained.talk()).isZero();
    return weights(trained);
  }

  private static String weights(Invocation ended) {
    return ended
        .data()
        .lines()
        .filter(line -> line.startsWith("weights sha256 "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(ended.toString()));
  }

  /// The weights of one process after so many steps.
  private String weightsAfter(long steps) {
    PreparedRun run =
        PreparedRun.prepare(
            ConfigurationReader.read(cluster.config(), List.of(StandingCluster.ENDLESS)), folder);
    Trainee trainee = run.newTrainee();
    try (LaneTeam team = new LaneTeam(run.laneTask(), 1, LocalStep.CHUNK, Delivery.GATHERED)) {
      LocalStep step = new LocalStep(run, trainee, team);
      for (long at = 1; at <= steps; at++) {
        step.run(at);
      }
    }
    return Sha256.weights(trainee.parameters());
  }

  @Test
  void runsThatAreSubmittedFollowOneAnotherWithTheSameWorkersAndTheWeightsOfOneProcess()
      throws Exception {
    cluster.coordinator();
    cluster.worker("w0");
    cluster.worker("w1");

    Invocation first = cluster.ask("submit", cluster.config().toString(), "--watch");
    Invocation second =
        cluster.ask("submit", cluster.config().toString(), "--set=train.epochs=5", "--watch");

    assertThat(first.code()).as(first.talk()).isZero();
    assertThat(first.data())
        .startsWith("run 1 (points) queued, next\n")
        .contains("training on 48 examples", "epoch=3 step=12 ", "\nrun points-1\n");
    assertThat(weights(first)).isEqualTo(weightsHere(3));
    assertThat(weights(second)).isEqualTo(weightsHere(5));
    assertThat(cluster.runs())
        .extracting(run -> run.get("folder") + " " + run.get("state"))
        .containsExactly("points-1 done", "points-2 done");
    assertThat(cluster.ask("watch", "1").data()).contains("epoch=3 step=12 ", weights(first));
    assertThat(cluster.ask("logs", "2").data()).contains("event=ended status=done step=20 ");
    for (StandingCluster.Node node : cluster.nodes()) {
      assertThat(node.end()).as("a node outlives its runs").isNotDone();
    }
  }

  @Test
  void whoeverTakesTheQueueOverGoesOnWithTheRunThatWasOn() throws Exception {
    StandingCluster.Node coordinator = cluster.coordinator();
    cluster.worker("w0");
    cluster.ask("submit", cluster.config().toString(), "--set", StandingCluster.ENDLESS);
    cluster.ask("submit", cluster.config().toString(), "--priority=5");
    cluster.awaitSteps("points-1", 100);

    Invocation left = coordinator.stop();
    CompletableFuture<Invocation> late =
        CompletableFuture.supplyAsync(() -> cluster.ask("submit", cluster.config().toString()));
    StandingCluster.Node next = cluster.coordinator();

    assertThat(left.code()).isEqualTo(75);
    assertThat(left.block()).startsWith("error: interrupted; the queue can be gone on with\n");
    assertThat(late.get(StandingCluster.SECONDS_MAX, TimeUnit.SECONDS).data())
        .isEqualTo("run 3 (points) queued, 2 before it\n");
    cluster.awaitSteps("points-1", cluster.report("points-1").steps() + 100);
    assertThat(cluster.ask("cancel", "1").code()).isZero();
    assertThat(cluster.ask("watch", "3").code()).isZero();
    RunReport cancelled = cluster.report("points-1");
    assertThat(cancelled.weightsSha256()).isEqualTo(weightsAfter(cancelled.steps()));
    assertThat(cluster.runs())
        .extracting(run -> run.get("state"))
        .containsExactly("cancelled", "done", "done");
    assertThat(next.stop().talk()).contains("going on from step ");
  }

  @Test
  void aRunIsPausedAndResumedAndCancelledOnRequest() throws Exception {
    cluster.coordinator();
    cluster.worker("w0");
    cluster.ask("submit", cluster.config().toString(), "--set", StandingCluster.ENDLESS);
    cluster.awaitSteps("points-1", 10);

    StandingCluster.await("speed", () -> cluster.ask("status").data().contains(" computing"));
    assertThat(cluster.ask("status").data())
        .startsWith(
            "coordinator %s leads, term 1\nrun points-1 running, step "
                .formatted(cluster.address()))
        .containsPattern("generation [1-9]")
        .containsPattern("\\nw0 .* computing\\n")
        .containsPattern("\\n {5}1  running +points-1 ");
    assertThat(cluster.ask("status", "--json").data())
        .startsWith(
            "{\"coordinator\":\"%s\",\"term\":1,\"run\":\"points-1\",".formatted(cluster.address()))
        .containsPattern("\"lag\":[01],\"examples_per_second\":[1-9]");
    assertThat(cluster.ask("pause", "points").data())
        .isEqualTo("run 1 (points-1) running, to be paused at its next step\n");
    StandingCluster.await("paused", () -> cluster.hasState(1, "paused"));
    Invocation other = cluster.ask("submit", cluster.config().toString(), "--watch");
    assertThat(other.code()).as(other.talk()).isZero();
    assertThat(cluster.ask("resume", "1").code()).isZero();
    long before = cluster.report("points-1").steps();
    cluster.awaitSteps("points-1", before + 100);
    cluster.ask("cancel", "1");
    Invocation watched = cluster.ask("watch", "1");

    assertThat(watched.code()).isEqualTo(2);
    assertThat(watched.block()).startsWith("error: run 1 (points-1) was cancelled\n");
    assertThat(cluster.ask("cancel", "points-1").block())
        .startsWith("error: run 1 (points-1) is over: cancelled\n");
    RunReport report = cluster.report("points-1");
    assertThat(report.weightsSha256()).isEqualTo(weightsAfter(report.steps()));
  }

  @Test
  void aWorkerThatLacksTheDataSaysSoAndStaysForTheNextRun() throws Exception {
    cluster.coordinator();
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    StandingCluster.Node lacking = cluster.worker("w0", "--set", "data.dir=" + elsewhere);
    cluster.ask("submit", cluster.config().toString(), "--set", "cluster.wait-seconds=2");
    StandingCluster.await("the run has failed", () -> cluster.hasState(1, "failed"));

    Files.copy(folder.resolve("points.csv"), elsewhere.resolve("points.csv"));
    Invocation next = cluster.ask("submit", cluster.config().toString(), "--watch");

    assertThat(next.code()).as(next.talk()).isZero();
    assertThat(lacking.stop().talk())
        .contains("lockstep: worker w0 takes no part in points-1, on host ")
        .contains("data file not found (" + "{dir}/elsewhere/points.csv");
    Invocation failed = cluster.ask("watch", "1");
    assertThat(failed.code()).isEqualTo(6);
    assertThat(failed.block()).startsWith("error: run 1 (points-1) has failed: ");
  }

  @Test
  void aRunThatHasEndedItsCoordinatorsIsNotTakenUpAgainAndTheNextOneIs() throws Exception {
    try (QueueFolder before = QueueFolder.open(folder.resolve("runs"))) {
      before.nextTerm(1);
      RunQueue queue = RunQueue.empty();
      String config = Files.readString(cluster.config());
      for (String name : List.of("heavy", "light")) {
        queue =
            after(
                queue,
                new QueueEvent.Submitted(
                    new Submission(name, name, 0, "me@here", Instant.EPOCH, config)));
      }
      before.write(after(after(queue, new QueueEvent.Tried(1)), new QueueEvent.Tried(1)));
    }

    StandingCluster.Node coordinator = cluster.coordinator();

    StandingCluster.await("the next one", () -> !cluster.hasState(2, "queued"));
    assertThat(cluster.runs().getFirst().toString())
        .contains("state=failed")
        .contains("exit_code=3,");
    assertThat(coordinator.stop().talk())
        .contains("lockstep: run 1 (heavy) failed: its coordinator has ended 2 times")
        .contains("lockstep: run 2 (light) begins")
        .doesNotContain("run 1 (heavy) begins");
  }

  private static RunQueue after(RunQueue queue, QueueEvent event) {
    return ((QueueAnswer.Changed) queue.on(event)).next();
  }
}
