package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.format.DurableFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a cluster that stays up does not take, and what it says then.
@Timeout(180)
final class StandingRefusalTest {

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

  @Test
  void whatCannotBeTrainedIsRefusedBeforeItIsInTheQueue() throws Exception {
    cluster.coordinator();
    String folderOfNobody = "data.dir=" + folder.resolve("nowhere");

    Invocation units =
        cluster.ask("submit", cluster.config().toString(), "--set", "model.layers.2={dense: 3}");
    Invocation absent = cluster.ask("submit", cluster.config().toString(), "--set", folderOfNobody);
    Invocation unknown =
        cluster.ask("submit", cluster.config().toString(), "--set", "train.epoch=3");
    Invocation urgent = cluster.ask("submit", cluster.config().toString(), "--priority", "101");

    assertThat(units.code()).isEqualTo(2);
    assertThat(units.block())
        .startsWith(
            "error: the last layer 'dense_2' gives 3 outputs, but the labels have 2 classes")
        .contains(", on host ");
    assertThat(absent.code()).isEqualTo(4);
    assertThat(absent.block()).contains("{dir}/nowhere/points.csv (data.train.csv), on host ");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(urgent.block())
        .startsWith("error: the priority is 101, but must be from -100 to 100\n");
    assertThat(cluster.runs()).isEmpty();
  }

  @Test
  void submissionsAtOnceGetNumbersOfTheirOwn() throws Exception {
    cluster.coordinator();
    List<CompletableFuture<Invocation>> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.add(
          CompletableFuture.supplyAsync(() -> cluster.ask("submit", cluster.config().toString())));
    }
    for (CompletableFuture<Invocation> submitted : all) {
      assertThat(submitted.get(StandingCluster.SECONDS_MAX, TimeUnit.SECONDS).code()).isZero();
    }

    assertThat(cluster.runs())
        .extracting(run -> run.get("number"))
        .containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void aSubmissionThatCannotBeWrittenIsRefusedAndTheCoordinatorGoesOn() throws Exception {
    StandingCluster.Node coordinator = cluster.coordinator();
    assertThat(cluster.runs()).isEmpty();
    DurableFiles.deleteFolder(folder.resolve("runs/queue"));

    Invocation refused = cluster.ask("submit", cluster.config().toString());

    assertThat(refused.code()).isEqualTo(5);
    assertThat(refused.block())
        .startsWith("error: the queue cannot be written: ")
        .contains("  cause: {dir}/runs/queue/", ", on host ")
        .contains("kept:  the queue, as it was");
    assertThat(cluster.runs()).isEmpty();
    assertThat(coordinator.end()).isNotDone();
  }

  @Test
  void nobodyThereIsToldWithinItsPatience() {
    Invocation alone = cluster.ask("runs", "--patience", "0");

    assertThat(alone.code()).isEqualTo(6);
    assertThat(alone.block())
        .isEqualTo(
            """
            error: no coordinator that leads has answered for 0 s
              cause: 127.0.0.1:%1$s: nobody listens (connection refused)
              kept:  the queue of the cluster, as far as it was entered
              try:   start one: lockstep coordinator; or name those that run: --to HOST:25620\
            """
                .formatted(cluster.port()));
  }

  @Test
  void aClusterOfOneRunTakesNoOthers() throws Exception {
    cluster.start(
        "coordinator",
        cluster.config().toString(),
        "--grpc-port",
        cluster.port(),
        "--runs={dir}/runs",
        "--quiet");

    Invocation refused = cluster.ask("submit", cluster.config().toString());
    Invocation worker =
        cluster.worker("w0").end().get(StandingCluster.SECONDS_MAX, TimeUnit.SECONDS);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.block())
        .isEqualTo(
            """
            error: this cluster was started for one run and takes no others
              cause: -
              kept:  its run, which goes on
              try:   start a cluster that takes runs: lockstep coordinator and lockstep worker, without a configuration\
            """);
    assertThat(worker.code()).isEqualTo(2);
  }

  @Test
  void whatIsAboutARunBelongsToItsSubmission() {
    Invocation set = Invocation.of(folder, "coordinator", "--set", "train.epochs=2");
    Invocation resumed = Invocation.of(folder, "coordinator", "--resume");
    Invocation patient =
        Invocation.of(folder, "worker", "--patience=3", "--coordinators", cluster.address());

    assertThat(set.code()).isEqualTo(2);
    assertThat(set.block())
        .startsWith("error: --set is about a run, and this coordinator is given none\n");
    assertThat(resumed.block()).startsWith("error: --resume is about a run");
    assertThat(patient.block()).startsWith("error: --patience is about a run");
  }

  @Test
  void whoeverSubmitsShowsACertificateWhereNodesDo() {
    Invocation.of(folder, "certificates", "--host", "node,127.0.0.1", "--out", "{dir}/set");
    cluster.start(
        "coordinator",
        "--grpc-port=" + cluster.port(),
        "--runs={dir}/runs",
        "--certificates={dir}/set/node");

    Invocation known =
        cluster.ask("submit", cluster.config().toString(), "--certificates={dir}/set/node");
    Invocation unknown = cluster.ask("submit", cluster.config().toString());

    assertThat(known.code()).as(known.talk()).isZero();
    assertThat(unknown.code()).isEqualTo(8);
    assertThat(unknown.block()).startsWith("error: ").contains("--certificates");
  }

  @Test
  void aCommandForAnotherClusterOrWithoutAPlaceSaysWhatToCorrect() {
    cluster.coordinator();

    Invocation other = cluster.ask("runs", "--cluster=other");
    Invocation nowhere = Invocation.of(folder, "runs", "--to=nowhere");

    assertThat(other.code()).isEqualTo(6);
    assertThat(other.block())
        .isEqualTo(
            """
            error: this command belongs elsewhere: cluster differs: ours other, cluster lockstep
              cause: %s
              kept:  the queue of that cluster, as it was
              try:   correct --cluster, or name the coordinators of that one: --to\
            """
                .formatted(cluster.address()));
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.block()).contains("try:   --to host:25620");
  }

  @Test
  void aTornQueueKeepsACoordinatorFromLeading() throws Exception {
    Files.createDirectories(folder.resolve("runs/queue"));
    Files.writeString(folder.resolve("runs/queue/queue-1.json"), "{\"sha256\":");

    Invocation refused =
        cluster.coordinator().end().get(StandingCluster.SECONDS_MAX, TimeUnit.SECONDS);

    assertThat(refused.code()).isEqualTo(5);
    assertThat(refused.block())
        .startsWith(
            "error: the queue cannot be read: queue-1.json is torn or not a sealed JSON file\n");
  }
}
