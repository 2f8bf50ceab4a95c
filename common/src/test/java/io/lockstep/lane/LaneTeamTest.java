package io.lockstep.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.lane.Tasks.Outcome;
import io.lockstep.measure.Aim;
import io.lockstep.measure.Findings;
import io.lockstep.measure.Tally;
import io.lockstep.shard.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class LaneTeamTest {

  private static final int CHUNK = 50;
  private static final List<Integer> LANE_COUNTS = List.of(1, 2, 3, 5, 8);
  private static final Aim AIM = Aim.classes(MadeExamples.CLASSES, 333, 5);

  /// Shards of 5 give a tree; in shards of 64 there are more lanes than shards.
  @ParameterizedTest
  @CsvSource({"STREAMED,5", "STREAMED,64", "GATHERED,5", "GATHERED,64"})
  void anyNumberOfLanesGivesTheBitsOfTheDefinition(Delivery delivery, int shard) {
    assertBitsOfTheDefinition(delivery, Tasks.task(new MadeExamples(150), 64, shard));
    assertBitsOfTheDefinition(delivery, Tasks.normed(new MadeExamples(150), 64, shard));
  }

  private static void assertBitsOfTheDefinition(Delivery delivery, LaneTask task) {
    long lastOfEpoch = task.batches().stepsPerEpoch();
    List<Long> steps = List.of(1L, 2L, lastOfEpoch, lastOfEpoch + 1);
    List<Outcome> expected =
        steps.stream()
            .map(step -> Tasks.byDefinition(task, step, task.batches().root(step)))
            .toList();
    for (int lanes : LANE_COUNTS) {
      try (LaneTeam team = new LaneTeam(task, lanes, CHUNK, delivery)) {
        for (int i = 0; i < steps.size(); i++) {
          Outcome outcome = compute(team, task, steps.get(i), task.batches().root(steps.get(i)));
          assertThat(outcome)
              .as("%d lanes, step %d", lanes, steps.get(i))
              .isEqualTo(expected.get(i));
        }
      }
    }
  }

  @Test
  void anyBlockOfAStepComesOutAsTheTreeSays() {
    LaneTask task = Tasks.task(new MadeExamples(67), 67, 5);
    for (int lanes : List.of(1, 3)) {
      try (LaneTeam team = new LaneTeam(task, lanes, CHUNK, Delivery.STREAMED)) {
        for (int level = 0; level <= 4; level++) {
          for (int index = 0; index <= 13 >> level; index++) {
            Block block = new Block(level, index);
            assertThat(compute(team, task, 1, block))
                .as("%d lanes, %s", lanes, block)
                .isEqualTo(Tasks.byDefinition(task, 1, block));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Delivery.class)
  void aBlockLargerThanTheWorkspaceIsCutWithoutChangingABit(Delivery delivery) {
    // Rows computed at once are 1024 a lane at most; 5003 rows are cut once or several times.
    assertCutWithoutChangingABit(delivery, Tasks.task(new MadeExamples(5003), 6000, 40));
    assertCutWithoutChangingABit(delivery, Tasks.normed(new MadeExamples(5003), 6000, 40));
  }

  private static void assertCutWithoutChangingABit(Delivery delivery, LaneTask task) {
    Outcome expected = Tasks.byDefinition(task, 1, task.batches().root(1));
    for (int lanes : List.of(1, 2, 3)) {
      try (LaneTeam team = new LaneTeam(task, lanes, CHUNK, delivery)) {
        assertThat(compute(team, task, 1, task.batches().root(1)))
            .as("%d lanes", lanes)
            .isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1024, 5003})
  void chunksLeaveWhileBackwardStillRunsOnEarlierLayers(int examples) {
    LaneTask task = Tasks.task(new MadeExamples(examples), 6000, 8);
    float[] gradient = new float[task.network().layout().length()];
    List<Integer> order = new ArrayList<>();
    try (LaneTeam team = new LaneTeam(task, 1, CHUNK, Delivery.STREAMED)) {
      List<float[]> seen = new ArrayList<>();
      team.compute(
          1,
          task.batches().root(1),
          Tasks.parameters(task),
          (chunk, sum) -> {
            order.add(chunk);
            if (seen.isEmpty()) {
              seen.add(sum.array().clone());
            }
            System.arraycopy(sum.array(), sum.at(), gradient, chunk * CHUNK, sum.length());
            sum.release();
          });
      assertThat(order).containsExactly(3, 2, 1, 0);
      int from = 3 * CHUNK;
      float[] atFirst = seen.getFirst();
      assertThat(Arrays.copyOfRange(atFirst, from, atFirst.length))
          .isEqualTo(Arrays.copyOfRange(gradient, from, atFirst.length));
      assertThat(Arrays.copyOfRange(atFirst, 0, CHUNK))
          .as("the first layer was still to come")
          .isNotEqualTo(Arrays.copyOf(gradient, CHUNK));
    }
  }

  @Test
  void aShardLargerThanTheWorkspaceIsNotCut() {
    LaneTask task = Tasks.task(new MadeExamples(3100), 3100, 1500);
    Outcome expected = Tasks.byDefinition(task, 1, task.batches().root(1));
    for (int lanes : List.of(1, 2)) {
      try (LaneTeam team = new LaneTeam(task, lanes, CHUNK, Delivery.GATHERED)) {
        assertThat(compute(team, task, 1, task.batches().root(1))).isEqualTo(expected);
      }
    }
  }

  /// Puts the chunks of a block together; each must come once and come back.
  private static Outcome compute(LaneTeam team, LaneTask task, long step, Block block) {
    float[] parameters = Tasks.parameters(task);
    float[] gradient = new float[parameters.length];
    AtomicIntegerArray times = new AtomicIntegerArray(Math.ceilDiv(gradient.length, CHUNK));
    team.compute(
        step,
        block,
        parameters,
        (chunk, sum) -> {
          times.incrementAndGet(chunk);
          System.arraycopy(sum.array(), sum.at(), gradient, chunk * CHUNK, sum.length());
          sum.release();
        });
    for (int chunk = 0; chunk < times.length(); chunk++) {
      assertThat(times.get(chunk)).as("times chunk %d came", chunk).isEqualTo(1);
    }
    return Outcome.of(gradient, team.lossSum(), team.correctCount());
  }

  @Test
  void theSameIsMeasuredOnAnyNumberOfLanes() {
    MadeExamples set = new MadeExamples(333);
    LaneTask task = Tasks.task(new MadeExamples(150), 64, 5);
    float[] parameters = Tasks.parameters(task);
    Measurement measurement = Measurement.of(set, 5, AIM);
    Findings expected;
    try (LaneTeam team = new LaneTeam(task, 1, CHUNK, Delivery.GATHERED)) {
      expected = Findings.of(AIM, team.measure(measurement, parameters));
      assertThat(expected.examples()).isEqualTo(333);
      assertThat(expected.loss()).isBetween(0.5, 5.0);
      double right = expected.accuracy().orElseThrow() * 333;
      assertThat(right).isCloseTo(Math.rint(right), Offset.offset(1e-9));
    }
    for (int lanes : LANE_COUNTS) {
      try (LaneTeam team = new LaneTeam(task, lanes, CHUNK, Delivery.STREAMED)) {
        assertThat(Findings.of(AIM, team.measure(measurement, parameters))).isEqualTo(expected);
      }
    }
  }

  /// So it does not matter who has measured which of them.
  @Test
  void blocksMeasuredApartAddUpToTheSameBits() {
    MadeExamples set = new MadeExamples(3001);
    LaneTask task = Tasks.task(new MadeExamples(150), 64, 5);
    float[] parameters = Tasks.parameters(task);
    Measurement measurement = Measurement.of(set, 5, AIM);
    int blocks = measurement.plan().blocks();
    assertThat(blocks).isGreaterThan(5);
    try (LaneTeam one = new LaneTeam(task, 1, CHUNK, Delivery.GATHERED);
        LaneTeam two = new LaneTeam(task, 2, CHUNK, Delivery.STREAMED)) {
      Tally whole = one.measure(measurement, parameters);
      Tally[] tallies = new Tally[blocks];
      for (int cut : List.of(0, 1, 3, blocks)) {
        one.measure(measurement, 0, cut, parameters, (block, tally) -> tallies[block] = tally);
        two.measure(measurement, cut, blocks, parameters, (block, tally) -> tallies[block] = tally);
        Tally sum = Tally.of(AIM, Arrays.asList(tallies));
        assertThat(sum.sums()).containsExactly(whole.sums());
        assertThat(sum.counts()).containsExactly(whole.counts());
        assertThat(sum.scores()).containsExactly(whole.scores());
        assertThat(sum.classes()).containsExactly(whole.classes());
        Arrays.fill(tallies, null);
      }
    }
  }

  @Test
  void anEmptySetHasNoLoss() {
    LaneTask task = Tasks.task(new MadeExamples(20), 10, 5);
    try (LaneTeam team = new LaneTeam(task, 2, CHUNK, Delivery.GATHERED)) {
      Measurement nothing = Measurement.of(new MadeExamples(0), 5, AIM);
      Findings findings = Findings.of(AIM, team.measure(nothing, Tasks.parameters(task)));
      assertThat(findings.loss()).isNaN();
      assertThat(findings.accuracy().orElseThrow()).isNaN();
      assertThat(findings.figures()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Delivery.class)
  void aFaultInOneLaneIsThrownToTheDriverAndTheTeamCanBeClosed(Delivery delivery) {
    for (String victim : List.of("lane-1", "lane-2", Thread.currentThread().getName())) {
      MadeExamples examples = new MadeExamples(150);
      LaneTask task = Tasks.task(examples, 64, 5);
      float[] parameters = Tasks.parameters(task);
      try (LaneTeam team = new LaneTeam(task, 3, CHUNK, delivery)) {
        compute(team, task, 1, task.batches().root(1));
        examples.failOn(victim);
        assertThatThrownBy(() ->
                team.compute(2, task.batches().root(2), parameters, (_, sum) -> sum.release()))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("a lane failed at step 2")
            .hasRootCauseMessage("example cannot be read");
      }
      assertThat(lanesAlive()).as("lanes after the fault of %s", victim).isZero();
    }
  }

  @Test
  void aFaultOfWhoeverTakesTheChunksIsThrownToTheDriver() {
    LaneTask task = Tasks.task(new MadeExamples(150), 64, 5);
    for (Delivery delivery : Delivery.values()) {
      for (int lanes : List.of(1, 3)) {
        try (LaneTeam team = new LaneTeam(task, lanes, CHUNK, delivery)) {
          assertThatThrownBy(() ->
                  team.compute(
                      1,
                      task.batches().root(1),
                      Tasks.parameters(task),
                      (chunk, _) -> {
                        throw new IllegalStateException("nobody takes chunk " + chunk);
                      }))
              .hasMessageContaining("nobody takes chunk");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void gatheredChunksAreKeptBackWhenTheLossIsNotFinite(int lanes) {
    LaneTask task = Tasks.task(new MadeExamples(150), 64, 5);
    float[] hopeless = new float[task.network().layout().length()];
    Arrays.fill(hopeless, Float.NaN);
    try (LaneTeam team = new LaneTeam(task, lanes, CHUNK, Delivery.GATHERED)) {
      team.compute(
          1,
          task.batches().root(1),
          hopeless,
          (chunk, _) -> {
            throw new IllegalStateException("chunk %d was handed out".formatted(chunk));
          });
      assertThat(team.lossSum()).isNaN();
      compute(team, task, 2, task.batches().root(2));
    }
  }

  @Test
  void closingATeamEndsItsThreads() {
    LaneTask task = Tasks.task(new MadeExamples(20), 10, 5);
    LaneTeam team = new LaneTeam(task, 4, CHUNK, Delivery.GATHERED);
    assertThat(lanesAlive()).isEqualTo(3);
    team.close();
    assertThat(lanesAlive()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aTeamMayBeClosedTwiceAndThenTakesNoJob(int lanes) {
    LaneTask task = Tasks.task(new MadeExamples(20), 10, 5);
    LaneTeam team = new LaneTeam(task, lanes, CHUNK, Delivery.GATHERED);
    team.close();
    team.close();
    assertThat(lanesAlive()).isZero();
    assertThatThrownBy(() ->
            team.measure(Measurement.of(new MadeExamples(20), 5, AIM), Tasks.parameters(task)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CLOSED");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void closingFromAnotherThreadLetsTheJobAtHandEnd(int lanes) throws Exception {
    LaneTask task = Tasks.task(new MadeExamples(150), 64, 5);
    float[] parameters = Tasks.parameters(task);
    Outcome expected = Tasks.byDefinition(task, 1, task.batches().root(1));
    LaneTeam team = new LaneTeam(task, lanes, CHUNK, Delivery.GATHERED);
    float[] gradient = new float[parameters.length];
    Thread closer = Thread.ofPlatform().unstarted(team::close);
    team.compute(
        1,
        task.batches().root(1),
        parameters,
        (chunk, sum) -> {
          if (chunk == 0) {
            closer.start();
            // It waits for the lanes, so it has asked for the end by then.
            while (lanes > 1 && closer.getState() != Thread.State.TIMED_WAITING) {
              Thread.onSpinWait();
            }
          }
          System.arraycopy(sum.array(), sum.at(), gradient, chunk * CHUNK, sum.length());
          sum.release();
        });
    assertThat(Outcome.of(gradient, team.lossSum(), team.correctCount())).isEqualTo(expected);
    closer.join();
    assertThat(lanesAlive()).isZero();
    team.close();
  }

  /// A shard of 16 million rows is allowed; no workspace of that size is made for 20 examples.
  @Test
  void aWorkspaceIsNotLargerThanTheExamples() {
    LaneTask task = Tasks.task(new MadeExamples(20), 1 << 24, 1 << 24);
    Outcome expected =
        Tasks.byDefinition(Tasks.task(new MadeExamples(20), 20, 20), 1, new Block(0, 0));
    float[] parameters = Tasks.parameters(task);
    try (LaneTeam team = new LaneTeam(task, 2, CHUNK, Delivery.GATHERED)) {
      assertThat(compute(team, task, 1, task.batches().root(1))).isEqualTo(expected);
      Tally tally = team.measure(Measurement.of(new MadeExamples(50), 5, AIM), parameters);
      assertThat(Findings.of(AIM, tally).loss()).isBetween(0.5, 5.0);
    }
  }

  private static long lanesAlive() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lane-"))
        .count();
  }
}
