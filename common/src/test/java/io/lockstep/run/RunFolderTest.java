package io.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class RunFolderTest {

  private static final RunReport INTERRUPTED =
      Reports.of(RunReport.Status.INTERRUPTED, 0, Optional.empty());

  @TempDir Path runs;

  @Test
  void runsOfANameAreNumberedAndLastPointsToTheNewest() {
    try (RunFolder first = RunFolder.create(runs, "iris");
        RunFolder second = RunFolder.create(runs, "iris");
        RunFolder other = RunFolder.create(runs, "iris-x")) {
      assertThat(first.path()).isEqualTo(runs.resolve("iris-1"));
      assertThat(second.path()).isEqualTo(runs.resolve("iris-2"));
      assertThat(other.path()).isEqualTo(runs.resolve("iris-x-1"));
      for (RunFolder each : List.of(first, second, other)) {
        begin(each);
        assertThat(Runs.last(runs)).isEqualTo(each.path());
      }
      assertThat(runs.resolve("last")).isSymbolicLink();
    }
    assertThat(Runs.newest(runs, "iris")).contains(runs.resolve("iris-2"));
    try (RunFolder resumed = RunFolder.open(runs.resolve("iris-1"))) {
      assertThat(resumed.pointLast()).isEmpty();
      assertThat(Runs.last(runs)).isEqualTo(resumed.path());
    }
  }

  private static void begin(RunFolder folder) {
    folder.writeReport(Reports.BEGUN);
    assertThat(folder.pointLast()).isEmpty();
  }

  @Test
  void aFolderWhoseRunHasNotBegunGoesWithItsLock() throws IOException {
    try (RunFolder refused = RunFolder.create(runs, "iris")) {
      refused.nextTerm();
      Files.writeString(refused.log(), "refused");
      assertThat(refused.path()).isEqualTo(runs.resolve("iris-1")).isDirectory();
    }
    assertThat(runs).isEmptyDirectory();
    begun("iris");
    assertThat(runs.resolve("iris-1/run.json")).exists();
  }

  @Test
  void theFolderOfRunsThatWasMadeForARunThatHasNotBegunGoesWithIt() {
    Path fresh = runs.resolve("a/b");
    try (RunFolder refused = RunFolder.create(fresh, "iris")) {
      assertThat(refused.path()).isEqualTo(fresh.resolve("iris-1")).isDirectory();
    }
    assertThat(runs).isEmptyDirectory();
  }

  /// There is nothing to resume: the folder goes when it is closed.
  @Test
  void aRunThatCannotEvenBeginIsToBeStartedAgain() throws IOException {
    try (RunFolder folder = RunFolder.create(runs, "iris")) {
      Files.createDirectory(folder.configuration());

      Failure failure = refusal(() -> folder.writeConfiguration("x"));

      assertThat(failure.advice()).endsWith(", then start it again");
      assertThat(failure.kept()).isEmpty();
    }
  }

  /// As when the disk is full: nothing stays that looks like a run.
  @Test
  void aFolderThatCannotBeLockedIsNotLeftBehind() throws IOException {
    try (RunFolder held = RunFolder.create(runs, "iris")) {
      Files.move(held.path(), runs.resolve("away"));

      assertThat(refusal(() -> RunFolder.create(runs, "iris")).error()).contains("in use");

      assertThat(runs.resolve("iris-1")).doesNotExist();
    }
  }

  @Test
  void whereNoRunIsTouchedNothingIsSaidOfCheckpoints() throws IOException {
    Path file = Files.writeString(runs.resolve("file"), "");

    Failure failure = refusal(() -> RunFolder.create(file, "iris"));

    assertThat(failure.code()).isEqualTo(ExitCode.STORAGE);
    assertThat(failure.kept()).isEmpty();
    assertThat(failure.advice()).endsWith("or choose another folder with --runs DIR");
  }

  @Test
  void aRunWhoseFolderIsGoneSaysSoWhateverIsWritten() throws IOException {
    try (RunFolder folder = RunFolder.create(runs, "iris")) {
      begin(folder);
      folder.nextTerm();
      Files.move(folder.path(), runs.resolve("away"));

      Failure failure =
          refusal(() -> {
            folder.writeConfiguration("");
          });

      assertThat(failure.error()).endsWith("the run's folder is gone");
      assertThat(failure.kept()).startsWith("nothing of this run");
    }
  }

  @Test
  void aFolderInThePlaceOfTheLockIsToBeMovedAway() throws IOException {
    begun("iris");
    Path run = runs.resolve("iris-1");
    Files.delete(run.resolve("lock"));
    Files.createDirectory(run.resolve("lock"));

    Failure failure = refusal(() -> RunFolder.open(run));

    assertThat(failure.error()).endsWith("lock is a folder");
    assertThat(failure.advice()).isEqualTo("move that folder away, then resume the run");
  }

  @Test
  void anEmptyFolderIsNoRunToGoOnWith() throws IOException {
    begun("iris");
    Files.createDirectories(runs.resolve("iris-2/checkpoints/.tmp-step-0-term-1-a"));
    Files.createFile(runs.resolve("iris-2/lock"));
    Files.createDirectory(runs.resolve("iris-03"));

    assertThat(Runs.newest(runs, "iris")).contains(runs.resolve("iris-1"));
    assertThat(Runs.ofName(runs, "iris"))
        .containsExactly(runs.resolve("iris-2"), runs.resolve("iris-1"));
  }

  private void begun(String name) {
    try (RunFolder folder = RunFolder.create(runs, name)) {
      begin(folder);
    }
  }

  @Test
  void whatAKilledWriterLeftBesideItsFilesIsRemoved() throws IOException {
    begun("iris");
    Path run = runs.resolve("iris-1");
    for (String name : List.of(".run.json-77-1.tmp", ".config.yaml-77-2.tmp", ".mine.tmp")) {
      Files.writeString(run.resolve(name), "");
    }

    RunFolder.open(runs.resolve("iris-1")).close();

    assertThat(run.resolve(".run.json-77-1.tmp")).doesNotExist();
    assertThat(run.resolve(".config.yaml-77-2.tmp")).doesNotExist();
    assertThat(run.resolve(".mine.tmp")).exists();
  }

  @Test
  void lastMayBeATextFileWhereLinksDoNotWork() throws IOException {
    begun("iris");
    begun("iris");
    Files.delete(runs.resolve("last"));
    Files.writeString(runs.resolve("last"), "iris-1\n");

    assertThat(Runs.last(runs)).isEqualTo(runs.resolve("iris-1"));
    begun("iris");
    assertThat(Runs.last(runs)).isEqualTo(runs.resolve("iris-3"));
  }

  @Test
  void manyThatStartAtOnceGetAFolderEach() throws Exception {
    int starters = 16;
    var paths = ConcurrentHashMap.<Path>newKeySet();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> starts = new ArrayList<>();
      for (int i = 0; i < starters; i++) {
        starts.add(() -> {
          try (RunFolder folder = RunFolder.create(runs, "race")) {
            folder.writeReport(Reports.BEGUN);
            return paths.add(folder.path());
          }
        });
      }
      for (Future<Boolean> start : threads.invokeAll(starts)) {
        assertThat(start.get()).isTrue();
      }
    }
    assertThat(paths).hasSize(starters).contains(runs.resolve("race-1"), runs.resolve("race-16"));
  }

  @Test
  void aSecondOpenerInTheSameProcessIsRefusedAndTheFirstKeepsItsLock() throws Exception {
    try (RunFolder first = RunFolder.create(runs, "iris")) {
      begin(first);
      for (int attempt = 0; attempt < 2; attempt++) {
        Failure failure = refusal(() -> RunFolder.open(first.path()));
        assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
        assertThat(failure.error())
            .matches(
                "run folder in use by [^ ]+:%d since \\d{4}-\\d\\d-\\d\\dT[0-9:]+Z"
                    .formatted(ProcessHandle.current().pid()));
      }
      assertThat(inAnotherProcess(first.path())).contains("run folder in use by");
    }
    RunFolder.open(runs.resolve("iris-1")).close();
  }

  @Test
  void aSecondProcessIsRefusedWithTheHoldersNumber() throws Exception {
    try (RunFolder first = RunFolder.create(runs, "iris")) {
      begin(first);
      String said = inAnotherProcess(first.path());

      assertThat(said)
          .startsWith("2 run folder in use by ")
          .contains(":" + ProcessHandle.current().pid() + " since ");
    }
    assertThat(inAnotherProcess(runs.resolve("iris-1"))).startsWith("opened");
  }

  @Test
  void aLockFileLeftByAKilledProcessDoesNotStopTheNext() throws IOException {
    begun("iris");
    Files.writeString(
        runs.resolve("iris-1").resolve("lock"), "4711 elsewhere 2026-01-01T00:00:00Z");

    RunFolder.open(runs.resolve("iris-1")).close();
  }

  @Test
  void whatIsNotThereCannotBeResumed() {
    assertThat(refusal(() -> RunFolder.open(runs.resolve("iris-1"))).code())
        .isEqualTo(ExitCode.USAGE);
    assertThat(refusal(() -> Runs.last(runs)).code()).isEqualTo(ExitCode.USAGE);
    assertThat(refusal(() -> RunFolder.open(runs.resolve("x"))).code()).isEqualTo(ExitCode.USAGE);
    assertThatThrownBy(() -> RunFolder.create(runs, "../evil"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void filesThatWereRemovedWhileTheRunWentOnAreThereAtItsEnd() throws IOException {
    List<String> warnings = new ArrayList<>();
    try (RunFolder folder = RunFolder.create(runs, "iris")) {
      folder.bear(Patience.ofSeconds(0), warnings::add);
      folder.writeConfiguration("run: { name: iris }\n");
      begin(folder);
      Files.delete(folder.configuration());

      folder.writeReport(INTERRUPTED);

      assertThat(folder.configuration()).hasContent("run: { name: iris }\n");
      assertThat(warnings)
          .containsExactly(folder.configuration() + " was removed; it is there again");
    }
  }

  @Test
  void aCoordinatorThatWasPausedCannotWriteAfterItsSuccessorHasTakenOver() {
    try (RunFolder paused = RunFolder.create(runs, "iris")) {
      paused.nextTerm();
      paused.writeReport(Reports.BEGUN);
      Ledger pausedLedger = Ledger.open(paused.ledger(), 0, Patience.ofSeconds(0), Fence.ALONE);
      row(pausedLedger, 1);
      pausedLedger.sync();

      try (RunFolder successor = RunFolder.takeOver(paused.path());
          Ledger ledger = Ledger.open(successor.ledger(), 1, Patience.ofSeconds(0), Fence.ALONE)) {
        successor.nextTerm();
        row(ledger, 2);
        row(pausedLedger, 2);
        row(pausedLedger, 3);
        pausedLedger.close();
        Failure failure = refusal(() -> paused.writeReport(INTERRUPTED));

        assertThat(failure.error()).isEqualTo("superseded: term 1 < 2");
        assertThat(successor.report()).isEqualTo(Reports.BEGUN);
        ledger.sync();
        LedgerAudit audit = LedgerAudit.of(successor.ledger(), _ -> 1);
        assertThat(audit.faults()).isEmpty();
        assertThat(audit.steps()).isEqualTo(2);
      }
    }
    assertThat(refusal(() -> RunFolder.takeOver(runs.resolve("x"))).code())
        .isEqualTo(ExitCode.USAGE);
  }

  private static void row(Ledger ledger, long step) {
    ledger.begin(step, step);
    ledger.block(0, 0, "w0");
    ledger.end();
  }

  @Test
  void theReportIsReadBackAsWritten() throws IOException {
    var best =
        new RunReport.Best(
                938, 2, Map.of("validation", Metrics.ofClassifier(30.5, 90, 100)), "ab".repeat(32))
            .tested(Metrics.ofClassifier(4, 8, 10));
    RunReport report =
        new RunReport(
            new RunReport.Begun(Map.of("lockstep", "0.1.0", "java", "25"), 42, "da7a", "c0ffee"),
            RunReport.Status.DONE,
            1407,
            3,
            938,
            "cd".repeat(32),
            Optional.of("it gained nothing"),
            Map.of(
                "train",
                Metrics.ofClassifier(0.1, 1, 3),
                "validation",
                new Metrics(Double.NaN, OptionalDouble.empty(), 5)),
            Optional.of(best),
            Optional.empty());
    try (RunFolder folder = RunFolder.create(runs, "iris")) {
      folder.writeReport(Reports.BEGUN);
      folder.writeReport(report);
      folder.writeConfiguration("run: {name: iris}\n");

      assertThat(folder.report()).isEqualTo(report);
      assertThat(folder.configuration()).hasContent("run: {name: iris}");
      assertThat(folder.path().resolve("run.json"))
          .content()
          .contains("\"status\" : \"done\"", "\"weights_sha256\" : \"cdcd", "\"accuracy\" : 0.9");
      Files.writeString(folder.path().resolve("run.json"), "{\"status\":");
      assertThat(refusal(folder::report).code()).isEqualTo(ExitCode.STORAGE);
    }
  }

  private static String inAnotherProcess(Path folder) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Opener.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    try (var out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return said;
    }
  }

  /// Tries to open a run folder in a process of its own.
  static final class Opener {
    private Opener() {}

    public static void main(String[] args) {
      try (RunFolder folder = RunFolder.open(Path.of(args[0]))) {
        System.out.println("opened " + folder.path());
      } catch (LockstepException refused) {
        System.out.println(refused.failure().code().number() + " " + refused.failure().error());
      }
    }
  }

  private static Failure refusal(Runnable attempt) {
    return catchThrowableOfType(LockstepException.class, attempt::run).failure();
  }
}
