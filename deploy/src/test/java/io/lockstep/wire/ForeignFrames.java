package io.lockstep.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.format.FormatException;
import io.lockstep.measure.Tally;
import io.lockstep.proto.v1.ChangeRequest;
import io.lockstep.proto.v1.GradientChunk;
import io.lockstep.proto.v1.ListReply;
import io.lockstep.proto.v1.ParameterChunk;
import io.lockstep.proto.v1.ReadReply;
import io.lockstep.proto.v1.ReadRequest;
import io.lockstep.proto.v1.Refusal;
import io.lockstep.proto.v1.RegisterReply;
import io.lockstep.proto.v1.RunReply;
import io.lockstep.proto.v1.StatusReply;
import io.lockstep.proto.v1.SubmitRequest;
import io.lockstep.proto.v1.SumChunk;
import io.lockstep.queue.QueuedRun;
import io.lockstep.queue.Submission;
import io.lockstep.shard.Block;
import io.lockstep.shard.Part;
import io.lockstep.shard.Share;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// Everything that the wire reads, by bytes.
public final class ForeignFrames {

  private static final Reign REIGN = new Reign(0xfeed_beef_0123_4567L, 3);
  private static final ChunkPool POOL = new ChunkPool(1 << 20);

  /// Each message, read as it is read where it comes in.
  private static final List<Reading> READINGS =
      List.of(
          bytes ->
              CoordinationTranslator.handshake(io.lockstep.proto.v1.Handshake.parseFrom(bytes)),
          bytes -> CoordinationTranslator.outcome(RegisterReply.parseFrom(bytes)),
          bytes -> CoordinationTranslator.report(StatusReply.parseFrom(bytes)),
          bytes -> LeaderTranslator.question(io.lockstep.proto.v1.LeaderQuestion.parseFrom(bytes)),
          bytes -> LeaderTranslator.answer(io.lockstep.proto.v1.LeaderAnswer.parseFrom(bytes)),
          bytes -> RunsTranslator.submission(SubmitRequest.parseFrom(bytes), Instant.EPOCH),
          bytes -> RunsTranslator.change(ChangeRequest.parseFrom(bytes).getChange()),
          bytes -> RunsTranslator.question(ReadRequest.parseFrom(bytes)),
          bytes -> RunsTranslator.entered(RunReply.Entered.parseFrom(bytes)),
          bytes -> RunsTranslator.queue(ListReply.Queue.parseFrom(bytes)),
          bytes -> RunsTranslator.lines(ReadReply.Lines.parseFrom(bytes)),
          bytes -> RunsTranslator.failure(Refusal.parseFrom(bytes)));

  private ForeignFrames() {}

  @FunctionalInterface
  private interface Reading {
    Object of(byte[] bytes) throws InvalidProtocolBufferException;
  }

  /// Frames as workers send them.
  public static List<byte[]> ofWorkers() {
    WorkerTranslator translator = new WorkerTranslator();
    List<byte[]> frames = new ArrayList<>();
    Stream.of(
            new WorkerFrame.Hello(REIGN, "w1", 17),
            new WorkerFrame.BlockDone(
                REIGN,
                1L << 40,
                new Block(3, 7),
                -0.25,
                511,
                512,
                new WorkerFrame.BlockTimes(1_000_000_007L, 42, 0, 5)),
            new WorkerFrame.Resync(REIGN, 0),
            new WorkerFrame.Leave(REIGN, "SIGTERM"),
            new WorkerFrame.BlockMeasured(REIGN, 7, Part.VALIDATION, 3, tally()),
            new WorkerFrame.BlockPrints(REIGN, 3, new Block(1, 2), List.of(1L, -2L, 0L), 7))
        .map(translator::message)
        .map(MessageLite::toByteArray)
        .forEach(frames::add);
    frames.add(
        io.lockstep.proto.v1.WorkerFrame.newBuilder()
            .setRun(REIGN.run())
            .setTerm(REIGN.term())
            .setGradient(
                GradientChunk.newBuilder()
                    .setStep(3)
                    .setBlockLevel(1)
                    .setBlockIndex(2)
                    .setChunk(4)
                    .setOffset(40)
                    .setPayload(ByteString.copyFrom(new byte[16]))
                    .setCrc32C(7))
            .build()
            .toByteArray());
    return frames;
  }

