package io.lockstep.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.lockstep.proto.v1.BookLine;
import io.lockstep.proto.v1.LeaderFrame.FrameCase;
import io.lockstep.proto.v1.Resumable;
import io.lockstep.proto.v1.StepBegins;
import java.io.IOException;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Damage would make another version on a stand-by, or other books, or another end of the run.
final class LeaderChecksumTest {

  private static final Reign ANOTHER = new Reign(Frames.REIGN.run(), Frames.REIGN.term() + 1);
  private static final LeaderFrame.StepBegins BEGINS =
      new LeaderFrame.StepBegins(Frames.REIGN, 7, 0.1, 128);
  private static final LeaderFrame.BookLine LINE =
      Frames.bookLine(LeaderFrame.Book.LEDGER, 7, "{\"step\":7}\n");
  private static final LeaderFrame.Resumable RESUMABLE =
      new LeaderFrame.Resumable(Frames.REIGN, 7, 9, Map.of("best", "3", "rate", "0.1"));

  private final LeaderFrameTranslator translator = new LeaderFrameTranslator();

  enum OfBegins {
    NONE(begins -> begins),
    STEP(begins -> begins.setStep(6)),
    RATE(begins -> begins.setRate(Math.nextUp(0.1))),
    EXAMPLES(begins -> begins.setExamples(127)),
    CHECKSUM(StepBegins.Builder::clearCrc32C);

    private final UnaryOperator<StepBegins.Builder> change;

    OfBegins(UnaryOperator<StepBegins.Builder> change) {
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void damageOfWhatAStepIsMadeWithIsSeen(OfBegins damage) throws IOException {
    StepBegins sent = message(BEGINS).getStepBegins();
    byte[] bytes = damage.change.apply(sent.toBuilder()).build().toByteArray();
    assertThat(isDamaged(Frames.REIGN, FrameCase.STEP_BEGINS, bytes))
        .isEqualTo(damage != OfBegins.NONE);
    assertThat(isDamaged(ANOTHER, FrameCase.STEP_BEGINS, bytes)).as("of another term").isTrue();
  }

  enum OfLine {
    NONE(line -> line),
    BOOK(line -> line.setBook(io.lockstep.proto.v1.Book.METRICS)),
    STEP(line -> line.setStep(6)),
    BYTES(line -> line.setLine(ByteString.copyFromUtf8("{\"step\":6}\n"))),
    MISSING(line -> line.setLine(ByteString.copyFromUtf8("\n"))),
    CHECKSUM(BookLine.Builder::clearCrc32C);

    private final UnaryOperator<BookLine.Builder> change;

    OfLine(UnaryOperator<BookLine.Builder> change) {
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void damageOfALineIsSeen(OfLine damage) throws IOException {
    BookLine sent = message(LINE).getBookLine();
    byte[] bytes = damage.change.apply(sent.toBuilder()).build().toByteArray();
    assertThat(isDamaged(Frames.REIGN, FrameCase.BOOK_LINE, bytes))
        .isEqualTo(damage != OfLine.NONE);
    assertThat(isDamaged(ANOTHER, FrameCase.BOOK_LINE, bytes)).as("of another term").isTrue();
  }

  enum OfResumable {
    NONE(resumable -> resumable),
    VERSION(resumable -> resumable.setVersion(6)),
    FINGERPRINT(resumable -> resumable.setFingerprint(8)),
    NAME(resumable -> resumable.removeFacts("rate").putFacts("rats", "0.1")),
    VALUE(resumable -> resumable.putFacts("rate", "0.2")),
    EXCHANGED(resumable -> resumable.putFacts("best", "0.1").putFacts("rate", "3")),
    SHIFTED(resumable -> resumable.removeFacts("best").putFacts("bes", "t3")),
    MISSING(resumable -> resumable.removeFacts("best")),
    CHECKSUM(Resumable.Builder::clearCrc32C);

    private final UnaryOperator<Resumable.Builder> change;

    OfResumable(UnaryOperator<Resumable.Builder> change) {
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource
  void damageOfFactsIsSeen(OfResumable damage) throws IOException {
    Resumable sent = message(RESUMABLE).getResumable();
    byte[] bytes = damage.change.apply(sent.toBuilder()).build().toByteArray();
    assertThat(isDamaged(Frames.REIGN, FrameCase.RESUMABLE, bytes))
        .isEqualTo(damage != OfResumable.NONE);
    assertThat(isDamaged(ANOTHER, FrameCase.RESUMABLE, bytes)).as("of another term").isTrue();
  }

  private io.lockstep.proto.v1.LeaderFrame message(LeaderFrame frame) {
    return (io.lockstep.proto.v1.LeaderFrame) translator.message(frame);
  }

  private boolean isDamaged(Reign reign, FrameCase kind, byte[] bytes) throws IOException {
    return translator.small(reign, kind.getNumber(), bytes) instanceof LeaderFrame.Damaged;
  }
}
