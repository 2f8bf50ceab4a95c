package io.lockstep.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.queue.QueueAnswer.Todo;
import io.lockstep.queue.QueuedRun.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RunQueueTest {

  private RunQueue queue = RunQueue.empty();

  private static Submission submission(String key, String name, int priority) {
    return new Submission(key, name, priority, "me@here", Instant.EPOCH, "run: { name: x }");
  }

  private QueuedRun submit(String key, String name, int priority) {
    return enter(new QueueEvent.Submitted(submission(key, name, priority))).run().orElseThrow();
  }

  private QueueAnswer.Changed enter(QueueEvent event) {
    QueueAnswer answer = queue.on(event);
    assertThat(answer).isInstanceOf(QueueAnswer.Changed.class);
    QueueAnswer.Changed changed = (QueueAnswer.Changed) answer;
    queue = changed.next();
    return changed;
  }

  private String refusal(QueueEvent event) {
    QueueAnswer answer = queue.on(event);
    assertThat(answer).isInstanceOf(QueueAnswer.Refused.class);
    return ((QueueAnswer.Refused) answer).failure().block();
  }

  private State state(long number) {
    return queue.find(Long.toString(number)).state();
  }

  private long next() {
    return queue.next().orElseThrow().number();
  }

  @Test
  void theFirstComesFirstAmongThoseOfOnePriority() {
    submit("a", "low", -1);
    submit("b", "first", 0);
    submit("c", "second", 0);
    QueuedRun high = submit("d", "high", 7);

    assertThat(next()).isEqualTo(high.number());
    assertThat(queue.runs().stream().map(queue::before)).containsExactly(3L, 1L, 2L, 0L);
  }

  @Test
  void aRunThatIsOnIsNotPutOffForAMoreUrgentOne() {
    submit("a", "on", 0);
    enter(new QueueEvent.Begun(1, "on-1"));
    submit("b", "urgent", 100);

    assertThat(next()).isEqualTo(1);
    assertThat(queue.before(queue.find("urgent"))).isEqualTo(1);
  }

  @Test
  void theSameKeyAgainIsTheSameRun() {
    QueuedRun first = submit("key", "iris", 0);
    submit("other", "iris", 0);

    assertThat(submit("key", "iris", 0)).isEqualTo(first);
    assertThat(queue.runs()).hasSize(2);
  }

  @Test
  void aRunThatIsOnStopsAtItsNextStepToBePausedAndGoesOnInItsFolder() {
    submit("a", "iris", 0);
    enter(new QueueEvent.Begun(1, "iris-4"));

    assertThat(enter(new QueueEvent.PauseAsked("iris-4")).todo()).isEqualTo(Todo.STOP);
    assertThat(state(1)).isEqualTo(State.RUNNING);
    assertThat(refusal(new QueueEvent.ResumeAsked("1")))
        .startsWith("error: run 1 (iris-4) is just being stopped");
    enter(new QueueEvent.Stopped(1, "stopped at step 7"));
    assertThat(state(1)).isEqualTo(State.PAUSED);
    assertThat(queue.next()).isEmpty();
    enter(new QueueEvent.ResumeAsked("iris"));
    assertThat(queue.next().orElseThrow().folder()).contains("iris-4");
  }

  @Test
  void aRunThatWasToStopHasStoppedWhenItsCoordinatorIsLost() {
    submit("a", "given-up", 0);
    enter(new QueueEvent.Begun(1, "given-up-1"));
    enter(new QueueEvent.CancelAsked("1"));

    enter(new QueueEvent.TakenOver());

    assertThat(state(1)).isEqualTo(State.CANCELLED);
  }

  @Test
  void aRunThatWasOnIsGoneOnWithByWhoeverTakesOver() {
    submit("a", "iris", 0);
    submit("b", "urgent", 9);
    enter(new QueueEvent.Begun(1, "iris-1"));

    enter(new QueueEvent.TakenOver());

    assertThat(next()).isEqualTo(1);
    assertThat(state(1)).isEqualTo(State.RUNNING);
  }

  private void aCoordinatorEndsWhilePreparing(long number) {
    enter(new QueueEvent.Tried(number));
    enter(new QueueEvent.TakenOver());
  }

  @Test
  void aRunThatHasEndedTwoCoordinatorsWhileTheyPreparedItFailsAndTheNextOneComes() {
    submit("a", "heavy", 0);
    submit("b", "light", 0);

    aCoordinatorEndsWhilePreparing(1);
    assertThat(next()).as("once may be by chance").isEqualTo(1);
    aCoordinatorEndsWhilePreparing(1);

    assertThat(next()).isEqualTo(2);
    QueuedRun heavy = queue.find("heavy");
    assertThat(heavy.state()).isEqualTo(State.FAILED);
    assertThat(heavy.exitCode()).isEqualTo(3);
    assertThat(heavy.reason())
        .isEqualTo(
            "its coordinator has ended 2 times while it was prepared, most likely for want of memory; give the coordinators more, as LOCKSTEP_JVM_OPTS=-Xmx8g, and then: lockstep resume 1");
    enter(new QueueEvent.ResumeAsked("1"));
    aCoordinatorEndsWhilePreparing(1);
    assertThat(next()).as("counted anew").isEqualTo(1);
  }

  @Test
  void aRunThatWasOnMayAlsoBeTooHeavyToBeGoneOnWith() {
    submit("a", "heavy", 0);
    enter(new QueueEvent.Tried(1));
    enter(new QueueEvent.Begun(1, "heavy-1"));
    enter(new QueueEvent.TakenOver());
    aCoordinatorEndsWhilePreparing(1);

    assertThat(state(1)).isEqualTo(State.FAILED);
    assertThat(queue.find("1").folder()).contains("heavy-1");
  }

  @Test
  void coordinatorsThatEndLaterHaveNotEndedOfIt() {
    submit("a", "iris", 0);
    for (int reign = 0; reign < 5; reign++) {
      enter(new QueueEvent.Tried(1));
      enter(new QueueEvent.Begun(1, "iris-1"));
      enter(new QueueEvent.Borne(1));
      enter(new QueueEvent.TakenOver());
    }
    assertThat(state(1)).isEqualTo(State.RUNNING);
  }

  @Test
  void whatWasCancelledWhileItWasPreparedDoesNotBegin() {
    submit("a", "iris", 0);
    submit("b", "rose", 0);
    enter(new QueueEvent.Tried(1));
    enter(new QueueEvent.CancelAsked("1"));
    enter(new QueueEvent.Tried(2));
    enter(new QueueEvent.PauseAsked("2"));

    enter(new QueueEvent.Begun(1, "iris-1"));
    enter(new QueueEvent.Begun(2, "rose-1"));

    assertThat(state(1)).isEqualTo(State.CANCELLED);
    assertThat(state(2)).isEqualTo(State.PAUSED);
  }

  @Test
  void whatIsOverCannotBeCancelledAndAFailedRunCanGoOn() {
    submit("a", "iris", 0);
    enter(new QueueEvent.Begun(1, "iris-1"));
    enter(new QueueEvent.Failed(1, ExitCode.DIVERGED, "the loss is not finite"));

    assertThat(refusal(new QueueEvent.CancelAsked("iris")))
        .isEqualTo(
            """
            error: run 1 (iris-1) is over: failed
              cause: the loss is not finite
              kept:  the queue, as it was
              try:   lockstep runs\
            """);
    assertThat(queue.find("1").exitCode()).isEqualTo(7);
    enter(new QueueEvent.ResumeAsked("1"));
    assertThat(state(1)).isEqualTo(State.QUEUED);
    assertThat(queue.find("1").exitCode()).isZero();
    enter(new QueueEvent.Begun(1, "iris-1"));
    enter(new QueueEvent.Done(1, "weights sha256 abc"));
    assertThat(refusal(new QueueEvent.ResumeAsked("1"))).contains("is over: done");
  }

  @Test
  void aWordThatMeansNoRunOrSeveralIsRefused() {
    submit("a", "iris", 0);
    submit("b", "iris", 0);

    assertThat(refusal(new QueueEvent.CancelAsked("rose")))
        .startsWith("error: there is no run 'rose' in the queue");
    assertThat(refusal(new QueueEvent.PauseAsked("iris")))
        .startsWith("error: more than one run is called 'iris': 1, 2");
    enter(new QueueEvent.CancelAsked("1"));
    assertThat(queue.find("iris").number()).isEqualTo(2);
    assertThat(
            catchThrowableOfType(LockstepException.class, () -> queue.find("3")).failure().code())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aFullQueueTakesNoMoreUntilOneHasEnded() {
    IntStream.rangeClosed(1, RunQueue.WAITING_MAX).forEach(i -> submit("k" + i, "iris", 0));

    assertThat(refusal(new QueueEvent.Submitted(submission("more", "iris", 0))))
        .startsWith("error: the queue is full: 100 runs are in it");
    enter(new QueueEvent.CancelAsked("1"));
    submit("more", "iris", 0);
  }

  @Test
  void onlyTheLastOfThoseThatAreOverAreKeptAndNeverTheOneThatHasJustEnded() {
    submit("old", "old", 0);
    enter(new QueueEvent.PauseAsked("old"));
    for (int i = 2; i < 2 + 2 * RunQueue.OVER_KEPT; i++) {
      submit("k" + i, "iris", 0);
      enter(new QueueEvent.CancelAsked(Integer.toString(i)));
    }

    enter(new QueueEvent.CancelAsked("old"));

    assertThat(state(1)).isEqualTo(State.CANCELLED);
    assertThat(queue.runs()).hasSize(RunQueue.OVER_KEPT + 1);
    assertThat(queue.runs().getLast().submission().configuration()).isEmpty();
  }

  @Test
  void aSubmissionWithImpossibleWordsIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> submission("k", "iris", 101))
        .withMessage("the priority is 101, but must be from -100 to 100");
    assertThatIllegalArgumentException().isThrownBy(() -> submission("k", "x".repeat(254), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> submission(" ", "iris", 0));
    assertThat(submission("k", "two\nlines", 0).name()).isEqualTo("two\\nlines");
  }

  @Test
  void aQueueThatDoesNotTellOfTriesHasNone() {
    submit("a", "iris", 0);
    Map<String, Object> text = QueueText.of(queue);
    ((List<?>) text.get("runs")).forEach(run -> ((Map<?, ?>) run).remove("tries"));

    assertThat(QueueText.queue(text)).isEqualTo(queue);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    submit("a", "iris", 3);
    submit("b", "rose", -3);
    enter(new QueueEvent.Begun(1, "iris-1"));
    enter(new QueueEvent.PauseAsked("1"));
    submit("c", "late", 0);
    enter(new QueueEvent.Failed(3, ExitCode.DATA, "no such file"));
    submit("d", "tried", 0);
    enter(new QueueEvent.Tried(4));

    assertThat(QueueText.queue(QueueText.of(queue))).isEqualTo(queue);
    assertThat(List.of(queue.runs().getFirst().wish(), queue.find("3").exitCode()))
        .containsExactly(QueuedRun.Wish.PAUSE, 4);
    assertThat(queue.find("4").tries()).isEqualTo(1);
  }
}
