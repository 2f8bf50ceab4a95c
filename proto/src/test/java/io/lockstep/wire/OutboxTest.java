package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class OutboxTest {

  private static final int CHUNK = 65_536;
  private static final long CHUNK_BYTES = CHUNK * 4L;

  private final AtomicLong now = new AtomicLong();
  private final RecordingLine line = new RecordingLine();
  private final ChunkPool pool = new ChunkPool(64 << 20);
  private final Outbox<WorkerFrame> outbox =
      new Outbox<>(line, Frames.limits(1 << 20, Duration.ofSeconds(20)), now::get);

  @Test
  void aFrameLeavesAtOnceWhenThereIsRoomAndReleasesItsPayload() {
    line.room = 1;
    assertThat(outbox.send(pooled(1, 0))).isEqualTo(Outbox.Sent.AT_ONCE);
    assertThat(line.sent).hasSize(1);
    assertThat(pool.freeBytes()).isEqualTo(CHUNK_BYTES);
    assertThat(outbox.traffic().framesSent()).isEqualTo(1);
  }

  @Test
  void framesWaitAndLeaveInTheOrderOfTheCalls() {
    List<WorkerFrame> frames = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      frames.add(pooled(1, i));
      frames.add(new WorkerFrame.Resync(Frames.REIGN, i));
    }
    frames.forEach(frame -> assertThat(outbox.send(frame)).isEqualTo(Outbox.Sent.WAITING));
    assertThat(outbox.pendingBytes()).isGreaterThan(3 * CHUNK_BYTES);
    line.room = 2;
    outbox.drain();
    assertThat(line.sent).isEqualTo(frames.subList(0, 2));
    line.room = 100;
    outbox.send(new WorkerFrame.Leave(Frames.REIGN, "last"));
    assertThat(line.sent).as("a later frame does not overtake").hasSize(2);
    outbox.drain();
    assertThat(line.sent.subList(0, 6)).isEqualTo(frames);
    assertThat(outbox.pendingBytes()).isZero();
  }

  @Test
  void aReceiverThatLetsMoreThanTheBudgetPileUpIsCut() {
    for (int i = 0; i < 3; i++) {
      assertThat(outbox.send(pooled(1, i))).isEqualTo(Outbox.Sent.WAITING);
    }
    now.addAndGet(Duration.ofMillis(1500).toNanos());
    assertThat(outbox.send(pooled(1, 3))).isEqualTo(Outbox.Sent.CLOSED);
    assertThat(line.cuts).containsExactly("slow consumer: 1.0 MiB pending for 1.5 s, cut");
    assertThat(outbox.closeReason()).isEqualTo(line.cuts.getFirst());
    assertThat(outbox.pendingBytes()).isZero();
    assertThat(pool.freeBytes()).as("every array came back").isEqualTo(4 * CHUNK_BYTES);
    assertThat(outbox.send(pooled(1, 4))).isEqualTo(Outbox.Sent.CLOSED);
    assertThat(pool.freeBytes()).isEqualTo(4 * CHUNK_BYTES);
  }

  @Test
  void aReceiverWithoutProgressIsCutAtTheDeadlineAndNotBefore() {
    outbox.send(pooled(1, 0));
    outbox.send(pooled(1, 1));
    now.set(Duration.ofSeconds(19).toNanos());
    outbox.check(now.get());
    line.room = 1;
    outbox.drain();
    now.set(Duration.ofSeconds(38).toNanos());
    outbox.check(now.get());
    assertThat(line.cuts).as("it made progress at 19 s").isEmpty();
    now.set(Duration.ofSeconds(39).toNanos());
    outbox.check(now.get());
    assertThat(line.cuts).containsExactly("slow consumer: 0.3 MiB pending for 20.0 s, cut");
  }

  @Test
  void droppingWhatWaitsIsNoProgressOfTheReceiver() {
    for (int step = 1; step <= 4; step++) {
      outbox.discardBefore(step);
      outbox.send(pooled(step, 0));
      outbox.check(now.addAndGet(Duration.ofSeconds(5).toNanos()));
    }
    assertThat(line.cuts).containsExactly("slow consumer: 0.3 MiB pending for 20.0 s, cut");
  }

  @Test
  void aSlowReceiverThatIsSparedOldStepsStaysWithinTheBudget() {
    for (int step = 1; step <= 100; step++) {
      outbox.discardBefore(step);
      for (int chunk = 0; chunk < 3; chunk++) {
        outbox.send(pooled(step, chunk));
      }
      line.room = 1;
      outbox.drain();
    }
    assertThat(line.cuts).isEmpty();
    line.room = 3;
    outbox.drain();
    assertThat(line.sent.subList(line.sent.size() - 2, line.sent.size()))
        .as("the newest version comes whole")
        .allMatch(frame -> ((WorkerFrame.GradientChunk) frame).step() == 100);
    assertThat(pool.freeBytes()).isLessThanOrEqualTo(4 * CHUNK_BYTES);
  }

  @Test
  void aLineIsNotAskedBeforeAnythingIsSent() {
    outbox.check(now.get());
    outbox.drain();
    assertThat(line.asked).as("a call that has not begun cannot answer").isFalse();
  }

  @Test
  void silenceWithoutWaitingFramesIsNoStall() {
    line.room = 1;
    outbox.send(pooled(1, 0));
    now.set(Duration.ofHours(1).toNanos());
    outbox.check(now.get());
    outbox.send(pooled(1, 1));
    outbox.check(now.get());
    assertThat(line.cuts).isEmpty();
  }

  @Test
  void tensorsOfOldStepsAreDiscardedAndControlFramesStay() {
    outbox.send(pooled(1, 0));
    var control = new WorkerFrame.Resync(Frames.REIGN, 0);
    outbox.send(control);
    WorkerFrame fresh = pooled(2, 0);
    outbox.send(fresh);
    outbox.discardBefore(2);
    assertThat(pool.freeBytes()).isEqualTo(CHUNK_BYTES);
    line.room = 10;
    outbox.drain();
    assertThat(line.sent).containsExactly(control, fresh);
    assertThat(outbox.pendingBytes()).isZero();
  }

  @Test
  void drainedMeansThatNoBorrowedArrayIsReadAnyMore() throws InterruptedException {
    outbox.send(Frames.gradient(1, 0, Payload.borrowed(new float[8], 0, 8)));
    assertThat(outbox.awaitDrained(Duration.ofMillis(1))).isFalse();
    line.room = 1;
    Thread drainer = Thread.ofPlatform().start(outbox::drain);
    assertThat(outbox.awaitDrained(Frames.PATIENCE)).isTrue();
    assertThat(line.sent).hasSize(1);
    drainer.join();
  }

  @Test
  void discardingOrCuttingWakesWhoeverWaitsForTheArrays() throws InterruptedException {
    outbox.send(Frames.gradient(1, 0, Payload.borrowed(new float[8], 0, 8)));
    outbox.discardBefore(2);
    assertThat(outbox.awaitDrained(Duration.ZERO)).isTrue();
    outbox.send(Frames.gradient(2, 0, Payload.borrowed(new float[8], 0, 8)));
    outbox.cut("enough");
    assertThat(outbox.awaitDrained(Duration.ZERO)).isTrue();
    assertThat(line.cuts).containsExactly("enough");
  }

  @Test
  void closingSendsWhatIsWaitingFirst() {
    outbox.send(pooled(1, 0));
    outbox.close("run finished");
    assertThat(line.completions).isEmpty();
    assertThat(outbox.send(pooled(1, 1))).isEqualTo(Outbox.Sent.CLOSED);
    line.room = 10;
    outbox.drain();
    assertThat(line.sent).hasSize(1);
    assertThat(line.completions).containsExactly("run finished");
    outbox.cut("too late to matter");
    assertThat(line.cuts).isEmpty();
  }

  private WorkerFrame pooled(long step, int chunk) {
    return Frames.gradient(step, chunk, pool.take(CHUNK));
  }
}
