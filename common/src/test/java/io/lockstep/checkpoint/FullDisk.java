package io.lockstep.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/// Checkpoints on a disk that has no room for a while, for tests of whoever writes them.
public final class FullDisk {

  private int refusalsLeft;

  private FullDisk(int refusals) {
    this.refusalsLeft = refusals;
  }

  /// A store whose disk is full for so many writes.
  public static CheckpointStore store(Path folder, int refusals) {
    FullDisk disk = new FullDisk(refusals);
    return CheckpointStore.open(folder, 2, Fence.NONE, disk::reached);
  }

  private void reached(Failpoint.Place place) throws IOException {
    if (place == Failpoint.Place.AFTER_DATA && refusalsLeft > 0) {
      refusalsLeft--;
      LockSupport.unpark(Thread.currentThread()); // The next pause of the writer takes no time.
      throw new IOException("No space left on device");
    }
  }
}
