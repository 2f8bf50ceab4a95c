package io.lockstep.coordinator;

import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.SealedCheckpoint;
import io.lockstep.training.HeldVersion;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.Replica;
import io.lockstep.wire.LeaderFrame;
import io.lockstep.wire.LeaderFrame.Book;
import io.lockstep.wire.Reign;
import io.lockstep.wire.TensorFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/// The run that another coordinator leads, made of the frames of one stream: from the first of them
/// on, frames wait for the checkpoint that they follow to be on the disk, and then go to a
/// [Replica]. One thread at a time.
public final class Shadow {

  private static final long NOT_TOLD = -1;

  private final PreparedRun run;
  private final Path checkpoints;
  private final long budgetBytes;
  private final Deque<LeaderFrame> early = new ArrayDeque<>();
  private long earlyBytes;
  private long base = NOT_TOLD;
  private Optional<Replica> replica = Optional.empty();

  /// @param checkpoints folder that both coordinators see
  /// @param budgetBytes of what may wait: before the checkpoint is there, and of steps afterwards
  public Shadow(PreparedRun run, Path checkpoints, long budgetBytes) {
    this.run = run;
    this.checkpoints = checkpoints;
    this.budgetBytes = budgetBytes;
  }

  /// Takes a frame, and with it one reference of its payload.
  ///
  /// @return the version that the run could be gone on with from here, if this frame has brought
  ///   one
  /// @throws Replica.MisfitException if it does not follow what came before: nothing more may be
  ///   taken
  public OptionalLong take(LeaderFrame frame) {
    if (replica.isPresent()) {
      return apply(replica.get(), frame);
    }
    switch (frame) {
      case LeaderFrame.FromCheckpoint(Reign _, long step, int _) -> base = step;
      case LeaderFrame.Sealed(Reign reign, long step) when step == base -> begin(reign);
      case LeaderFrame.Damaged damaged -> throw new Replica.MisfitException(damaged.reason());
      default -> keep(frame);
    }
    return OptionalLong.empty();
  }

  private void keep(LeaderFrame frame) {
    early.add(frame);
    earlyBytes += bytes(frame);
    if (earlyBytes > budgetBytes) {
      throw new Replica.MisfitException(
          "%,d bytes came before checkpoint %d was on the disk".formatted(earlyBytes, base));
    }
  }

  private void begin(Reign reign) {
    Replica begun = new Replica(run, checkpoint(reign), budgetBytes);
    replica = Optional.of(begun);
    for (LeaderFrame next = early.poll(); next != null; next = early.poll()) {
      apply(begun, next);
    }
  }

  private Checkpoint checkpoint(Reign reign) {
    try {
      for (SealedCheckpoint sealed : SealedCheckpoint.in(checkpoints)) {
        if (sealed.step() == base && sealed.term() == reign.term()) {
          Optional<Checkpoint> read = sealed.read();
          if (read.isPresent()) {
            return read.get();
          }
        }
      }
    } catch (IOException unreadable) {
      throw new Replica.MisfitException(
          "checkpoint %d cannot be read: %s".formatted(base, unreadable.getMessage()));
    }
    throw new Replica.MisfitException(
        "checkpoint %d is not in %s: do coordinators share their folder of runs?"
            .formatted(base, checkpoints));
  }

  private static OptionalLong apply(Replica to, LeaderFrame frame) {
    switch (frame) {
      case LeaderFrame.StepBegins begins ->
          to.begins(begins.step(), begins.rate(), begins.examples());
      case LeaderFrame.SumChunk sum ->
          to.sum(sum.step(), sum.chunk(), new PayloadPiece(sum.payload()));
      case LeaderFrame.BookLine(Reign _, Book book, long step, byte[] line) -> {
        switch (book) {
          case LEDGER -> to.ledgerLine(step, line);
          case METRICS -> to.metricsLine(step, line);
        }
      }
      case LeaderFrame.Resumable resumable -> {
        to.resumable(resumable.version(), resumable.fingerprint(), resumable.facts());
        return OptionalLong.of(resumable.version());
      }
      case LeaderFrame.Sealed(Reign _, long step) -> to.sealed(step);
      case LeaderFrame.FromCheckpoint _ -> {} // It has begun already.
      case LeaderFrame.Damaged damaged -> throw new Replica.MisfitException(damaged.reason());
    }
    return OptionalLong.empty();
  }

  private static long bytes(LeaderFrame frame) {
    return switch (frame) {
      case LeaderFrame.SumChunk sum -> (long) sum.payload().length() * Float.BYTES;
      case LeaderFrame.BookLine line -> line.line().length;
      case LeaderFrame.Resumable resumable -> LeaderFrame.Resumable.bytes(resumable.facts());
      default -> 0;
    };
  }

  /// Whether the checkpoint has been read from which on it follows.
  boolean isBegun() {
    return replica.isPresent();
  }

  /// The version that is held, if the run can be gone on with from it.
  public Optional<HeldVersion> held() {
    return replica.flatMap(Replica::held);
  }

  /// Gives back what waits; nothing may be taken afterwards.
  public void drop() {
    early.forEach(Shadow::release);
    early.clear();
    replica.ifPresent(Replica::drop);
  }

  /// Of a frame that is not taken.
  static void release(LeaderFrame frame) {
    if (frame instanceof TensorFrame tensor) {
      tensor.payload().release();
    }
  }
}
