package io.lockstep.wire;

import io.lockstep.config.LimitsSection;
import io.lockstep.config.RunConfiguration;
import io.lockstep.config.WireSection;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bounds of every stream.
///
/// @param budgetBytes bytes that may wait for one worker (or for the coordinator) before it is cut
/// @param stallDeadline longest time without progress while something waits
/// @param handshakeDeadline longest wait for the first frame of a stream and for unary answers
/// @param poolBytes bytes of free buffers kept for reuse by one server or client
/// @param threads of a server that decode frames and call sinks; each stream is on one of them at a
///   time
public record WireLimits(
    long budgetBytes,
    Duration stallDeadline,
    Duration handshakeDeadline,
    long poolBytes,
    int threads) {

  private static final Logger LOG = LoggerFactory.getLogger(WireLimits.class);

  /// Longest payload, just under 1 MiB.
  public static final int CHUNK_FLOATS_MAX = 262_000;

  private static final Duration STALL_DEADLINE = Duration.ofSeconds(20);
  private static final Duration HANDSHAKE_DEADLINE = Duration.ofSeconds(10);
  private static final long POOL_BYTES_MIN = 16L << 20;

  /// Whole parameter vectors that a budget holds at least: with less, a healthy but slower receiver
  /// would be cut in the middle of a broadcast.
  private static final int VERSIONS_PENDING = 4;

  public WireLimits {
    Objects.requireNonNull(stallDeadline, "stall deadline");
    Objects.requireNonNull(handshakeDeadline, "handshake deadline");
    Checks.atLeast(1, budgetBytes, "budget");
    Checks.atLeast(0, poolBytes, "pool");
    Checks.atLeast(1, threads, "threads");
  }

  /// Limits of a coordinator that leads no run yet.
  public static WireLimits ofNoRun() {
    return new WireLimits(
        1L << 20,
        STALL_DEADLINE,
        HANDSHAKE_DEADLINE,
        POOL_BYTES_MIN,
        new LimitsSection(0, 0, 0).wireThreadsHere());
  }

  /// Limits for a run: `wire.budget-bytes`, but at least four whole parameter vectors and 1 MiB.
  /// Raising it is said in the log.
  public static WireLimits of(RunConfiguration configuration, long parameterCount) {
    WireSection wire = configuration.wire();
    long vectorBytes = parameterCount * Float.BYTES;
    long budget = Math.max(wire.budgetBytes(), VERSIONS_PENDING * vectorBytes + (1L << 20));
    if (budget > wire.budgetBytes()) {
      LOG.info(
          "wire.budget-bytes raised from={} to={} reason=\"four vectors of {} parameters and 1 MiB\"",
          wire.budgetBytes(),
          budget,
          parameterCount);
    }
    return new WireLimits(
        budget,
        STALL_DEADLINE,
        HANDSHAKE_DEADLINE,
        Math.max(POOL_BYTES_MIN, budget),
        configuration.limits().wireThreadsHere());
  }
}