  private static Tally tally() {
    return new Tally(
        3,
        new double[] {0.1, Double.NaN},
        new long[] {0, 1L << 40},
        new float[] {0.5f, Float.NaN},
        new int[] {2, Integer.MIN_VALUE});
  }

  /// Frames as coordinators send them.
  public static List<byte[]> ofCoordinators() {
    CoordinatorTranslator translator = new CoordinatorTranslator();
    List<byte[]> frames = new ArrayList<>();
    Stream.of(
            new CoordinatorFrame.Assignment(REIGN, 4, 100, new Share(5, 11, 16)),
            new CoordinatorFrame.Deal(
                REIGN, 12, List.of(new Block(0, 0), new Block(30, 1)), "w2 lost"),
            new CoordinatorFrame.Horizon(REIGN, 1L << 40),
            new CoordinatorFrame.Recall(REIGN, 1L << 40),
            new CoordinatorFrame.Finish(
                REIGN, 500, "ab".repeat(32), CoordinatorFrame.Finish.End.COMPLETE, "all done"),
            new CoordinatorFrame.Refused(
                REIGN, Failure.of(ExitCode.DIVERGED, "the loss is NaN").at("step 7")),
            new CoordinatorFrame.Measure(REIGN, 0, Part.TEST, 2, 9, "the last"),
            new CoordinatorFrame.Check(REIGN, 12, new Block(1, 2), "w2 is new"))
        .map(translator::message)
        .map(MessageLite::toByteArray)
        .forEach(frames::add);
    frames.add(
        io.lockstep.proto.v1.CoordinatorFrame.newBuilder()
            .setRun(REIGN.run())
            .setTerm(REIGN.term())
            .setParameters(
                ParameterChunk.newBuilder()
                    .setVersion(3)
                    .setChunk(4)
                    .setOffset(40)
                    .setPayload(ByteString.copyFrom(new byte[16]))
                    .setCrc32C(7))
            .build()
            .toByteArray());
    return frames;
  }

  /// Frames as stand-bys send them.
  public static List<byte[]> ofFollowers() {
    FollowerFrameTranslator translator = new FollowerFrameTranslator();
    return Stream.of(
            new FollowerFrame.Follow(new Reign(0, 0), "node-b", "iris-7"),
            new FollowerFrame.Holding(REIGN, 1L << 40))
        .map(translator::message)
        .map(MessageLite::toByteArray)
        .toList();
  }

  /// Frames as a leader sends them to stand-bys.
  public static List<byte[]> ofLeaders() {
    LeaderFrameTranslator translator = new LeaderFrameTranslator();
    List<byte[]> frames = new ArrayList<>();
    Stream.of(
            new LeaderFrame.FromCheckpoint(REIGN, 40, 3),
            new LeaderFrame.StepBegins(REIGN, 1L << 40, 0.01, 128),
            new LeaderFrame.BookLine(
                REIGN, LeaderFrame.Book.LEDGER, 41, "{\"step\":41}\n".getBytes(UTF_8)),
            new LeaderFrame.Resumable(REIGN, 41, -7, Map.of("best", "40", "rate", "0.01")),
            new LeaderFrame.Sealed(REIGN, 60))
        .map(translator::message)
        .map(MessageLite::toByteArray)
        .forEach(frames::add);
    frames.add(
        io.lockstep.proto.v1.LeaderFrame.newBuilder()
            .setRun(REIGN.run())
            .setTerm(REIGN.term())
            .setSum(
                SumChunk.newBuilder()
                    .setStep(3)
                    .setChunk(4)
                    .setOffset(40)
                    .setPayload(ByteString.copyFrom(new byte[16]))
                    .setCrc32C(7))
            .build()
            .toByteArray());
    return frames;
  }

  /// One of each kind, with the number of its kind before it.
  public static List<byte[]> messages() {
    List<MessageLite> messages = new ArrayList<>(ofCluster());
    messages.addAll(ofRuns());
    List<byte[]> numbered = new ArrayList<>();
    for (int kind = 0; kind < messages.size(); kind++) {
      byte[] bytes = messages.get(kind).toByteArray();
      byte[] example = new byte[bytes.length + 1];
      example[0] = (byte) kind;
      System.arraycopy(bytes, 0, example, 1, bytes.length);
      numbered.add(example);
    }
    return numbered;
  }

