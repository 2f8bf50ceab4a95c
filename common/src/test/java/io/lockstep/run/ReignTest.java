package io.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Of several that would lead a run one does.
@Timeout(60)
final class ReignTest {

  @TempDir Path runs;

  private static void begin(RunFolder folder) {
    folder.writeReport(Reports.BEGUN);
  }

  private static Failure refusal(Runnable attempt) {
    return catchThrowableOfType(LockstepException.class, attempt::run).failure();
  }

  @Test
  void termsGrowAndFenceTheOlderOnes() {
    try (RunFolder folder = RunFolder.create(runs, "iris")) {
      begin(folder);
      assertThat(folder.nextTerm()).isEqualTo(1);
      folder.checkTerm(1);
      assertThat(folder.nextTerm()).isEqualTo(2);

      Failure failure = refusal(() -> folder.checkTerm(1));

      assertThat(failure.code()).isEqualTo(ExitCode.CLUSTER);
      assertThat(failure.error()).isEqualTo("superseded: term 1 < 2");
    }
    try (RunFolder folder = RunFolder.open(runs.resolve("iris-1"))) {
      assertThat(folder.nextTerm()).isEqualTo(3);
      assertThat(folder.path().resolve("terms/TERM-3")).exists();
    }
  }

  /// Nobody else has led meanwhile: the run need not end for a file.
  @Test
  void aTermWhoseFileIsRemovedIsTakenAgainAndSaid() throws IOException {
    List<String> warnings = new ArrayList<>();
    try (RunFolder folder = RunFolder.create(runs, "iris")) {
      begin(folder);
      folder.bear(Patience.ofSeconds(0), warnings::add);
      folder.nextTerm();
      folder.nextTerm();
      Path terms = folder.path().resolve("terms");
      Files.delete(terms.resolve("TERM-2"));
      Files.delete(terms.resolve("TERM-1"));
      Files.delete(terms);

      folder.checkTerm(2);

      assertThat(warnings)
          .containsExactly("the file TERM-2 in %s was removed; it is there again".formatted(terms));
      assertThat(terms.resolve("TERM-2")).exists();
      folder.checkTerm(2);
      assertThat(warnings).hasSize(1);
    }
  }

  /// Two would lead under one number otherwise.
  @Test
  void whoTakesTheNumberOfATermWhoseFileWasRemovedEndsTheFormerReign() throws IOException {
    try (RunFolder former = RunFolder.create(runs, "iris")) {
      begin(former);
      former.nextTerm();
      Files.delete(former.path().resolve("terms/TERM-1"));
      RunFolder successor = RunFolder.takeOver(former.path());
      assertThat(successor.nextTerm()).isEqualTo(1);

      Failure failure = refusal(() -> former.checkTerm(1));

      assertThat(failure.code()).isEqualTo(ExitCode.CLUSTER);
      assertThat(failure.error())
          .isEqualTo(
              "superseded: the file of term 1 was removed, and another process has taken the number");
      successor.checkTerm(1);
    }
  }

  /// A new one that began from 1 after all files were removed gives way to the one that goes on.
  @Test
  void aTermThatComesBackFencesAnEarlierNumberThatBeganMeanwhile() throws IOException {
    try (RunFolder former = RunFolder.create(runs, "iris")) {
      begin(former);
      former.nextTerm();
      former.nextTerm();
      Files.delete(former.path().resolve("terms/TERM-1"));
      Files.delete(former.path().resolve("terms/TERM-2"));
      RunFolder newcomer = RunFolder.takeOver(former.path());
      newcomer.nextTerm();

      former.checkTerm(2);

      assertThat(refusal(() -> newcomer.checkTerm(1)).error()).isEqualTo("superseded: term 1 < 2");
    }
  }

  @Test
  void twoThatBeginATermAtOnceGetTwoTerms() throws Exception {
    var terms = ConcurrentHashMap.<Long>newKeySet();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> reigns = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        reigns.add(() -> terms.add(new Terms(runs.resolve("terms")).next()));
      }
      for (Future<Boolean> reign : threads.invokeAll(reigns)) {
        assertThat(reign.get()).isTrue();
      }
    }
    assertThat(terms).hasSize(16).contains(1L, 16L);
  }
}
