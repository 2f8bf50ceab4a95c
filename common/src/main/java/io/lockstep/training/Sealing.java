package io.lockstep.training;

import io.lockstep.checkpoint.Origin;
import io.lockstep.plan.CheckpointRule;
import java.util.Map;

/// Begins to write checkpoints when they are due. One thread at a time.
final class Sealing {

  private final CheckpointWriter writer;
  private final CheckpointRule rule;
  private final Origin origin;
  private final Content content;
  private final Witness witness;
  private long newestStep = -1;
  private long newestNanos = System.nanoTime();

  /// What goes into a checkpoint beside parameters and moments.
  interface Content {

    /// @throws io.lockstep.failure.LockstepException with exit code 7 if parameters or moments are
    ///   no finite numbers
    void requireFinite(long step, float[] parameters);

    Map<String, String> facts();

    /// What has to be on the disk before: run on another thread.
    Runnable before();
  }

  /// Whether another version follows.
  enum Place {
    ON_THE_WAY,
    /// It is due in any case, and waited for.
    LAST
  }

  Sealing(CheckpointWriter writer, RecorderSetting setting, Content content) {
    this.writer = writer;
    this.rule = setting.run().checkpointRule();
    this.origin = setting.origin();
    this.content = content;
    this.witness = setting.witness();
  }

  /// The run was taken up from the checkpoint of this step.
  void restored(long step) {
    newestStep = step;
    writer.restored(step);
  }

  /// Begins to write a checkpoint of this version if one is due and the one before is written.
  void ifDue(long step, float[] parameters, Place place) {
    if (place == Place.LAST) {
      if (step != newestStep) {
        writer.await();
        begin(step, parameters);
      }
    } else if (isDue(step) && writer.isFree()) {
      begin(step, parameters);
    }
  }

  private boolean isDue(long step) {
    return rule.due(step, newestStep, System.nanoTime(), newestNanos)
        || step != newestStep && witness.asksForCheckpoint();
  }

  /// As [#ifDue], at a version from which the run can be gone on with, if somebody else holds it.
  ///
  /// @param fingerprint of the version
  void goOnFrom(long step, long fingerprint, float[] parameters, Place place) {
    ifDue(step, parameters, place);
    if (witness.isFollowing()) {
      witness.resumable(step, fingerprint, content::facts);
    }
  }

  /// Has on the disk already what goes there before the next checkpoint, if somebody else holds the
  /// run: without the best version it could not be gone on with from what is held.
  void prepareForHeirs() {
    if (witness.isFollowing()) {
      writer.ahead(content.before());
    }
  }

  /// Returns when the checkpoint of this version is on the disk.
  void seal(long step, float[] parameters) {
    writer.await();
    if (newestStep != step) {
      begin(step, parameters);
    }
    writer.requireWritten(step);
  }

  private void begin(long step, float[] parameters) {
    writer.check();
    content.requireFinite(step, parameters);
    witness.checkpointBegun(step); // Before it may be sealed.
    writer.begin(step, origin, parameters, content.facts(), content.before());
    newestStep = step;
    newestNanos = System.nanoTime();
  }
}
