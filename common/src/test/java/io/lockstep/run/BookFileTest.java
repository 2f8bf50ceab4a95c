package io.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that takes nothing for a while costs nothing; one that takes nothing for good ends the
/// run in true words.
final class BookFileTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path run;

  private final AtomicLong nanos = new AtomicLong();
  private final Patience patience =
      Patience.ofSeconds(
          Math.toIntExact(LIMIT.toSeconds()),
          new Patience.Clock() {
            @Override
            public long nanos() {
              return nanos.get();
            }

            @Override
            public void pause(Duration duration) {
              nanos.addAndGet(duration.toNanos());
            }
          });

  private BookFile book(ScarceChannel channel) {
    return new BookFile(
        new BookFile.Book(file(), "the ledger", Fence.ALONE),
        channel,
        BookFile.Flush.EACH_LINE,
        patience);
  }

  private Path file() {
    return run.resolve("ledger.jsonl");
  }

  private static void append(BookFile book, String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
    book.append(bytes, bytes.length);
  }

  private void secondsPass(long seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void whatADiskTookBeforeItWasFullIsNotWrittenTwice() throws IOException {
    ScarceChannel channel = new ScarceChannel(file(), 7);
    try (BookFile book = book(channel)) {
      append(book, "one two");
      append(book, "three");
      assertThat(file()).hasContent("one two");
      assertThatThrownBy(book::sync).isInstanceOf(LockstepException.class);
      channel.grant(Integer.MAX_VALUE);
      append(book, "four");
      assertThat(file()).as("a full disk is not asked for every line").hasContent("one two");

      secondsPass(1);
      append(book, "five");

      assertThat(file()).hasContent("one two\nthree\nfour\nfive");
    }
  }

  @Test
  void linesThatWaitOutgrowTheBufferAndNothingIsLost() throws IOException {
    ScarceChannel channel = new ScarceChannel(file(), 0);
    String line = "x".repeat(999);
    try (BookFile book = book(channel)) {
      for (int count = 0; count < 500; count++) {
        append(book, line);
      }
      channel.grant(Integer.MAX_VALUE);
    }
    assertThat(Files.readAllLines(file())).hasSize(500).containsOnly(line);
  }

  @Test
  void whenPatienceIsOverTheRunEndsInTrueWords() throws IOException {
    Files.writeString(run.resolve("run.json"), "{}"); // It has begun.
    BookFile book = book(new ScarceChannel(file(), 0));
    for (int second = 0; second < LIMIT.toSeconds(); second++) {
      append(book, "row");
      secondsPass(1);
    }

    Failure failure =
        catchThrowableOfType(LockstepException.class, () -> append(book, "row")).failure();

    assertThat(failure.code()).isEqualTo(ExitCode.STORAGE);
    assertThat(failure.error())
        .isEqualTo("the ledger cannot be written: no space left on the disk of " + file());
    assertThat(failure.kept()).isEqualTo("no checkpoint yet");
    for (String name :
        List.of("step-9-term-3", "step-10-term-1", "step-10-term-2", "step-11-term-1.invalid")) {
      Files.createDirectories(run.resolve("checkpoints").resolve(name));
    }
    assertThat(catchThrowableOfType(LockstepException.class, book::sync).failure().kept())
        .isEqualTo(run.resolve("checkpoints/step-10-term-2") + " (step 10)");
  }

  @Test
  void afterAMomentOfRoomPatienceBeginsAnew() throws IOException {
    ScarceChannel channel = new ScarceChannel(file(), 0);
    BookFile book = book(channel);
    append(book, "row");
    secondsPass(29);
    channel.grant(100);
    append(book, "row");
    channel.grant(0);
    for (int second = 0; second < LIMIT.toSeconds(); second++) {
      append(book, "row");
      secondsPass(1);
    }
    assertThatThrownBy(() -> append(book, "row")).isInstanceOf(LockstepException.class);
  }

  @Test
  void aFolderThatIsGoneIsNotWaitedFor() throws IOException {
    Path gone = Files.createDirectory(run.resolve("t-1"));
    Path file = gone.resolve("ledger.jsonl");
    BookFile book =
        new BookFile(
            new BookFile.Book(file, "the ledger", Fence.ALONE),
            new ScarceChannel(file, 0),
            BookFile.Flush.EACH_LINE,
            patience);
    Files.delete(file);
    Files.delete(gone);

    Failure failure =
        catchThrowableOfType(LockstepException.class, () -> append(book, "row")).failure();

    assertThat(failure.error()).isEqualTo("the ledger cannot be written: the run's folder is gone");
    assertThat(failure.cause()).isEqualTo(gone.toString());
    assertThat(failure.kept()).startsWith("nothing of this run");
  }

  @Test
  void aFileThatSomebodyRemovesComesBackWithEveryLine() throws IOException {
    try (FileChannel channel =
            JsonLines.append(file(), 0, JsonLines.Kind.LEDGER, Fence.ALONE).channel();
        BookFile book =
            new BookFile(
                new BookFile.Book(file(), "the ledger", Fence.ALONE),
                channel,
                BookFile.Flush.EACH_LINE,
                patience)) {
      append(book, "one");
      Files.delete(file());
      append(book, "two");
      book.sync();
      append(book, "three");
    }
    assertThat(file()).hasContent("one\ntwo\nthree");
  }

  /// A second force of the same file may succeed without the pages that the first has lost.
  @Test
  void afterAForceThatFailedEverythingGoesToAFreshFile() throws IOException {
    ScarceChannel channel = new ScarceChannel(file(), Integer.MAX_VALUE);
    channel.failToForce();
    try (BookFile book = book(channel)) {
      append(book, "one");
      assertThatThrownBy(book::sync)
          .hasMessageContaining("the disk of " + file() + " fails (input/output error)");
      secondsPass(1);
      append(book, "two");
      book.sync();
      append(book, "three");

      assertThat(channel.isOpen()).isFalse();
    }
    assertThat(file()).hasContent("one\ntwo\nthree");
  }
}
