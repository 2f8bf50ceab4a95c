package io.lockstep.wire;

import io.lockstep.measure.Tally;
import io.lockstep.shard.Block;
import io.lockstep.shard.Part;
import java.util.List;
import java.util.Objects;

/// Worker to coordinator. What each frame means and when it is sent is said in `reduction.proto`.
public sealed interface WorkerFrame extends Frame {

  /// Version held by a worker that holds none.
  long NO_VERSION = -1;

  /// First frame of a stream. [WireClient#open] sends it; the sink of the server sees it first.
  ///
  /// @param holdsVersion newest version held whole, or [#NO_VERSION]
  record Hello(Reign reign, String worker, long holdsVersion) implements WorkerFrame {
    public Hello {
      Objects.requireNonNull(reign, "reign");
      worker = PeerText.name(worker, "a worker's name");
      if (worker.isBlank()) {
        throw new IllegalArgumentException("a worker without a name cannot open a stream");
      }
      Checks.atLeast(NO_VERSION, holdsVersion, "version held");
    }
  }

  /// A final slice of the gradient of a block: the sum over its examples.
  record GradientChunk(Reign reign, long step, Block block, int chunk, int offset, Payload payload)
      implements WorkerFrame, TensorFrame {
    public GradientChunk {
      Objects.requireNonNull(reign, "reign");
      Objects.requireNonNull(block, "block");
      Objects.requireNonNull(payload, "payload");
      Checks.atLeast(1, step, "step");
      Checks.atLeast(0, chunk, "chunk");
      Checks.atLeast(0, offset, "offset");
    }
  }

  /// All chunks of the block were sent before this frame.
  ///
  /// @param lossSum sum of the loss over the examples of the block, in nats
  /// @param correct correctly classified examples; 0 for a regression
  record BlockDone(
      Reign reign,
      long step,
      Block block,
      double lossSum,
      long correct,
      int examples,
      BlockTimes times)
      implements WorkerFrame {
    public BlockDone {
      Objects.requireNonNull(reign, "reign");
      Objects.requireNonNull(block, "block");
      Objects.requireNonNull(times, "times");
      Checks.atLeast(1, step, "step");
      Checks.atLeast(0, correct, "correct");
      Checks.atLeast(0, examples, "examples");
    }
  }

  /// What a worker came to for a block that it was asked to check.
  ///
  /// @param chunks the print of each chunk, in order
  /// @param tally the print of loss and correct answers
  record BlockPrints(Reign reign, long step, Block block, List<Long> chunks, long tally)
      implements WorkerFrame {

    /// What fits into a frame. A worker with more chunks sends the numbers.
    public static final int CHUNKS_MAX = 30_000;

    public BlockPrints {
      Objects.requireNonNull(reign, "reign");
      Objects.requireNonNull(block, "block");
      chunks = List.copyOf(chunks);
      Checks.atLeast(1, step, "step");
    }
  }

  /// What a block of examples that a version is measured on has come to.
  record BlockMeasured(Reign reign, long version, Part part, int block, Tally tally)
      implements WorkerFrame {
    public BlockMeasured {
      Objects.requireNonNull(reign, "reign");
      Objects.requireNonNull(part, "part");
      Objects.requireNonNull(tally, "tally");
      Checks.atLeast(0, version, "version");
      Checks.atLeast(0, block, "block");
    }
  }

  /// Where the time of a block went on its worker: wall clock, in nanoseconds.
  ///
  /// @param computeNanos lane 0 from the beginning of the block to the end of its last lane, less
  ///   what lane 0 itself spent on sending
  /// @param encodeNanos spent by all threads on writing frames since the block before
  /// @param decodeNanos spent on reading frames since the block before
  /// @param idleNanos without a block, from the end of the one before to the beginning of this one
  record BlockTimes(long computeNanos, long encodeNanos, long decodeNanos, long idleNanos) {
    public BlockTimes {
      Checks.atLeast(0, computeNanos, "compute nanos");
      Checks.atLeast(0, encodeNanos, "encode nanos");
      Checks.atLeast(0, decodeNanos, "decode nanos");
      Checks.atLeast(0, idleNanos, "idle nanos");
    }
  }

  /// Asks for the newest version again.
  ///
  /// @param holdsVersion newest version held whole, or [#NO_VERSION]
  record Resync(Reign reign, long holdsVersion) implements WorkerFrame {
    public Resync {
      Objects.requireNonNull(reign, "reign");
      Checks.atLeast(NO_VERSION, holdsVersion, "version held");
    }
  }

  /// The worker goes on purpose.
  record Leave(Reign reign, String reason) implements WorkerFrame {
    public Leave {
      Objects.requireNonNull(reign, "reign");
      reason = PeerText.reason(reason);
    }
  }

  /// Received, never sent: a gradient chunk, or the sums of a block, whose checksum does not fit.
  /// What it carried is gone, and any of the numbers here may be the damaged ones. The block can be
  /// dealt again.
  record Damaged(Reign reign, long step, Block block, int chunk, String reason)
      implements WorkerFrame, DamagedFrame {}
}
