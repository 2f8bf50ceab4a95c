package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.measure.Tally;
import io.lockstep.shard.Block;
import io.lockstep.shard.Part;
import io.lockstep.shard.Share;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Frames and settings that the tests of this package share.
final class Frames {

  static final Reign REIGN = new Reign(0xfeed_beef_0123_4567L, 3);
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private Frames() {}

  static WireLimits limits(long budgetBytes, Duration stallDeadline) {
    return new WireLimits(budgetBytes, stallDeadline, Duration.ofSeconds(10), 64 << 20, 2);
  }

  static WireLimits limits() {
    return limits(64 << 20, Duration.ofSeconds(10));
  }

  static float[] floats(int length, long seed) {
    var random = new SplittableRandom(seed);
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] = Float.intBitsToFloat(random.nextInt());
    }
    return floats;
  }

  static byte[] littleEndian(Payload payload) {
    ByteBuffer bytes =
        ByteBuffer.allocate(payload.length() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < payload.length(); i++) {
      bytes.putInt(Float.floatToRawIntBits(payload.array()[payload.at() + i]));
    }
    return bytes.array();
  }

  /// Bit for bit; releases the payload.
  static void assertSlice(Payload got, float[] floats, int at, int length) {
    assertThat(littleEndian(got)).isEqualTo(littleEndian(Payload.borrowed(floats, at, length)));
    got.release();
  }

  static WorkerFrame.GradientChunk gradient(long step, int chunk, Payload payload) {
    return new WorkerFrame.GradientChunk(
        REIGN, step, new Block(2, 5), chunk, chunk * 65_536, payload);
  }

  static CoordinatorFrame.ParameterChunk parameters(long version, int chunk, Payload payload) {
    return new CoordinatorFrame.ParameterChunk(REIGN, version, chunk, chunk * 65_536, payload);
  }

  static ByteString bytes(Payload payload) {
    return ByteString.copyFrom(littleEndian(payload));
  }

  static List<WorkerFrame> workerControls() {
    return List.of(
        new WorkerFrame.Hello(REIGN, "w1", 17),
        new WorkerFrame.Hello(new Reign(0, 0), "w1", WorkerFrame.NO_VERSION),
        new WorkerFrame.BlockDone(
            REIGN,
            1L << 40,
            new Block(3, 7),
            -0.25,
            511,
            512,
            new WorkerFrame.BlockTimes(1_000_000_007L, 42, 0, 5)),
        new WorkerFrame.Resync(REIGN, 0),
        new WorkerFrame.Resync(REIGN, WorkerFrame.NO_VERSION),
        new WorkerFrame.Leave(REIGN, "SIGTERM"),
        new WorkerFrame.BlockMeasured(REIGN, 7, Part.VALIDATION, 3, tally()),
        new WorkerFrame.BlockPrints(REIGN, 3, new Block(1, 2), List.of(1L, -2L, 0L), 7));
  }

  static List<CoordinatorFrame> coordinatorControls() {
    return List.of(
        new CoordinatorFrame.Assignment(REIGN, 4, 100, new Share(5, 11, 16)),
        new CoordinatorFrame.Deal(REIGN, 12, List.of(new Block(0, 0), new Block(30, 1)), "w2 lost"),
        new CoordinatorFrame.Horizon(REIGN, 1L << 40),
        new CoordinatorFrame.Recall(REIGN, 1L << 40),
        new CoordinatorFrame.Finish(
            REIGN, 500, "ab".repeat(32), CoordinatorFrame.Finish.End.COMPLETE, "all epochs done"),
        new CoordinatorFrame.Finish(
            REIGN, 7, "ab".repeat(32), CoordinatorFrame.Finish.End.INTERRUPTED, "stopped"),
        new CoordinatorFrame.Refused(REIGN, diverged()),
        new CoordinatorFrame.Measure(REIGN, 0, Part.TEST, 2, 9, "the last"),
        new CoordinatorFrame.Check(REIGN, 12, new Block(1, 2), "w2 is new"));
  }

  static LeaderFrame.SumChunk sum(long step, int chunk, Payload payload) {
    return new LeaderFrame.SumChunk(REIGN, step, chunk, chunk * 65_536, payload);
  }

  static List<FollowerFrame> followerControls() {
    return List.of(
        new FollowerFrame.Follow(new Reign(0, 0), "node-b", "iris-7"),
        new FollowerFrame.Holding(REIGN, 0),
        new FollowerFrame.Holding(REIGN, 1L << 40));
  }

  static List<LeaderFrame> leaderControls() {
    return List.of(
        new LeaderFrame.FromCheckpoint(REIGN, 0, 1),
        new LeaderFrame.FromCheckpoint(REIGN, 1L << 40, 4096),
        new LeaderFrame.StepBegins(REIGN, 12, 0, 1),
        new LeaderFrame.StepBegins(REIGN, 1L << 40, 0.1 + 0.2, 128),
        bookLine(LeaderFrame.Book.LEDGER, 12, "{\"step\":12,\"é\":\"\u0000\"}\n"),
        bookLine(LeaderFrame.Book.METRICS, 0, "\n"),
        new LeaderFrame.Resumable(REIGN, 0, -1, Map.of()),
        new LeaderFrame.Resumable(
            REIGN, 12, Long.MIN_VALUE, Map.of("rate", "0.1", "", "ä", "best", "")),
        new LeaderFrame.Sealed(REIGN, 12));
  }

  static LeaderFrame.BookLine bookLine(LeaderFrame.Book book, long step, String line) {
    return new LeaderFrame.BookLine(REIGN, book, step, line.getBytes(StandardCharsets.UTF_8));
  }

  static Tally tally() {
    return new Tally(
        3,
        new double[] {0.1 + 0.2, Double.NaN, -0.0},
        new long[] {0, 1L << 40, 7},
        new float[] {0.5f, Float.NaN, 1e-40f},
        new int[] {2, 0, 300, Integer.MIN_VALUE});
  }

  static Failure diverged() {
    return Failure.of(ExitCode.DIVERGED, "training diverged: the loss is NaN")
        .at("step 7, epoch 1")
        .keeping("checkpoint 5")
        .advising("a smaller learning rate");
  }

  static Handshake handshake() {
    return new Handshake(
        Handshake.PROTOCOL_VERSION,
        "0.1.0",
        "c0ffee",
        Map.of("train.batch", "128", "run.seed", "42"),
        "da7a",
        235_146,
        "1a70",
        2,
        "w1",
        "host1",
        -7);
  }
}
