package io.lockstep.simulation.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// The bytes of a file.
final class DiskFile implements DiskNode {

  private static final int BYTES_MIN = 256;

  private byte[] seen = new byte[BYTES_MIN];
  private int length;
  private byte[] forced = {};
  private boolean clean = true;

  /// A force has failed: the system has dropped what it was to write, and calls the next a success.
  private boolean doomed;

  /// Who has locked it; null if nobody.
  private Object holder;

  int length() {
    return length;
  }

  /// @return bytes read; negative at the end
  int read(ByteBuffer target, long position) {
    if (position >= length) {
      return target.hasRemaining() ? -1 : 0;
    }
    int count = Math.min(target.remaining(), length - (int) position);
    target.put(seen, (int) position, count);
    return count;
  }

  int write(ByteBuffer source, long position) {
    int count = source.remaining();
    int end = Math.toIntExact(position + count);
    if (end > seen.length) {
      seen = Arrays.copyOf(seen, Math.max(end, 2 * seen.length));
    }
    source.get(seen, (int) position, count);
    length = Math.max(length, end);
    clean &= count == 0;
    return count;
  }

  void truncate(long size) {
    if (size < length) {
      Arrays.fill(seen, (int) size, length, (byte) 0);
      length = (int) size;
      clean = false;
    }
  }

  void force() {
    if (!clean && !doomed) {
      forced = Arrays.copyOf(seen, length);
      clean = true;
    }
  }

  void failToForce() {
    doomed = true;
  }

  DiskFile copy() {
    DiskFile copy = new DiskFile();
    copy.write(ByteBuffer.wrap(seen, 0, length), 0);
    return copy;
  }

  /// Changes one bit, as ageing media do, under everybody's feet.
  void rot(RandomGenerator random) {
    if (length > 0) {
      seen[random.nextInt(length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      clean = false;
      force();
    }
  }

  /// @return whether nobody else has locked it
  boolean lock(Object by) {
    if (holder == null) {
      holder = by;
    }
    return holder == by;
  }

  void unlock(Object by) {
    holder = holder == by ? null : holder;
  }

  boolean isLockedBy(Object somebody) {
    return holder == somebody;
  }

  /// Old bytes, new bytes, or new ones up to some place and zeros, or old ones, behind it.
  @Override
  public void cut(RandomGenerator random) {
    holder = null;
    doomed = false;
    if (clean) {
      return;
    }
    int least = Math.min(length, forced.length);
    int longest = Math.max(length, forced.length);
    int size =
        switch (random.nextInt(3)) {
          case 0 -> forced.length;
          case 1 -> length;
          default -> least + random.nextInt(longest - least + 1);
        };
    byte[] left = Arrays.copyOf(forced, size);
    int written = random.nextInt(Math.min(size, length) + 1);
    System.arraycopy(seen, 0, left, 0, written);
    seen = Arrays.copyOf(left, Math.max(size, BYTES_MIN));
    length = size;
    clean = false;
    force();
  }
}
