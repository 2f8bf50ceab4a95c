package io.lockstep.audit;

import io.lockstep.audit.Fault.Part;
import io.lockstep.checkpoint.Checkpoint;
import io.lockstep.checkpoint.SealedCheckpoint;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.StorageFault;
import io.lockstep.format.Sha256;
import io.lockstep.run.LedgerAudit;
import io.lockstep.training.Replay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;

/// Makes steps again and compares each version with the ledger, and, where it comes by one, with a
/// checkpoint or the hash that the report has of a version.
final class ReplayAudit {

  private final Written written;
  private final Replay replay;
  private final AuditWatch watch;
  private final List<Extent.Span> spans = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long compared;

  /// What the versions are compared with.
  ///
  /// @param run its folder
  /// @param checkpoints by step, those that are whole
  /// @param weightsSha256 by step, as the report has them
  record Written(
      Path run,
      LedgerAudit ledger,
      NavigableMap<Long, SealedCheckpoint> checkpoints,
      Map<Long, String> weightsSha256) {}

  ReplayAudit(Written written, Replay replay, AuditWatch watch) {
    this.written = written;
    this.replay = replay;
    this.watch = watch;
  }

  List<Extent.Span> spans() {
    return spans;
  }

  List<Fault> faults() {
    return faults;
  }

  List<String> notes() {
    return notes;
  }

  /// Steps whose version the ledger says.
  long compared() {
    return compared;
  }

  /// Stops behind a step that gives another version, since all those behind it do.
  void repeat(Extent.Span span) {
    if (!begin(span)) {
      return;
    }
    watch.spanBegun(span);
    boolean agrees = true;
    while (agrees && replay.version() < span.last()) {
      agrees = step(span);
    }
    spans.add(new Extent.Span(span.from(), replay.version()));
  }

  private boolean begin(Extent.Span span) {
    if (span.from() == 0) {
      replay.begin();
      compareState();
      return true;
    }
    SealedCheckpoint checkpoint = written.checkpoints().get(span.from());
    Optional<Checkpoint> read = read(checkpoint);
    if (read.isEmpty()) {
      notes.add(
          "%s was removed meanwhile: steps %d..%d were not made again"
              .formatted(checkpoint.name(), span.from() + 1, span.last()));
      return false;
    }
    try {
      replay.begin(read.get());
      return true;
    } catch (IllegalStateException misfit) {
      checkpointFault(checkpoint, misfit.getMessage());
      return false;
    }
  }

  private static Optional<Checkpoint> read(SealedCheckpoint checkpoint) {
    try {
      return checkpoint.read();
    } catch (IOException fault) {
      throw StorageFault.of(fault, checkpoint.folder())
          .failure(ExitCode.STORAGE, "a checkpoint cannot be read any more")
          .exception(fault);
    }
  }

  private boolean step(Extent.Span span) {
    long made = replay.next();
    long step = replay.version();
    watch.stepMade(step);
    OptionalLong said = written.ledger().version(step);
    if (said.isPresent()) {
      compared++;
      if (said.getAsLong() != made) {
        return differs(span, made, said.getAsLong());
      }
    }
    compareState();
    return true;
  }

  /// Where the step behind it agrees, the line alone is another.
  private boolean differs(Extent.Span span, long made, long said) {
    long step = replay.version();
    String both = "it gives version %016x, and the ledger says %016x".formatted(made, said);
    OptionalLong behind = written.ledger().version(step + 1);
    if (behind.isPresent() && replay.next() == behind.getAsLong()) {
      compared++;
      faults.add(
          new Fault(
              Part.LEDGER,
              step,
              "made again %s; the steps behind it agree: that line was changed".formatted(both),
              written.run().resolve("ledger.jsonl").toString()));
      compareState();
      return true;
    }
    boolean first = step == span.from() + 1 && span.from() > 0;
    String from =
        span.from() == 0
            ? "from the beginning"
            : "from the checkpoint of step %d".formatted(span.from());
    faults.add(
        new Fault(
            Part.STEP,
            step,
            "made again %s %s; %s"
                .formatted(
                    from,
                    both,
                    first
                        ? "the moments in that checkpoint were changed, or one of both computed wrongly"
                        : "one of both computed wrongly, or what is written was changed to agree"),
            written.run().toString()));
    return false;
  }

  private void compareState() {
    long step = replay.version();
    float[] parameters = replay.trainee().parameters();
    SealedCheckpoint checkpoint = written.checkpoints().get(step);
    if (checkpoint != null) {
      read(checkpoint).ifPresent(read -> compare(checkpoint, read));
    }
    String sha256 = written.weightsSha256().get(step);
    if (sha256 != null && !Sha256.weights(parameters).equals(sha256)) {
      faults.add(
          new Fault(
              Part.REPORT,
              step,
              "it says weights sha256 %s, and the step made again gives %s"
                  .formatted(sha256, Sha256.weights(parameters)),
              written.run().resolve("run.json").toString()));
    }
  }

  private void compare(SealedCheckpoint checkpoint, Checkpoint read) {
    compare(checkpoint, "parameters", read.parameters(), replay.trainee().parameters());
    List<String> names = replay.trainee().optimizer().momentNames();
    List<float[]> moments = replay.trainee().optimizer().moments();
    for (int index = 0; index < names.size(); index++) {
      String name = names.get(index);
      compare(checkpoint, name, read.moments().get(name), moments.get(index));
    }
  }

  private void compare(SealedCheckpoint checkpoint, String name, float[] its, float[] made) {
    int at = its == null ? 0 : Arrays.mismatch(its, made);
    if (at >= 0) {
      checkpointFault(
          checkpoint,
          "its %s are not those of the step made again, from number %d on".formatted(name, at));
    }
  }

  private void checkpointFault(SealedCheckpoint checkpoint, String what) {
    faults.add(new Fault(Part.CHECKPOINT, checkpoint.step(), what, checkpoint.folder().toString()));
  }
}
