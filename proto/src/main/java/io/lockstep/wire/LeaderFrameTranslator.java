package io.lockstep.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.lockstep.proto.v1.BookLine;
import io.lockstep.proto.v1.FromCheckpoint;
import io.lockstep.proto.v1.LeaderFrame.FrameCase;
import io.lockstep.proto.v1.Resumable;
import io.lockstep.proto.v1.Sealed;
import io.lockstep.proto.v1.StepBegins;

/// Leader to stand-by.
final class LeaderFrameTranslator implements Translator<LeaderFrame> {

  @Override
  public MessageLite message(LeaderFrame frame) {
    var message =
        io.lockstep.proto.v1.LeaderFrame.newBuilder()
            .setRun(frame.reign().run())
            .setTerm(frame.reign().term());
    switch (frame) {
      case LeaderFrame.FromCheckpoint(var _, long step, int chunks) ->
          message.setFromCheckpoint(FromCheckpoint.newBuilder().setStep(step).setChunks(chunks));
      case LeaderFrame.StepBegins begins -> message.setStepBegins(message(begins));
      case LeaderFrame.BookLine line -> message.setBookLine(message(line));
      case LeaderFrame.Resumable resumable -> message.setResumable(message(resumable));
      case LeaderFrame.Sealed(var _, long step) ->
          message.setSealed(Sealed.newBuilder().setStep(step));
      case LeaderFrame.SumChunk tensor -> throw neverHere(tensor);
      case LeaderFrame.Damaged damaged -> throw neverHere(damaged);
    }
    return message.build();
  }

  @Override
  public boolean knows(int field) {
    return switch (FrameCase.forNumber(field)) {
      case FROM_CHECKPOINT, STEP_BEGINS, BOOK_LINE, RESUMABLE, SEALED -> true;
      case SUM, FRAME_NOT_SET -> false;
      case null -> false;
    };
  }

  @Override
  public LeaderFrame small(Reign reign, int field, byte[] bytes)
      throws InvalidProtocolBufferException {
    return switch (FrameCase.forNumber(field)) {
      case FROM_CHECKPOINT -> fromCheckpoint(reign, FromCheckpoint.parseFrom(bytes));
      case STEP_BEGINS -> stepBegins(reign, StepBegins.parseFrom(bytes));
      case BOOK_LINE -> bookLine(reign, BookLine.parseFrom(bytes));
      case RESUMABLE -> resumable(reign, Resumable.parseFrom(bytes));
      case SEALED -> new LeaderFrame.Sealed(reign, Sealed.parseFrom(bytes).getStep());
      case SUM, FRAME_NOT_SET -> throw new IllegalArgumentException("field " + field);
      case null -> throw new IllegalArgumentException("field " + field);
    };
  }

  @Override
  public LeaderFrame tensor(Reign reign, ChunkNumbers numbers, Payload payload) {
    return new LeaderFrame.SumChunk(
        reign, numbers.step(), numbers.chunk(), numbers.offset(), payload);
  }

  @Override
  public LeaderFrame damaged(Reign reign, ChunkNumbers numbers, String reason) {
    return new LeaderFrame.Damaged(reign, numbers.step(), numbers.chunk(), reason);
  }

  private static LeaderFrame.FromCheckpoint fromCheckpoint(Reign reign, FromCheckpoint message) {
    return new LeaderFrame.FromCheckpoint(reign, message.getStep(), message.getChunks());
  }

  private static StepBegins message(LeaderFrame.StepBegins frame) {
    return StepBegins.newBuilder()
        .setStep(frame.step())
        .setRate(frame.rate())
        .setExamples(frame.examples())
        .setCrc32C(Checksum.of(frame))
        .build();
  }

  private static LeaderFrame stepBegins(Reign reign, StepBegins message) {
    var frame =
        new LeaderFrame.StepBegins(
            reign, message.getStep(), message.getRate(), message.getExamples());
    return Checksum.of(frame) == message.getCrc32C()
        ? frame
        : damaged(reign, message.getStep(), "what a step is made with");
  }

  private static BookLine message(LeaderFrame.BookLine frame) {
    return BookLine.newBuilder()
        .setBook(Books.message(frame.book()))
        .setStep(frame.step())
        .setLine(ByteString.copyFrom(frame.line()))
        .setCrc32C(Checksum.of(frame))
        .build();
  }

  private static LeaderFrame bookLine(Reign reign, BookLine message) {
    var frame =
        new LeaderFrame.BookLine(
            reign,
            Books.book(message.getBook()),
            message.getStep(),
            message.getLine().toByteArray());
    return Checksum.of(frame) == message.getCrc32C()
        ? frame
        : damaged(reign, message.getStep(), "a line of a book");
  }

  private static Resumable message(LeaderFrame.Resumable frame) {
    return Resumable.newBuilder()
        .setVersion(frame.version())
        .setFingerprint(frame.fingerprint())
        .putAllFacts(frame.facts())
        .setCrc32C(Checksum.of(frame))
        .build();
  }

  private static LeaderFrame resumable(Reign reign, Resumable message) {
    var frame =
        new LeaderFrame.Resumable(
            reign, message.getVersion(), message.getFingerprint(), message.getFactsMap());
    return Checksum.of(frame) == message.getCrc32C()
        ? frame
        : damaged(reign, message.getVersion(), "the facts of a version");
  }

  private static LeaderFrame damaged(Reign reign, long step, String what) {
    return new LeaderFrame.Damaged(reign, step, 0, "checksum of %s does not fit".formatted(what));
  }

  private static IllegalArgumentException neverHere(LeaderFrame frame) {
    return new IllegalArgumentException("not a control frame: " + frame);
  }
}
