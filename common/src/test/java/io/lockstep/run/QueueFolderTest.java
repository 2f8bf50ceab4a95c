package io.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.DurableFiles;
import io.lockstep.format.SealedJson;
import io.lockstep.queue.QueueAnswer;
import io.lockstep.queue.QueueEvent;
import io.lockstep.queue.QueueText;
import io.lockstep.queue.RunQueue;
import io.lockstep.queue.Submission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QueueFolderTest {

  @TempDir Path runs;

  private Path queueFolder;

  @BeforeEach
  void name() {
    queueFolder = runs.resolve("queue");
  }

  private static RunQueue of(String... keys) {
    RunQueue queue = RunQueue.empty();
    for (String key : keys) {
      Submission submission = new Submission(key, "iris", 0, "me", Instant.EPOCH, "");
      queue = ((QueueAnswer.Changed) queue.on(new QueueEvent.Submitted(submission))).next();
    }
    return queue;
  }

  private static Failure failure(ThrowingCallable deed) {
    return catchThrowableOfType(LockstepException.class, deed).failure();
  }

  @Test
  void whatOneReignHasWrittenTheNextOneReads() {
    try (QueueFolder folder = QueueFolder.open(runs)) {
      assertThat(folder.nextTerm(1)).isEqualTo(1);
      assertThat(folder.read()).isEqualTo(RunQueue.empty());
      folder.write(of("a", "b"));
    }
    try (QueueFolder folder = QueueFolder.open(runs)) {
      assertThat(folder.nextTerm(1)).isEqualTo(2);
      assertThat(folder.read()).isEqualTo(of("a", "b"));
      assertThat(folder.nextTerm(9)).isEqualTo(9);
    }
  }

  /// The order in which both look and write makes it so: no submission is confirmed and lost.
  @Test
  void aFormerCoordinatorThatComesBackEntersNothing() {
    QueueFolder former = QueueFolder.open(runs);
    former.nextTerm(1);
    former.write(of("a"));
    QueueFolder later = QueueFolder.takeOver(runs);
    later.nextTerm(1);
    later.write(later.read());

    Failure refused = failure(() -> former.write(of("a", "lost")));

    assertThat(refused.code()).isEqualTo(ExitCode.CLUSTER);
    assertThat(refused.error())
        .isEqualTo("superseded: another coordinator has the queue, term 2, this one had term 1");
    assertThat(former.isSuperseded()).isTrue();
    assertThat(later.isSuperseded()).isFalse();
    former.close();
    QueueFolder third = QueueFolder.open(runs);
    third.nextTerm(1);
    assertThat(third.read()).isEqualTo(of("a"));
    third.close();
    later.close();
  }

  @Test
  void aSecondCoordinatorThatKnowsOfNoFirstIsRefused() {
    try (QueueFolder _ = QueueFolder.open(runs)) {
      assertThat(QueueFolder.openIfFree(runs)).isEmpty();
      Failure refused = failure(() -> QueueFolder.open(runs));
      assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.error()).startsWith("queue in use by ");
    }
    QueueFolder.openIfFree(runs).orElseThrow().close();
  }

  @Test
  void oneFormerQueueIsKeptBesideThatOfTheReign() throws IOException {
    for (int reign = 1; reign <= 4; reign++) {
      try (QueueFolder folder = QueueFolder.open(runs)) {
        folder.nextTerm(1);
        folder.write(folder.read());
      }
    }
    try (Stream<Path> files = Files.list(queueFolder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("lock", "terms", "queue-3.json", "queue-4.json");
    }
  }

  @Test
  void aTornQueueIsNamedAndTheAdviceLeadsToTheOneBefore() throws IOException {
    for (String key : new String[] {"a", "b"}) {
      try (QueueFolder folder = QueueFolder.open(runs)) {
        folder.nextTerm(1);
        folder.write(of(key));
      }
    }
    Path newest = queueFolder.resolve("queue-2.json");
    byte[] bytes = Files.readAllBytes(newest);
    Files.write(newest, Arrays.copyOf(bytes, bytes.length / 2));
    try (QueueFolder folder = QueueFolder.open(runs)) {
      folder.nextTerm(1);

      assertThat(failure(folder::read).block())
          .isEqualTo(
              """
              error: the queue cannot be read: queue-2.json is torn or not a sealed JSON file
                cause: %1$s
                kept:  that file, as it is, and all runs
                try:   move it away, and the queue is the one written before it, if there is one: mv %1$s %1$s.torn\
              """
                  .formatted(newest));
      Files.move(newest, Path.of(newest + ".torn"));
      assertThat(folder.read()).isEqualTo(of("a"));
    }
  }

  @Test
  void oneBitMoreOrLessIsNoticed() throws IOException {
    try (QueueFolder folder = QueueFolder.open(runs)) {
      folder.nextTerm(1);
      folder.write(of("a"));
      Path file = queueFolder.resolve("queue-1.json");
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);

      assertThat(failure(folder::read).error())
          .isEqualTo("the queue cannot be read: sha256 of queue-1.json");
    }
  }

  @Test
  void aQueueOfALaterVersionIsLeftAlone() throws IOException {
    Map<String, Object> content = new LinkedHashMap<>(QueueText.of(of("a")));
    content.put("version", 2);
    DurableFiles.createFolder(queueFolder);
    SealedJson.write(queueFolder.resolve("queue-7.json"), content);
    try (QueueFolder folder = QueueFolder.open(runs)) {
      folder.nextTerm(8);

      Failure refused = failure(folder::read);

      assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.error())
          .isEqualTo(
              "the queue was written by a later version of lockstep: its format is 2, this one reads 1");
    }
  }

  @Test
  void aFileThatIsNoQueueIsNamed() throws IOException {
    DurableFiles.createFolder(queueFolder);
    SealedJson.write(queueFolder.resolve("queue-1.json"), Map.of("version", 1, "runs", 3));
    try (QueueFolder folder = QueueFolder.open(runs)) {
      folder.nextTerm(2);

      Failure refused = failure(folder::read);

      assertThat(refused.code()).isEqualTo(ExitCode.STORAGE);
      assertThat(refused.error()).startsWith("the queue cannot be read: it is no queue of runs: ");
    }
  }

  @Test
  void aQueueThatCannotBeWrittenIsAFaultOfStorage() throws IOException {
    QueueFolder folder = QueueFolder.open(runs);
    folder.nextTerm(1);
    DurableFiles.deleteFolder(queueFolder);

    Failure refused = failure(() -> folder.write(of("a")));

    assertThat(refused.code()).isEqualTo(ExitCode.STORAGE);
    assertThat(refused.kept()).isEqualTo("the queue, as it was");
  }
}
