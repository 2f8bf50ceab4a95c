package io.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.CoordinatorFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker and its coordinators over real sockets.
final class WorkerServiceTest {

  @TempDir Path folder;
  private StagedCoordinator first;
  private StagedCoordinator second;
  private WorkerService worker;

  @BeforeEach
  void begin() throws IOException {
    PreparedRun run = StagedRun.in(folder);
    first = new StagedCoordinator(run, 1);
    second = new StagedCoordinator(run, 2);
    worker = new WorkerService(run, 1, "w1", "localhost");
  }

  @AfterEach
  void end() {
    worker.close();
    first.close();
    second.close();
  }

  @Test
  void aSessionEndsWhenANewerCoordinatorIsHeardOf() throws InterruptedException {
    worker.coordinatorAt(first.endpoint());
    assertThat(first.hears()).isEqualTo("Hello");
    worker.coordinatorAt(second.endpoint());
    assertThat(first.hears()).isEqualTo("closed");
    assertThat(second.hears()).isEqualTo("Hello");
    assertThat(worker.result()).isNotDone();
  }

  @Test
  void aGoodByeArrivesBeforeTheConnectionEnds() throws InterruptedException {
    worker.coordinatorAt(first.endpoint());
    assertThat(first.hears()).isEqualTo("Hello");
    worker.leave("asked to stop");
    worker.close();
    assertThat(first.hears()).isEqualTo("Leave");
    assertThat(first.hears()).isEqualTo("closed");
  }

  @Test
  void aStreamThatEndsWithoutAWordIsOpenedAgain() throws InterruptedException {
    worker.coordinatorAt(first.endpoint());
    assertThat(first.hears()).isEqualTo("Hello");
    first.outbox.close("this process is not the coordinator any more");
    assertThat(first.hears()).isEqualTo("closed");
    assertThat(first.hears()).isEqualTo("Hello");
    assertThat(worker.result()).isNotDone();
  }

  @Test
  void aWorkerGoesHomeWithTheFailureOfTheRun() throws InterruptedException {
    Failure diverged = Failure.of(ExitCode.DIVERGED, "training diverged").at("step 2");
    worker.coordinatorAt(first.endpoint());
    assertThat(first.hears()).isEqualTo("Hello");
    first.outbox.send(new CoordinatorFrame.Refused(first.reign, diverged));
    assertThat(failure()).isEqualTo(diverged);
  }

  @Test
  void aNameThatIsInUseEndsTheWorkerWithTheFieldNamed() {
    first.nameTaken = true;
    worker.coordinatorAt(first.endpoint());
    assertThat(failure().code()).isEqualTo(ExitCode.CLUSTER);
    assertThat(failure().error()).contains("worker: the name w1 is in use by a process on host7");
    assertThat(failure().advice()).contains("--name");
  }

  private Failure failure() {
    Throwable thrown = catchThrowable(() -> worker.result().get(20, TimeUnit.SECONDS));
    assertThat(thrown).hasCauseInstanceOf(LockstepException.class);
    return ((LockstepException) thrown.getCause()).failure();
  }
}
