package io.lockstep.worker;

import io.lockstep.wire.WorkerFrame;
import java.util.function.LongSupplier;

/// Where the time of one worker's blocks goes. Allocates nothing but what is sent.
///
/// Lane 0 begins and ends blocks, one after the other; all lanes send. Only what lane 0 sends is
/// taken off its block: the sending of other lanes runs beside it.
final class BlockClock {

  private final LongSupplier nanoClock;
  private final Upstream upstream;
  private volatile Thread laneZero;

  // Lane 0 alone uses these.
  private long idleSinceNanos;
  private long idleNanos;
  private long sendNanos;
  private long encodedNanos;
  private long decodedNanos;

  BlockClock(Upstream upstream, LongSupplier nanoClock) {
    this.upstream = upstream;
    this.nanoClock = nanoClock;
    this.idleSinceNanos = nanoClock.getAsLong();
  }

  /// Lane 0 begins a block.
  void begun() {
    laneZero = Thread.currentThread();
    idleNanos = nanoClock.getAsLong() - idleSinceNanos;
    sendNanos = 0;
  }

  /// Something of the block was handed to the stream, on the calling thread.
  void sent(long beginNanos) {
    if (Thread.currentThread() == laneZero) {
      sendNanos += nanoClock.getAsLong() - beginNanos;
    }
  }

  /// Lane 0 has ended a block.
  ///
  /// @param blockNanos from its beginning to the end of its last lane
  WorkerFrame.BlockTimes ended(long blockNanos) {
    idleSinceNanos = nanoClock.getAsLong();
    long encodedBefore = encodedNanos;
    long decodedBefore = decodedNanos;
    encodedNanos = upstream.encodeNanos();
    decodedNanos = upstream.decodeNanos();
    return new WorkerFrame.BlockTimes(
        Math.max(0, blockNanos - sendNanos),
        encodedNanos - encodedBefore,
        decodedNanos - decodedBefore,
        idleNanos);
  }
}
