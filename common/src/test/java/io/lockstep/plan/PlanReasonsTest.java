package io.lockstep.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.shard.Block;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a person reads in the log of a short and eventful run.
final class PlanReasonsTest {

  private static final String STORY =
      """
      w0 joins
        send version to w0: worker w0 joined at step 1
      w1 joins
        send version to w1: worker w1 joined at step 1
        assign w0 share 0 of 2 from step 1, generation 1: 2 workers are here
        assign w1 share 1 of 2 from step 1, generation 1: 2 workers are here
        resume: step 1 begins: 2 workers are here
      w2 joins
        send version to w2: worker w2 joined at step 1
        assign w0 share 0 of 3 from step 2, generation 2: worker w2 joined; 3 take part
        assign w1 share 1 of 3 from step 2, generation 2: worker w2 joined; 3 take part
        assign w2 share 2 of 3 from step 2, generation 2: worker w2 joined; 3 take part
      step 1 is complete
      w1 is lost
        warn: worker w1 lost (stream broken) at step 2; 2 of 3 remain
        assign w0 share 0 of 2 from step 3, generation 3: worker w1 lost (stream broken) \
      at step 2; 2 of 3 remain
        assign w2 share 1 of 2 from step 3, generation 3: worker w1 lost (stream broken) \
      at step 2; 2 of 3 remain
        deal w0 [shards 6..7, shard 10]: worker w1 lost (stream broken) at step 2; 2 of 3 \
      remain
        deal w2 [shards 8..9]: worker w1 lost (stream broken) at step 2; 2 of 3 remain
      time passes
        note: worker w0 is a straggler from step 2 on: others compute its blocks too
        note: worker w2 is a straggler from step 2 on: others compute its blocks too
        deal w2 [shards 4..5]: step 2: block (1, 2) of [w0] is late (320 ms), dealt to w2 \
      too
        deal w0 [shard 11]: step 2: block (0, 11) of [w2] is late (320 ms), dealt to w0 too
        deal w0 [shards 12..15]: step 2: block (2, 3) of [w2] is late (320 ms), dealt to \
      w0 too
        deal w2 [shards 6..7]: step 2: block (1, 3) of [w0] is late (320 ms), dealt to w2 \
      too
        deal w0 [shards 8..9]: step 2: block (1, 4) of [w2] is late (320 ms), dealt to w0 \
      too
        deal w2 [shard 10]: step 2: block (0, 10) of [w0] is late (320 ms), dealt to w2 too
      w0 is lost
        warn: worker w0 lost (stream broken) at step 2; 1 of 2 remain
        pause: paused: 1 of min 2 workers
      w2 asks
        send version to w2: worker w2 asked at step 2
        deal w2 [shards 4..5, shard 11, shards 12..15, shards 6..7, shards 8..9, shard 10]: \
      worker w2 asked at step 2
      w3 joins
        send version to w3: worker w3 joined at step 2
        assign w2 share 0 of 2 from step 3, generation 4: 2 workers are here again
        assign w3 share 1 of 2 from step 3, generation 4: 2 workers are here again
        resume: 2 workers are here again
        deal w3 [shards 4..5]: step 2: block (1, 2) of the straggler [w2] dealt to w3 too
        deal w3 [shard 11]: step 2: block (0, 11) of the straggler [w2] dealt to w3 too
        deal w3 [shards 12..15]: step 2: block (2, 3) of the straggler [w2] dealt to w3 too
        deal w3 [shards 6..7]: step 2: block (1, 3) of the straggler [w2] dealt to w3 too
        deal w3 [shards 8..9]: step 2: block (1, 4) of the straggler [w2] dealt to w3 too
        deal w3 [shard 10]: step 2: block (0, 10) of the straggler [w2] dealt to w3 too
      step 2 is complete
        note: worker w2 is no straggler any more at step 2
      step 3 is complete
      step 4 is complete
      step 5 is complete
      step 6 is complete
        finish: step 6 was the last
      w1 joins
        recall w1 to version 6: worker w1 gets version 6
      """;

  private final StringBuilder log = new StringBuilder();

  @Test
  void aShortRunExplainsItself() {
    Course course = new Course(2, 2);
    note("w0 joins", course.join("w0"));
    note("w1 joins", course.join("w1"));
    note("w2 joins", course.join("w2"));
    course.millis = 80;
    note("step 1 is complete", course.completeStep());
    note("w1 is lost", course.lose("w1"));
    course.millis = 120;
    course.complete(new Block(2, 0));
    note("time passes", course.tickAt(400));
    note("w0 is lost", course.lose("w0"));
    note("w2 asks", course.on(new Event.ResyncAsked(new WorkerId("w2"), -1)));
    note("w3 joins", course.join("w3"));
    for (long step = 2; step <= Course.LAST_STEP; step++) {
      note("step %d is complete".formatted(step), course.completeStep());
    }
    note("w1 joins", course.join("w1"));
    assertThat(log.toString()).isEqualTo(STORY);
  }

  private void note(String event, List<Action> actions) {
    log.append(event).append('\n');
    for (Action action : actions) {
      log.append("  ").append(line(action)).append('\n');
    }
  }

  private static String line(Action action) {
    String what =
        switch (action) {
          case Action.Assign(WorkerId worker, long generation, long fromStep, var share, _) ->
              "assign %s share %d of %d from step %d, generation %d"
                  .formatted(worker, share.begin(), share.of(), fromStep, generation);
          case Action.Deal(WorkerId worker, _, List<Block> blocks, _, _) ->
              "deal %s %s"
                  .formatted(worker, blocks.stream().map(block -> block.shards(16)).toList());
          case Action.TellHorizon(WorkerId worker, long horizon, _) ->
              "tell %s the horizon %d".formatted(worker, horizon);
          case Action.SendVersion(WorkerId worker, _, _) -> "send version to " + worker;
          case Action.Recall(WorkerId worker, long version, _) ->
              "recall %s to version %d".formatted(worker, version);
          case Action.Pause _ -> "pause";
          case Action.Resume _ -> "resume";
          case Action.Finish _ -> "finish";
          case Action.GiveUp _ -> "give up";
          case Action.Check(WorkerId worker, _, Block block, _) ->
              "check %s %s".formatted(worker, block.shards(16));
          case Action.Measure ask -> "measure %s %s".formatted(ask.worker(), ask.part());
          case Action.Measured _ -> "measured";
          case Action.Unmeasure _ -> "unmeasure";
          case Action.MeasureAlone _ -> "measure alone";
          case Action.Judge(_, Block block, _) -> "judge " + block.shards(16);
          case Action.Uncheck(_, Block block, var held, _) ->
              "uncheck %s, what is held %s".formatted(block.shards(16), held);
          case Action.Admit _ -> "admit";
          case Action.Quarantine(WorkerId worker, _) -> "quarantine " + worker;
          case Action.Note _ -> "note";
          case Action.Warn _ -> "warn";
        };
    return what + ": " + action.reason();
  }
}
