package io.lockstep.wire;

import io.lockstep.failure.Failure;
import io.lockstep.shard.Block;
import io.lockstep.shard.Part;
import io.lockstep.shard.Share;
import java.util.List;
import java.util.Objects;

/// Coordinator to worker. What each frame means and when it is sent is said in `reduction.proto`.
public sealed interface CoordinatorFrame extends Frame {

  /// Which part of every batch is the worker's own, from a step on.
  ///
  /// @param generation grows with every change
  record Assignment(Reign reign, long generation, long fromStep, Share share)
      implements CoordinatorFrame {
    public Assignment {
      Objects.requireNonNull(reign, "reign");
      Checks.atLeast(0, generation, "generation");
      Checks.atLeast(1, fromStep, "first step");
      Objects.requireNonNull(share, "share");
    }
  }

  /// Blocks of one step to compute besides the own ones.
  record Deal(Reign reign, long step, List<Block> blocks, String reason)
      implements CoordinatorFrame {
    public Deal {
      Objects.requireNonNull(reign, "reign");
      reason = PeerText.reason(reason);
      blocks = List.copyOf(blocks);
      Checks.atLeast(1, step, "step");
    }
  }

  /// A block that another worker computes too: only its prints are asked for.
  record Check(Reign reign, long step, Block block, String reason) implements CoordinatorFrame {
    public Check {
      Objects.requireNonNull(reign, "reign");
      Objects.requireNonNull(block, "block");
      reason = PeerText.reason(reason);
      Checks.atLeast(1, step, "step");
    }
  }

  /// Steps up to this one are certain; the worker begins none behind it.
  record Horizon(Reign reign, long step) implements CoordinatorFrame {
    public Horizon {
      Objects.requireNonNull(reign, "reign");
      Checks.atLeast(0, step, "horizon");
    }
  }

  /// Blocks `[firstBlock, endBlock)` of a set on which a version is to be measured.
  record Measure(Reign reign, long version, Part part, int firstBlock, int endBlock, String reason)
      implements CoordinatorFrame {
    public Measure {
      Objects.requireNonNull(reign, "reign");
      Objects.requireNonNull(part, "part");
      reason = PeerText.reason(reason);
      Checks.atLeast(0, version, "version");
      Checks.atLeast(0, firstBlock, "first block");
      Checks.atLeast(firstBlock + 1L, endBlock, "end of the blocks");
    }
  }

  /// No step comes any more: this version takes the place of whatever the worker holds.
  record Recall(Reign reign, long version) implements CoordinatorFrame {
    public Recall {
      Objects.requireNonNull(reign, "reign");
      Checks.atLeast(0, version, "version");
    }
  }

  /// A slice of the parameters after `version` steps.
  record ParameterChunk(Reign reign, long version, int chunk, int offset, Payload payload)
      implements CoordinatorFrame, TensorFrame {
    public ParameterChunk {
      Objects.requireNonNull(reign, "reign");
      Objects.requireNonNull(payload, "payload");
      Checks.atLeast(0, version, "version");
      Checks.atLeast(0, chunk, "chunk");
      Checks.atLeast(0, offset, "offset");
    }

    @Override
    public long step() {
      return version;
    }
  }

  /// The run has ended.
  ///
  /// @param version steps that were done
  /// @param weightsSha256 hex digest of the final parameters; empty when there are none to vouch
  ///   for
  record Finish(Reign reign, long version, String weightsSha256, End end, String reason)
      implements CoordinatorFrame {

    /// Whether anything is left to do.
    public enum End {
      COMPLETE,
      /// It can be gone on with from here.
      INTERRUPTED
    }

    public Finish {
      Objects.requireNonNull(reign, "reign");
      Objects.requireNonNull(weightsSha256, "weights sha256");
      Objects.requireNonNull(end, "end");
      reason = PeerText.reason(reason);
      Checks.atLeast(0, version, "version");
    }
  }

  /// The worker is to go home; its process ends with this failure. Who may come back is told
  /// nothing: its stream just ends.
  record Refused(Reign reign, Failure failure) implements CoordinatorFrame {
    public Refused {
      Objects.requireNonNull(reign, "reign");
      Objects.requireNonNull(failure, "failure");
    }
  }

  /// Received, never sent: a parameter chunk whose checksum does not fit. Its floats are gone, and
  /// any of the numbers here may be the damaged ones. A [WorkerFrame.Resync] asks for them again.
  record Damaged(Reign reign, long version, int chunk, String reason)
      implements CoordinatorFrame, DamagedFrame {}
}
