package io.lockstep.launch;

import java.io.IOException;
import java.io.InputStream;

/// Ends with the parent: the parent holds the other end of standard input and never writes.
public final class ParentWatch {

  private ParentWatch() {}

  /// Runs `parentGone` on a thread of its own once `input` has ended. A platform thread, because a
  /// blocked read of standard input would hold a carrier of the virtual ones.
  public static Thread over(InputStream input, Runnable parentGone) {
    return Thread.ofPlatform()
        .daemon()
        .name("parent-watch")
        .start(() -> {
          try {
            while (input.read() >= 0) {
              continue;
            }
          } catch (IOException _) {
            // A broken pipe is the same news as its end.
          }
          parentGone.run();
        });
  }
}
