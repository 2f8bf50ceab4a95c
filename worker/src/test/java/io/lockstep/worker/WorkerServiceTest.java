package io.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.WireSecurity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A worker and its coordinators over real sockets. It asks all of the list and is let in by the
/// one that leads.
@Timeout(60)
final class WorkerServiceTest {

  private static final Duration PATIENT = Duration.ofMinutes(5);
  private static final Duration NAME_PATIENCE = Duration.ofSeconds(2);

  @TempDir Path folder;
  private PreparedRun run;
  private StagedCoordinator first;
  private StagedCoordinator second;
  private WorkerService worker;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final BlockingQueue<WorkerNews> news = new LinkedBlockingQueue<>();

  @BeforeEach
  void begin() throws IOException {
    run = StagedRun.in(folder);
    first = coordinator(1, 0);
    second = coordinator(2, 0);
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable closing : open.reversed()) {
      closing.close();
    }
  }

  private StagedCoordinator coordinator(long term, int port) {
    StagedCoordinator coordinator = new StagedCoordinator(run, term, port);
    open.add(coordinator);
    return coordinator;
  }

  private void start(String cluster, Duration patience, NodeAddress... coordinators) {
    WorkerService.Place place =
        new WorkerService.Place(
            cluster, "w1", "localhost", List.of(coordinators), patience, WireSecurity.loopback());
    worker = new WorkerService(run, 1, place, news::add, NAME_PATIENCE);
    open.add(worker);
  }

  private void start() {
    start(StagedCoordinator.CLUSTER, PATIENT, first.address(), second.address());
  }

  @Test
  void itGoesToTheOneThatLeadsAndToTheNextWhenThatOneIsGone() throws Exception {
    second.leads = true;
    start();
    assertThat(second.hears()).isEqualTo("Hello");
    assertThat(news.take()).isEqualTo(new WorkerNews.Joined(second.endpoint()));

    int port = first.address().port();
    first.close();
    StagedCoordinator third = coordinator(3, port);
    third.leads = true;
    second.close();

    assertThat(third.hears()).isEqualTo("Hello");
    assertThat(news.take()).isEqualTo(new WorkerNews.Joined(third.endpoint()));
    assertThat(worker.result()).isNotDone();
  }

  @Test
  void itWaitsForTheOnlyOneToComeBackAtItsAddress() throws Exception {
    first.leads = true;
    start(StagedCoordinator.CLUSTER, PATIENT, first.address());
    assertThat(first.hears()).isEqualTo("Hello");

    int port = first.address().port();
    first.close();
    StagedCoordinator again = coordinator(2, port);
    again.leads = true;

    assertThat(again.hears()).isEqualTo("Hello");
  }

  @Test
  void aSessionEndsWhenANewerCoordinatorIsHeardOf() throws InterruptedException {
    first.leads = true;
    start();
    assertThat(first.hears()).isEqualTo("Hello");

    second.leads = true;

    assertThat(first.hears()).isEqualTo("closed");
    assertThat(second.hears()).isEqualTo("Hello");
    assertThat(worker.result()).isNotDone();
  }

  @Test
  void aGoodByeArrivesBeforeTheConnectionEnds() throws InterruptedException {
    first.leads = true;
    start();
    assertThat(first.hears()).isEqualTo("Hello");
    worker.leave("asked to stop");
    worker.close();
    assertThat(first.hears()).isEqualTo("Leave");
    assertThat(first.hears()).isEqualTo("closed");
  }

  @Test
  void aStreamThatEndsWithoutAWordIsOpenedAgain() throws InterruptedException {
    first.leads = true;
    start();
    assertThat(first.hears()).isEqualTo("Hello");
    first.outbox.close("this process is not the coordinator any more");
    assertThat(first.hears()).isEqualTo("closed");
    assertThat(first.hears()).isEqualTo("Hello");
    assertThat(worker.result()).isNotDone();
  }

  @Test
  void aWorkerGoesHomeWithTheFailureOfTheRun() throws InterruptedException {
    Failure diverged = Failure.of(ExitCode.DIVERGED, "training diverged").at("step 2");
    first.leads = true;
    start();
    assertThat(first.hears()).isEqualTo("Hello");
    first.outbox.send(new CoordinatorFrame.Refused(first.reign, diverged));
    assertThat(failure()).isEqualTo(diverged);
  }

  @Test
  void patienceEndsWithTheReasonOfEveryCoordinator() {
    NodeAddress gone = first.address();
    first.close();
    start(StagedCoordinator.CLUSTER, Duration.ofSeconds(2), gone, second.address());

    Failure failure = failure();

    assertThat(failure.code()).isEqualTo(ExitCode.CLUSTER);
    assertThat(failure.error()).isEqualTo("no coordinator has let this worker in for 2 s");
    assertThat(failure.cause())
        .isEqualTo(
            "%s: nobody listens (connection refused); %s: nobody leads yet"
                .formatted(gone, second.address()));
  }

  @Test
  void aWorkerOfAnotherClusterIsSentAwayAtOnceWithBothNames() {
    start("other", PATIENT, first.address());

    Failure failure = failure();

    assertThat(failure.code()).isEqualTo(ExitCode.CLUSTER);
    assertThat(failure.error())
        .isEqualTo("this worker belongs elsewhere: cluster differs: ours other, cluster staged");
    assertThat(failure.cause()).isEqualTo(first.address().toString());
  }

  @Test
  void aStrangerInTheListEndsNoWorkerThatOthersAgreeWith() throws InterruptedException {
    second.cluster = "other";
    start();
    first.leads = second.asked();

    assertThat(first.hears()).isEqualTo("Hello");
    assertThat(worker.result()).isNotDone();
  }

  @Test
  void aNameHeldByAProcessThatIsGoneIsTriedAgainUntilItIsFree() throws Exception {
    first.leads = true;
    first.nameTaken = true;
    start();
    while (first.refusals() < 2) {
      assertThat(worker.result()).isNotDone();
      Thread.onSpinWait();
    }
    assertThat(news).containsExactly(nameInUse());
    first.nameTaken = false;

    assertThat(first.hears()).isEqualTo("Hello");
    assertThat(news).containsExactly(nameInUse(), new WorkerNews.Joined(first.endpoint()));
  }

  @Test
  void whoIsToComeLaterDoesSoAndAsksNobodyMeanwhile() throws Exception {
    first.leads = true;
    first.laterSeconds = 1;
    start(StagedCoordinator.CLUSTER, Duration.ofMillis(500), first.address());
    WorkerNews heldBack =
        new WorkerNews.HeldBack("it was started anew often", Duration.ofSeconds(1));
    assertThat(news.take()).isEqualTo(heldBack);
    first.laterSeconds = 0;

    assertThat(first.hears()).isEqualTo("Hello");
    assertThat(news.take()).isEqualTo(new WorkerNews.Joined(first.endpoint()));
    assertThat(first.refusals()).isEqualTo(1);
    assertThat(worker.result()).as("its patience of half a second").isNotDone();
  }

  private static WorkerNews nameInUse() {
    return new WorkerNews.NameInUse(
        "worker: the name w1 is in use by a process on host7", NAME_PATIENCE);
  }

  @Test
  void whoWaitsForACoordinatorSaysSoOnceAndWhatForAndThatItIsLetIn() throws Exception {
    NodeAddress gone = first.address();
    first.close();
    start(StagedCoordinator.CLUSTER, PATIENT, gone, second.address());

    assertThat(news.take())
        .isEqualTo(
            new WorkerNews.Waiting(
                "%s: nobody listens (connection refused); %s: nobody leads yet"
                    .formatted(gone, second.address()),
                PATIENT));
    second.leads = true;
    assertThat(news.take()).isEqualTo(new WorkerNews.Joined(second.endpoint()));
  }

  @Test
  void aNameThatStaysInUseEndsTheWorkerWithTheFieldNamed() {
    first.leads = true;
    first.nameTaken = true;
    start();
    Failure failure = failure();
    assertThat(failure.code()).isEqualTo(ExitCode.CLUSTER);
    assertThat(failure.error()).contains("worker: the name w1 is in use by a process on host7");
    assertThat(failure.advice()).contains("--name");
  }

  private Failure failure() {
    Throwable thrown = catchThrowable(() -> worker.result().get(40, TimeUnit.SECONDS));
    assertThat(thrown).hasCauseInstanceOf(LockstepException.class);
    return ((LockstepException) thrown.getCause()).failure();
  }
}