  private static List<MessageLite> ofCluster() {
    var handshake =
        new Handshake(
            Handshake.PROTOCOL_VERSION,
            "0.1.0",
            "c0ffee",
            Map.of("train.batch", "128"),
            "da7a",
            235_146,
            "1a70",
            2,
            "w1",
            "host1",
            -7);
    var report =
        new StatusReport(
            "iris",
            3,
            40,
            420,
            OptionalDouble.of(0.25),
            "running",
            2,
            List.of(new StatusReport.Worker("w0", "host-a", "computing", 40, 800)));
    return List.of(
        CoordinationTranslator.message(handshake),
        CoordinationTranslator.message(new RegisterOutcome.Accepted(REIGN, "w1", 7, 420)),
        CoordinationTranslator.message(report),
        LeaderTranslator.message(new LeaderQuestion("lab", "local", Optional.of(handshake))),
        io.lockstep.proto.v1.LeaderAnswer.newBuilder()
            .setRefused(RegisterReply.HandshakeRefused.newBuilder().setField("seed").setOurs("1"))
            .build());
  }

  private static List<MessageLite> ofRuns() {
    var submission = new Submission("key", "iris", 3, "me", Instant.EPOCH, "data: {}");
    var run =
        new QueuedRun(
            1,
            submission,
            QueuedRun.State.QUEUED,
            QueuedRun.Wish.NONE,
            Optional.empty(),
            0,
            "waits",
            0);
    RunReply.Entered entered = RunsTranslator.message(new RunDesk.Entered(run, 2)).getEntered();
    return List.of(
        RunsTranslator.message(submission),
        ChangeRequest.newBuilder().setRun("1").setChange(ChangeRequest.Change.PAUSE).build(),
        RunsTranslator.message(new RunLines.Question("1", RunLines.Text.LOG, 5, 7)),
        entered,
        ListReply.Queue.newBuilder().setNextNumber(2).addRuns(entered.getRun()).build(),
        ReadReply.Lines.newBuilder()
            .setOrigin(5)
            .setNext(3)
            .addLines("a line")
            .setRun(entered.getRun())
            .build(),
        RunsTranslator.message(Failure.of(ExitCode.USAGE, "no such run").at("here")));
  }

  /// @throws IllegalStateException if a refusal has no reason
  public static void readByCoordinator(byte[] bytes) {
    read(new WorkerTranslator(), bytes);
  }

  /// @throws IllegalStateException if a refusal has no reason
  public static void readByWorker(byte[] bytes) {
    read(new CoordinatorTranslator(), bytes);
  }

  /// @throws IllegalStateException if a refusal has no reason
  public static void readByLeader(byte[] bytes) {
    read(new FollowerFrameTranslator(), bytes);
  }

  /// @throws IllegalStateException if a refusal has no reason
  public static void readByFollower(byte[] bytes) {
    read(new LeaderFrameTranslator(), bytes);
  }

  private static <F extends Frame> void read(Translator<F> translator, byte[] bytes) {
    Envelope<F> read =
        new FrameMarshaller<>(translator, POOL).parse(new ByteArrayInputStream(bytes));
    if (read.frame() == null) {
      if (read.malformed().isBlank()) {
        throw new IllegalStateException("refused without a reason");
      }
    } else {
      Outbox.release(read.frame());
    }
  }

  /// @param bytes the number of a kind, and a message of it
  /// @throws FormatException when it is refused as whoever reads such messages expects
  public static void readAsEachMessage(byte[] bytes) throws IOException {
    int kind = bytes.length == 0 ? 0 : (bytes[0] & 0xff) % READINGS.size();
    byte[] message = new byte[Math.max(0, bytes.length - 1)];
    System.arraycopy(bytes, Math.min(1, bytes.length), message, 0, message.length);
    try {
      READINGS.get(kind).of(message);
    } catch (InvalidProtocolBufferException | IllegalArgumentException refused) {
      throw new FormatException(String.valueOf(refused.getMessage()));
    }
  }
}
