package io.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.wire.WorkerFrame;
import org.junit.jupiter.api.Test;

final class BlockClockTest {

  private volatile long nowNanos = 100;
  private final Meters stream = new Meters();
  private final BlockClock clock = new BlockClock(stream, () -> nowNanos);

  /// A stream of which only the meters are looked at.
  private static final class Meters implements Upstream {
    private long encodeNanos;
    private long decodeNanos;

    @Override
    public void send(WorkerFrame frame) {}

    @Override
    public void discardBefore(long step) {}

    @Override
    public void close(String reason) {}

    @Override
    public long encodeNanos() {
      return encodeNanos;
    }

    @Override
    public long decodeNanos() {
      return decodeNanos;
    }
  }

  private void send(long nanos) {
    long begin = nowNanos;
    nowNanos = begin + nanos;
    clock.sent(begin);
  }

  @Test
  void theSendingOfLaneZeroIsNoComputing() {
    clock.begun();
    nowNanos += 50;
    send(7);

    assertThat(clock.ended(57).computeNanos()).isEqualTo(50);
  }

  @Test
  void theSendingOfAnotherLaneRunsBesideTheBlockOfLaneZero() throws Exception {
    clock.begun();
    Thread other = Thread.ofPlatform().start(() -> send(40));
    other.join();
    send(3);

    assertThat(clock.ended(60).computeNanos()).isEqualTo(57);
  }

  @Test
  void idleIsFromTheEndOfABlockToTheBeginningOfTheNext() {
    nowNanos += 5;
    clock.begun();
    nowNanos += 10;
    assertThat(clock.ended(10).idleNanos()).isEqualTo(5);
    nowNanos += 30;
    clock.begun();

    assertThat(clock.ended(0).idleNanos()).isEqualTo(30);
  }

  @Test
  void framesThatAreEncodedLateCountInTheNextBlock() {
    clock.begun();
    stream.encodeNanos = 11;
    stream.decodeNanos = 2;
    WorkerFrame.BlockTimes first = clock.ended(20);
    stream.encodeNanos = 15;
    stream.decodeNanos = 9;
    clock.begun();
    WorkerFrame.BlockTimes second = clock.ended(20);

    assertThat(first.encodeNanos()).isEqualTo(11);
    assertThat(first.decodeNanos()).isEqualTo(2);
    assertThat(second.encodeNanos()).isEqualTo(4);
    assertThat(second.decodeNanos()).isEqualTo(7);
  }
}
