package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.wire.CoordinatorFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong inside the coordinator ends the run, with exit code 1 and what is kept; whatever
/// it was, and on whatever thread.
final class BrokenRunTest {

  @TempDir Path folder;
  private Stage stage;

  @BeforeEach
  void begin() throws IOException {
    stage = new Stage(folder);
  }

  @Test
  void anActionThatCannotBeDoneEndsTheRun() {
    RecordingPeer healthy = stage.join(Stage.W1);
    stage.join(Stage.W2, new BrokenPeer(CoordinatorFrame.Assignment.class));
    assertBroken("internal error: java.lang.IllegalStateException: Assignment cannot be sent");
    assertThat(healthy.calls).endsWith("discard all", "Refused", "close");
  }

  @Test
  void aTickThatFailsEndsTheRun() {
    stage.join(Stage.W1, new BrokenPeer(CoordinatorFrame.Deal.class));
    stage.pass(Duration.ofHours(20));
    assertBroken("internal error: java.lang.IllegalStateException: Deal cannot be sent");
  }

  @Test
  void anErrorInTheBookkeepingEndsTheRun() {
    RecordingPeer peer = stage.join(Stage.W1);
    stage.computeSteps(Stage.W1, 1, 2);
    stage.books.breakWith(new StackOverflowError());
    stage.keepBooks();
    assertBroken("internal error: java.lang.StackOverflowError");
    assertThat(peer.calls).endsWith("discard all", "Refused", "close");
  }

  @Test
  void anErrorInAStepThatWaitsForTheBooksEndsTheRun() {
    stage.join(Stage.W1);
    stage.computeSteps(Stage.W1, 1, 4);
    stage.bookkeeping.poll().run();
    stage.books.breakWith(new AssertionError("no such step"));
    assertBroken("internal error: java.lang.AssertionError: no such step");
  }

  /// Otherwise what it enters could take the place of the failure.
  @Test
  void anEpochThatWaitsToBeMeasuredIsNotEnteredAfterAFailure() {
    stage.join(Stage.W1);
    stage.computeSteps(Stage.W1, 1, 2);
    stage.join(Stage.W2, new BrokenPeer(CoordinatorFrame.Assignment.class));
    stage.keepBooks();
    assertThat(stage.books.entries).containsExactly("step 1", "step 2", "failed");
  }

  @Test
  void nothingIsTakenAfterAFailure() {
    stage.join(Stage.W1);
    stage.compute(Stage.W1, 1);
    stage.join(Stage.W2, new BrokenPeer(CoordinatorFrame.Assignment.class));
    stage.compute(Stage.W1, 2);
    stage.keepBooks();
    assertThat(stage.books.entries).containsExactly("step 1", "failed");
  }

  private void assertBroken(String error) {
    stage.keepBooks();
    assertThat(stage.books.entries).endsWith("failed").containsOnlyOnce("failed");
    var thrown =
        catchThrowableOfType(CompletionException.class, () -> stage.engine.result().join());
    Failure failure = ((LockstepException) thrown.getCause()).failure();
    assertThat(failure.code()).isEqualTo(ExitCode.INTERNAL);
    assertThat(failure.error()).isEqualTo(error);
    assertThat(failure.kept()).isEqualTo(RecordingBooks.KEPT);
  }

  /// A stream on which one kind of frame cannot be sent.
  private record BrokenPeer(Class<? extends CoordinatorFrame> broken) implements Peer {
    @Override
    public void send(CoordinatorFrame frame) {
      if (broken.isInstance(frame)) {
        throw new IllegalStateException(broken.getSimpleName() + " cannot be sent");
      }
    }

    @Override
    public void discardBefore(long version) {}

    @Override
    public void close(String reason) {}
  }
}
