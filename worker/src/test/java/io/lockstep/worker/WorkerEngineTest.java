package io.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.measure.BlockTally;
import io.lockstep.reduce.Piece;
import io.lockstep.shard.Block;
import io.lockstep.shard.Part;
import io.lockstep.shard.Share;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Payload;
import io.lockstep.wire.Reign;
import io.lockstep.wire.WorkerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkerEngineTest {

  private static final Reign REIGN = new Reign(11, 3);
  private static final List<Reign> FOREIGN =
      List.of(new Reign(11, 2), new Reign(11, 4), new Reign(12, 3));

  @TempDir Path folder;
  private final List<BlockRunner.Job> jobs = new ArrayList<>();
  private final List<BlockRunner.Measure> measures = new ArrayList<>();
  private final AtomicInteger back = new AtomicInteger();
  private final RecordingUpstream upstream = new RecordingUpstream();
  private PreparedRun run;
  private WorkerEngine engine;

  private static final class RecordingUpstream implements Upstream {
    final List<String> calls = new ArrayList<>();

    @Override
    public void send(WorkerFrame frame) {
      calls.add(frame.getClass().getSimpleName());
    }

    @Override
    public void discardBefore(long step) {
      calls.add("discard before " + step);
    }

    @Override
    public void close(String reason) {
      calls.add("close");
    }
  }

  @BeforeEach
  void begin() throws IOException {
    begin(StagedRun.in(folder));
  }

  private void begin(PreparedRun prepared) {
    run = prepared;
    engine = new WorkerEngine(run, REIGN, this::take, upstream, new WorkerEngine.Time(() -> 0));
  }

  private void take(BlockRunner.Work work) {
    switch (work) {
      case BlockRunner.Job job -> jobs.add(job);
      case BlockRunner.Measure measure -> measures.add(measure);
    }
  }

  @Test
  void aVersionIsMeasuredBeforeTheStepAfterItIsBegun() throws IOException {
    validated();
    engine.frame(new CoordinatorFrame.Assignment(REIGN, 1, 1, new Share(0, 1)));
    engine.frame(new CoordinatorFrame.Measure(REIGN, 0, Part.VALIDATION, 0, 1, "epoch"));
    version(REIGN, 0);
    assertThat(jobs).isEmpty();
    upstream.calls.clear();
    finish(measures.getFirst());
    assertThat(upstream.calls).containsExactly("BlockMeasured");
    assertThat(jobs).hasSize(1);
  }

  @Test
  void whatIsAskedInTheMiddleOfAStepIsMeasuredAfterTheBlockAtHand() throws IOException {
    validated();
    engine.frame(new CoordinatorFrame.Assignment(REIGN, 1, 1, new Share(0, 1)));
    version(REIGN, 0);
    engine.frame(new CoordinatorFrame.Deal(REIGN, 1, List.of(new Block(0, 1)), "w2 is lost"));
    engine.frame(new CoordinatorFrame.Measure(REIGN, 0, Part.VALIDATION, 0, 1, "w2 is lost"));
    assertThat(measures).isEmpty();
    finish(jobs.getFirst());
    assertThat(measures).hasSize(1);
    assertThat(jobs).hasSize(1);
    finish(measures.getFirst());
    assertThat(jobs).hasSize(2);
  }

  /// Lanes that come late to a measure are given the newest version: that is another one.
  @Test
  void whatWasMeasuredOfALaterVersionIsNotSent() throws IOException {
    validated();
    engine.frame(new CoordinatorFrame.Measure(REIGN, 0, Part.VALIDATION, 0, 1, "epoch"));
    version(REIGN, 0);
    version(REIGN, 1);
    upstream.calls.clear();
    finish(measures.getFirst());
    assertThat(upstream.calls).isEmpty();
    engine.frame(new CoordinatorFrame.Measure(REIGN, 0, Part.VALIDATION, 0, 1, "late"));
    assertThat(measures).hasSize(1);
  }

  @Test
  void anEarlierVersionIsMeasuredWhenItWasRecalledAndNoOtherIsTakenAnyMore() throws IOException {
    begin(StagedRun.in(folder, "data.test-fraction=0.2"));
    version(REIGN, 3);
    engine.frame(new CoordinatorFrame.Recall(REIGN, 1));
    engine.frame(new CoordinatorFrame.Measure(REIGN, 1, Part.TEST, 0, 1, "the end"));
    version(REIGN, 4);
    assertThat(measures).isEmpty();
    version(REIGN, 1);
    assertThat(engine.version()).isEqualTo(1);
    engine.frame(new CoordinatorFrame.Recall(REIGN, 1));
    upstream.calls.clear();
    finish(measures.getFirst());
    assertThat(upstream.calls).containsExactly("BlockMeasured");
  }

  /// Lanes may begin with what they were asked before when the other version is here.
  @Test
  void whatWasMeasuredOfAVersionBeforeTheOneThatIsRecalledIsNotSent() throws IOException {
    begin(StagedRun.in(folder, "data.test-fraction=0.2"));
    engine.frame(new CoordinatorFrame.Measure(REIGN, 3, Part.TEST, 0, 1, "the end"));
    version(REIGN, 3);
    engine.frame(new CoordinatorFrame.Recall(REIGN, 1));
    upstream.calls.clear();
    finish(measures.getFirst());
    assertThat(upstream.calls).isEmpty();
  }

  @Test
  void blocksThatAPartDoesNotHaveAreNotMeasured() throws IOException {
    validated();
    version(REIGN, 0);
    engine.frame(new CoordinatorFrame.Measure(REIGN, 0, Part.VALIDATION, 0, 99, "wrong"));
    engine.frame(new CoordinatorFrame.Measure(REIGN, 0, Part.TEST, 0, 1, "there is none"));
    assertThat(measures).isEmpty();
  }

  private void validated() throws IOException {
    begin(StagedRun.in(folder, "data.validation=0.2"));
  }

  private void finish(BlockRunner.Measure measure) {
    measure.parameters().take();
    int examples = measure.measurement().plan().examplesIn(0);
    BlockTally tally = new BlockTally(measure.measurement().aim(), examples, examples);
    tally.add(0, new NoRows(examples)).ifPresent(whole -> measure.tallies().measured(0, whole));
    measure.done().run();
  }

  /// All of the first class, and all said to be.
  private record NoRows(int count) implements BlockTally.Rows {
    @Override
    public double logLossSum() {
      return 0;
    }

    @Override
    public double lossSum() {
      return 1;
    }

    @Override
    public boolean isRight(int row) {
      return true;
    }

    @Override
    public float[] scores() {
      return new float[2 * count];
    }

    @Override
    public float[] predictions() {
      return new float[2 * count];
    }

    @Override
    public float[] targets() {
      return new float[count];
    }

    @Override
    public int outputWidth() {
      return 2;
    }
  }

  @Test
  void framesOfAnotherReignChangeNothingAndGiveTheirPayloadBack() {
    String before = engine.situation();
    for (Reign foreign : FOREIGN) {
      version(foreign, 0);
      engine.frame(new CoordinatorFrame.Assignment(foreign, 1, 1, new Share(0, 1)));
      engine.frame(new CoordinatorFrame.Deal(foreign, 1, List.of(new Block(0, 0)), "not ours"));
      engine.frame(
          new CoordinatorFrame.Finish(
              foreign, 6, "5ha", CoordinatorFrame.Finish.End.COMPLETE, "not ours"));
      engine.frame(
          new CoordinatorFrame.Refused(foreign, Failure.of(ExitCode.DIVERGED, "not ours")));
      engine.frame(new CoordinatorFrame.Damaged(foreign, 0, 1, "not ours"));
    }
    assertThat(back).hasValue(FOREIGN.size() * StagedRun.CHUNKS);
    assertThat(engine.situation()).isEqualTo(before);
    assertThat(engine.version()).isEqualTo(-1);
    assertThat(engine.end()).isNotDone();
    assertThat(jobs).isEmpty();
    assertThat(upstream.calls).isEmpty();
  }

  @Test
  void aVersionAndAShareBeginAStepWithoutAnyOtherMessage() {
    engine.frame(new CoordinatorFrame.Assignment(REIGN, 1, 1, new Share(0, 1)));
    version(REIGN, 0);
    assertThat(jobs).hasSize(1);
    assertThat(jobs.getFirst().step()).isEqualTo(1);
  }

  @Test
  void aWorkerThatMissedAVersionGoesOnWithTheNextWhole() {
    engine.frame(new CoordinatorFrame.Assignment(REIGN, 1, 1, new Share(0, 1)));
    version(REIGN, 0);
    slice(REIGN, 1, 2); // The rest of version 1 was dropped where it waited.
    version(REIGN, 2);
    assertThat(engine.version()).isEqualTo(2);
    assertThat(jobs.getLast().step()).isEqualTo(3);
    assertThat(upstream.calls).contains("discard before 3");
  }

  @Test
  void aRunThatFailedEndsTheWorkerWithTheFailureOfTheRun() {
    Failure diverged = Failure.of(ExitCode.DIVERGED, "training diverged").at("step 2");
    engine.frame(new CoordinatorFrame.Refused(REIGN, diverged));
    assertThat(engine.end().join()).isEqualTo(new WorkerEnd.Dismissed(diverged));
  }

  @Test
  void aBlockThatIsCheckedIsComputedAndOnlyItsPrintsAreSent() {
    engine.frame(new CoordinatorFrame.Check(REIGN, 1, new Block(0, 1), "w2 is new"));
    version(REIGN, 0);
    upstream.calls.clear();
    finish(jobs.getFirst());
    assertThat(upstream.calls).containsExactly("BlockPrints");
    assertThat(jobs).hasSize(1);
  }

  @Test
  void numbersThatAreAskedForMeanwhileAreComputedAfterThePrints() {
    engine.frame(new CoordinatorFrame.Check(REIGN, 1, new Block(0, 1), "w2 is new"));
    version(REIGN, 0);
    engine.frame(new CoordinatorFrame.Deal(REIGN, 1, List.of(new Block(0, 1)), "w2 is lost"));
    finish(jobs.getFirst());
    assertThat(jobs).hasSize(2);
    upstream.calls.clear();
    finish(jobs.getLast());
    assertThat(upstream.calls)
        .containsOnly("GradientChunk", "BlockDone")
        .hasSize(StagedRun.CHUNKS + 1);
  }

  @Test
  void numbersThatAreAskedForBeforeTakeThePlaceOfPrints() {
    engine.frame(new CoordinatorFrame.Check(REIGN, 1, new Block(0, 1), "w2 is new"));
    engine.frame(new CoordinatorFrame.Deal(REIGN, 1, List.of(new Block(0, 1)), "w2 is lost"));
    version(REIGN, 0);
    upstream.calls.clear();
    finish(jobs.getFirst());
    assertThat(upstream.calls).contains("GradientChunk", "BlockDone").doesNotContain("BlockPrints");
    assertThat(jobs).hasSize(1);
  }

  /// All of a block is computed.
  private void finish(BlockRunner.Job job) {
    job.parameters().take();
    for (int chunk = 0; chunk < StagedRun.CHUNKS; chunk++) {
      job.sums().sum(chunk, new Numbers(new float[StagedRun.length(run, chunk)]));
    }
    job.done().computed(1.0, 1, 1);
  }

  private record Numbers(float[] array) implements Piece {
    @Override
    public int at() {
      return 0;
    }

    @Override
    public int length() {
      return array.length;
    }

    @Override
    public void release() {}
  }

  private void version(Reign reign, long version) {
    for (int chunk = StagedRun.CHUNKS - 1; chunk >= 0; chunk--) {
      slice(reign, version, chunk);
    }
  }

  private void slice(Reign reign, long version, int chunk) {
    float[] floats = new float[StagedRun.length(run, chunk)];
    Payload lent = Payload.borrowed(floats, 0, floats.length, back::incrementAndGet);
    engine.frame(
        new CoordinatorFrame.ParameterChunk(reign, version, chunk, chunk * StagedRun.CHUNK, lent));
  }
}
