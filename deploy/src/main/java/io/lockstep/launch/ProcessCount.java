package io.lockstep.launch;

import com.sun.management.OperatingSystemMXBean;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.lang.management.ManagementFactory;

/// How many worker processes this machine may be told to start.
public final class ProcessCount {

  private static final long MIB = 1L << 20;

  /// What the JVM of a worker takes for the smallest net: measured, 90 to 140 MiB.
  private static final long BYTES_OF_ONE = 128 * MIB;

  private ProcessCount() {}

  /// @param count as `--processes` was given
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if there are too few, or more
  ///   than the memory of this machine has room for
  public static void require(int count) {
    require(
        count,
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : Long.MAX_VALUE);
  }

  /// @param memory bytes that this machine has
  static void require(int count, long memory) {
    if (count < 1) {
      throw refused("--processes is %d, but must be at least 1".formatted(count))
          .advising("leave it out to train in one process")
          .exception();
    }
    long most = Math.max(1, memory / BYTES_OF_ONE);
    if (count > most) {
      throw refused(
              "--processes is %,d, and this machine has room for %,d: %,d MiB of memory, of which a process takes %d at least"
                  .formatted(count, most, memory / MIB, BYTES_OF_ONE / MIB))
          .advising("fewer --processes, and threads for the cores with --lanes")
          .exception();
    }
  }

  /// @param minWorkers as the configuration has it
  /// @throws io.lockstep.failure.LockstepException with exit code 2 if so many will never be there
  public static void requireFor(int minWorkers, int count) {
    if (count < minWorkers) {
      throw refused(
              "--processes is %,d, and cluster.min-workers %,d: the run would never begin"
                  .formatted(count, minWorkers))
          .advising("--processes %d, or --set cluster.min-workers=%d".formatted(minWorkers, count))
          .exception();
    }
  }

  private static Failure refused(String error) {
    return Failure.of(ExitCode.USAGE, error).at("--processes");
  }
}
