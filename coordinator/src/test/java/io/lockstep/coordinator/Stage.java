package io.lockstep.coordinator;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.course.CourseState;
import io.lockstep.plan.Dealt;
import io.lockstep.plan.Rules;
import io.lockstep.plan.WorkerId;
import io.lockstep.shard.Block;
import io.lockstep.shard.Share;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.ChunkPool;
import io.lockstep.wire.Payload;
import io.lockstep.wire.Reign;
import io.lockstep.wire.WorkerFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// An engine with workers whose frames the test writes itself, and with bookkeeping that happens
/// when the test says so. Epochs have two steps, the run has six, a batch has four shards, the
/// vector three chunks.
final class Stage {

  static final Reign REIGN = new Reign(11, 3);
  static final int CHUNKS = 3;
  static final WorkerId W1 = new WorkerId("w1");
  static final WorkerId W2 = new WorkerId("w2");

  private static final int ROWS = 80;
  private static final String YAML =
      """
      run: { name: staged, seed: 5 }
      data:
        train: { csv: points.csv, label: side }
      model:
        layers:
          - dense: 64
            activation: relu
          - dense: 32
            activation: tanh
          - dense: 2
        loss: cross-entropy
      train: { epochs: 3, batch: 40, shard: 10, optimizer: { sgd: { learning-rate: 0.1 } } }
      wire: { chunk: 1024 }
      """;

  final PreparedRun run;
  final RunEngine engine;
  final RecordingBooks books;
  final ChunkPool pool = new ChunkPool(16 << 20);
  final Deque<Runnable> bookkeeping = new ArrayDeque<>();
  private final Map<WorkerId, Peer> joined = new HashMap<>();
  private long nanos;

  Stage(Path folder) throws IOException {
    this(folder, 0);
  }

  /// @param checkSteps every so many steps a block is checked
  /// @param overrides of the configuration
  Stage(Path folder, long checkSteps, String... overrides) throws IOException {
    this(folder, new Begin(0, checkSteps, new RecordingBooks()), overrides);
  }

  /// What an engine finds when it begins.
  ///
  /// @param version that it is taken up from
  /// @param checkSteps every so many steps a block is checked
  record Begin(long version, long checkSteps, RecordingBooks books) {}

  Stage(Path folder, Begin begin, String... overrides) throws IOException {
    StringBuilder csv = new StringBuilder("x,y,z,side\n");
    for (int row = 0; row < ROWS; row++) {
      csv.append("%d,%d,%d,%s%n".formatted(row % 7, row % 5, row, row % 3 == 0 ? "in" : "out"));
    }
    Files.writeString(folder.resolve("points.csv"), csv);
    Path file = folder.resolve("staged.yaml");
    Files.writeString(file, YAML);
    run = PreparedRun.prepare(configuration(file, overrides), folder);
    books = begin.books();
    books.horizon = run.course().horizon(CourseState.BEGIN, 0);
    Rules rules =
        new Rules(
            run.batches(),
            run.lastStep(),
            run.course().isDecidedByMetrics() ? Rules.End.DECIDED : Rules.End.FIXED,
            run.configuration().cluster().minWorkers(),
            run.configuration().cluster().minWorkers(),
            Duration.ofHours(1).toNanos(),
            3,
            Duration.ofHours(1).toNanos(),
            begin.checkSteps());
    engine =
        new RunEngine(
            new RunEngine.Setting(
                run, REIGN, rules, pool, books, bookkeeping::add, () -> nanos, SumTap.NONE),
            run.newTrainee(),
            begin.version());
  }

  /// A path that is stated beside the file starts where the test runs.
  private static RunConfiguration configuration(Path file, String... overrides) {
    String csv = file.resolveSibling("points.csv").toString();
    return ConfigurationReader.read(
        file, Stream.of(overrides).map(stated -> stated.replace("points.csv", csv)).toList());
  }

  RecordingPeer join(WorkerId worker) {
    RecordingPeer peer = new RecordingPeer();
    join(worker, peer);
    return peer;
  }

  void join(WorkerId worker, Peer peer) {
    joined.put(worker, peer);
    engine.joined(worker, peer);
  }

  /// The newest of this worker.
  Peer peer(WorkerId worker) {
    return joined.getOrDefault(worker, new RecordingPeer());
  }

  /// The worker computes all that it was dealt of a step.
  void compute(WorkerId worker, long step) {
    for (int chunk = CHUNKS - 1; chunk >= 0; chunk--) {
      chunk(worker, step, chunk);
    }
    tally(worker, step, 1.0);
  }

  /// One chunk of all blocks that the worker was dealt of a step.
  void chunk(WorkerId worker, long step, int chunk) {
    for (Block block : blocksOf(worker, step)) {
      Payload payload = pool.take(length(chunk));
      Arrays.fill(payload.array(), payload.at(), payload.at() + payload.length(), step);
      engine.frame(worker, peer(worker), gradient(REIGN, step, block, chunk, payload));
    }
  }

  /// The sums beside the gradient, for all blocks of a step.
  void tally(WorkerId worker, long step, double lossSum) {
    for (Block block : blocksOf(worker, step)) {
      engine.frame(worker, peer(worker), done(REIGN, step, block, lossSum));
    }
  }

  WorkerFrame gradient(Reign reign, long step, Block block, int chunk, Payload payload) {
    return new WorkerFrame.GradientChunk(reign, step, block, chunk, chunk * 1024, payload);
  }

  WorkerFrame done(Reign reign, long step, Block block, double lossSum) {
    return new WorkerFrame.BlockDone(
        reign, step, block, lossSum, 1, 10, new WorkerFrame.BlockTimes(0, 0, 0, 0));
  }

  private List<Block> blocksOf(WorkerId worker, long step) {
    return step == engine.plan().step()
        ? engine.plan().open().stream()
            .filter(dealt -> dealt.owners().contains(worker))
            .map(Dealt::block)
            .toList()
        : blocks(step);
  }

  List<Block> blocks(long step) {
    return new Share(0, 1).blocks(run.batches().shardsIn(step));
  }

  int length(int chunk) {
    return Math.min(1024, run.network().layout().length() - chunk * 1024);
  }

  /// All of the bookkeeping that has been asked for.
  void keepBooks() {
    while (!bookkeeping.isEmpty()) {
      bookkeeping.poll().run();
    }
  }

  void computeSteps(WorkerId worker, long from, long to) {
    IntStream.rangeClosed((int) from, (int) to).forEach(step -> compute(worker, step));
  }

  void pass(Duration time) {
    waits(time);
    engine.tick();
  }

  long nanos() {
    return nanos;
  }

  /// Time passes, and nobody looks.
  void waits(Duration time) {
    nanos += time.toNanos();
  }
}
