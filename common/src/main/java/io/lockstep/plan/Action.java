package io.lockstep.plan;

import io.lockstep.shard.Block;
import io.lockstep.shard.Part;
import io.lockstep.shard.Share;
import java.util.List;

/// What the shell around a [Plan] is to do. Each carries its reason in words, for the log, the
/// status and tests.
public sealed interface Action {

  String reason();

  /// From step `fromStep` on, this worker computes its share of every batch.
  record Assign(WorkerId worker, long generation, long fromStep, Share share, String reason)
      implements Action {}

  /// This worker may begin steps up to this one.
  record TellHorizon(WorkerId worker, long horizon, String reason) implements Action {}

  /// This worker computes these blocks of the step in progress, besides its share.
  record Deal(WorkerId worker, long step, List<Block> blocks, Occasion occasion, String reason)
      implements Action {

    /// Whether it is worth a line in the log.
    public enum Occasion {
      /// Something has happened.
      EVENT,
      /// It goes on so from step to step.
      EVERY_STEP
    }

    public Deal {
      blocks = List.copyOf(blocks);
    }

    Deal(WorkerId worker, long step, List<Block> blocks, String reason) {
      this(worker, step, blocks, Occasion.EVENT, reason);
    }
  }

  /// This worker computes a block of another too, and sends only prints of it.
  record Check(WorkerId worker, long step, Block block, String reason) implements Action {}

  /// This worker gets the newest complete version, unless it holds it, and whatever is complete of
  /// the one in progress. A version that became complete in a pause begins no step before the
  /// [Resume]: it is withheld from everybody until then.
  ///
  /// @param holds newest version it holds whole, -1 for none
  record SendVersion(WorkerId worker, long holds, String reason) implements Action {}

  /// This worker gets a version that stands still, in place of whatever it holds: no step comes any
  /// more, and this one is to be measured.
  record Recall(WorkerId worker, long version, String reason) implements Action {}

  /// This worker measures a version on blocks `[firstBlock, endBlock)` of a set, before anything
  /// that it computes of the step after it.
  record Measure(
      WorkerId worker, long version, Part part, int firstBlock, int endBlock, String reason)
      implements Action {}

  /// All blocks of the set have come.
  record Measured(long version, Part part, String reason) implements Action {}

  /// What has come of these blocks does not count: they are to be measured again.
  record Unmeasure(long version, Part part, List<Integer> blocks, String reason) implements Action {
    public Unmeasure {
      blocks = List.copyOf(blocks);
    }
  }

  /// The coordinator measures by itself what has not come.
  record MeasureAlone(long version, Part part, String reason) implements Action {}

  /// Two workers differ about a checked block, or the only one comes to numbers that are not
  /// finite: the coordinator computes it by itself. Answered by [Event.BlockJudged], at once or
  /// later; so it is the last of its list.
  record Judge(long step, Block block, String reason) implements Action {}

  /// From now on, whatever comes of this block counts as it comes.
  record Uncheck(long step, Block block, Held held, String reason) implements Action {

    /// What becomes of what has come of it and was not counted.
    public enum Held {
      COUNTS,
      /// The same, though others are there: they are late.
      COUNTS_AS_LATE,
      /// The same, of one that is vouched for and has done the part of one that is not and is late;
      /// so it may be in each step of a slow newcomer.
      COUNTS_OF_STAND_IN,
      DROPPED
    }
  }

  /// In this step numbers that are not finite count like others: whoever computes them comes to the
  /// same.
  record Admit(long step, String reason) implements Action {}

  /// This worker is sent away, and goes by no other orders.
  record Quarantine(WorkerId worker, String reason) implements Action {}

  /// Too few workers: the step in progress waits.
  record Pause(String reason) implements Action {}

  record Resume(String reason) implements Action {}

  /// All steps are done.
  record Finish(String reason) implements Action {}

  /// Nothing can be done any more: the run ends with exit code 6.
  record GiveUp(String reason) implements Action {}

  /// Something for the log.
  record Note(String reason) implements Action {}

  /// Something a person should know.
  record Warn(String reason) implements Action {}
}
