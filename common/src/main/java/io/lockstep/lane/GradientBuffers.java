package io.lockstep.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The gradient buffers of a team. A buffer whose chunks are still on their way is left alone;
/// another is taken, and past the limit the team waits.
final class GradientBuffers {

  private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final int length;
  private final int chunk;
  private final int buffersMax;
  private final List<GradientBuffer> buffers = new ArrayList<>();

  /// @param buffersMax past so many the team waits for one to come back
  GradientBuffers(int length, int chunk, int buffersMax) {
    this.length = length;
    this.chunk = chunk;
    this.buffersMax = buffersMax;
  }

  /// A buffer nobody reads, held until it is let go. Waits when all are lent, at most a minute.
  GradientBuffer take() {
    GradientBuffer buffer = findFree();
    buffer.hold();
    return buffer;
  }

  private GradientBuffer findFree() {
    GradientBuffer free = free();
    if (free != null) {
      return free;
    }
    if (buffers.size() < buffersMax) {
      GradientBuffer fresh = new GradientBuffer(length, chunk);
      buffers.add(fresh);
      return fresh;
    }
    long deadline = System.nanoTime() + WAIT_NANOS_MAX;
    while (free == null) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "%d gradient buffers (limits.gradient-buffers) are still waiting to be sent after 60 s"
                .formatted(buffers.size()));
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
      free = free();
    }
    return free;
  }

  private GradientBuffer free() {
    for (int index = 0; index < buffers.size(); index++) {
      if (buffers.get(index).isFree()) {
        return buffers.get(index);
      }
    }
    return null;
  }
}
