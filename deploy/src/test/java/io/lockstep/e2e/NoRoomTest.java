package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.training.PreparedRun;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where folders can be made and nothing can be written, as on a full disk: a limit of this user's
/// shell does the same.
@Timeout(120)
final class NoRoomTest {

  private static final String GROWS = " may not grow any further\n";
  private static final String RAISE = "raise the limit (ulimit -f unlimited), or";

  /// For what a run begins with and several checkpoints, but not for all lines of its books.
  private static final int ROOM_KIB = 320;

  private static final String FILLED_THEN_LARGER =
      """
      "$@"
      echo "ended with $?"
      ls runs/tiny-1/checkpoints
      mount -o remount,size=64m .
      "$@" --resume
      code=$?
      cp -r runs ..
      exit $code
      """;

  /// For what a coordinator begins with.
  private static final int QUEUE_ROOM_KIB = 128;

  private static final String FULL_THEN_FREED =
      """
      ask() { "${lockstep[@]}" "$@" --to 127.0.0.1:$port --patience 60; echo "$1 ended with $?"; }
      lockstep=("$@")
      "${lockstep[@]}" coordinator --grpc-port $port --runs runs --http off &
      coordinator=$!
      ask runs
      cat /dev/zero >filler
      ask submit ../tiny.yaml
      ask runs
      rm filler
      ask submit ../tiny.yaml
      kill $coordinator
      wait $coordinator
      """;

  @TempDir Path folder;

  @BeforeEach
  void aRunToBegin() {
    TinyRun.prepare(folder);
  }

  private String refused(String... words) throws Exception {
    List<String> shell =
        List.of("env", "TMPDIR=" + folder, "bash", "-c", "ulimit -f 0; exec \"$@\"", "-");
    try (LockstepProcess process = LockstepProcess.startWithin(shell, placed(words))) {
      assertThat(process.await(50)).as(process.text()).isEqualTo(5);
      String text = process.text().replace(folder.toString(), "{dir}");
      return text.substring(text.indexOf("error: "));
    }
  }

  private List<String> placed(String... words) {
    List<String> placed = new ArrayList<>();
    for (String word : words) {
      placed.add(word.replace("{dir}", folder.toString()));
    }
    return placed;
  }

  private List<String> left() throws Exception {
    try (var entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aRunThatCannotBeginLeavesNoFolder() throws Exception {
    assertThat(refused("train", "{dir}/tiny.yaml", "--runs", "{dir}/a/runs"))
        .startsWith("error: the run folder cannot be used: {dir}/a/runs" + GROWS)
        .contains("kept:  nothing was changed\n")
        .contains(RAISE)
        .contains(", or choose another folder with --runs DIR");
    assertThat(left()).containsExactly("points.csv", "tiny.yaml");
  }

  @Test
  void aPictureThatCannotBeWrittenLeavesNoFolder() throws Exception {
    try (LockstepProcess trained =
        LockstepProcess.start(placed("train", "{dir}/tiny.yaml", "--runs", "{dir}/runs"))) {
      assertThat(trained.await(50)).as(trained.text()).isZero();
    }
    assertThat(refused("plot", "{dir}/runs/tiny-1", "history", "--out", "{dir}/a/pictures"))
        .startsWith("error: the picture 'history' cannot be written: {dir}/a/pictures" + GROWS)
        .contains("kept:  the run\n")
        .contains(RAISE)
        .contains(", or choose another folder with --out DIR");
    assertThat(left()).containsExactly("points.csv", "runs", "tiny.yaml");
  }

  @Test
  void aDraftThatCannotBeWrittenLeavesNoHalf() throws Exception {
    assertThat(refused("init", "{dir}/points.csv", "--label", "side", "--out", "{dir}/new.yaml"))
        .startsWith("error: the configuration cannot be written: {dir}/new.yaml" + GROWS)
        .contains("kept:  nothing was changed\n")
        .contains(", or name another place with --out");
    assertThat(left()).containsExactly("points.csv", "tiny.yaml");
  }

  /// Its books grow until nothing more can be written; then the disk becomes larger.
  @ParameterizedTest
  @ValueSource(strings = {"--lanes 1", "--processes 1"})
  void aDiskThatFillsInTheMiddleEndsTheRunWhichGoesOnOnceThereIsRoom(String where)
      throws Exception {
    int epochs = 120;
    PreparedRun undisturbed = TinyRun.prepare(folder, "train.epochs=" + epochs);
    long steps = undisturbed.batches().stepsPerEpoch() * epochs;
    String train =
        "train {dir}/tiny.yaml --runs {dir}/room/runs --set checkpoint.patience-seconds=0 --set train.epochs=%d %s"
            .formatted(epochs, where);

    try (LockstepProcess process =
        LockstepProcess.startWithin(
            diskOf(ROOM_KIB, FILLED_THEN_LARGER), placed(train.split(" ")))) {
      assertThat(process.await(100)).as(process.text()).isZero();
      String text = process.text().replace(folder.toString(), "{dir}");
      assertThat(text)
          .contains("no space left on the disk of {dir}/room", "\nended with 5\n")
          .doesNotContain("\tat ");
      long kept = keptStep(text);
      assertThat(kept).isBetween(1L, steps - 1).isEqualTo(newestListed(text));
    }

    RunReport report = RunFolder.reportOf(folder.resolve("runs/tiny-1"));
    assertThat(report.status()).isEqualTo(RunReport.Status.DONE);
    assertThat(report.weightsSha256()).isEqualTo(TinyRun.weightsAfter(undisturbed, steps));
  }

  @Test
  void aSubmissionForWhichThereIsNoRoomIsRefusedAndTheNextOneIsTaken() throws Exception {
    String script = "port=%d%n%s".formatted(freePort(), FULL_THEN_FREED);

    try (LockstepProcess process =
        LockstepProcess.startWithin(diskOf(QUEUE_ROOM_KIB, script), List.of())) {
      assertThat(process.await(100)).as(process.text()).isEqualTo(75);
      assertThat(process.text().replace(folder.toString(), "{dir}"))
          .containsSubsequence(
              "lockstep: no run was submitted; lockstep submit CONFIG\nruns ended with 0\n",
              "error: the queue cannot be written: no space left on the disk of runs/queue\n",
              "  cause: runs/queue, on host ",
              "  kept:  the queue, as it was\n",
              "  try:   free space there: df -h {dir}/room/runs/queue, then try again\nsubmit ended with 5\n",
              "lockstep: no run was submitted; lockstep submit CONFIG\nruns ended with 0\n",
              "run 1 (tiny) queued, next\n",
              "submit ended with 0\n");
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static long keptStep(String text) {
    Matcher kept =
        Pattern.compile(
                "\n  kept:  \\{dir}/room/runs/tiny-1/checkpoints/step-(\\d+)-term-1 \\(step \\1\\)\n")
            .matcher(text);
    assertThat(kept.find()).as(text).isTrue();
    return Long.parseLong(kept.group(1));
  }

  /// Of the names that were listed after the run had ended.
  private static long newestListed(String text) {
    return Pattern.compile("(?m)^step-(\\d+)-term-1$")
        .matcher(text)
        .results()
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .max()
        .orElse(-1);
  }

  /// Words before a command that is to run with a small disk of its own at `{dir}/room`, which goes
  /// with the last process on it.
  private List<String> diskOf(int kib, String script) throws Exception {
    Path room = Files.createDirectory(folder.resolve("room"));
    String disk = "mount -t tmpfs -o size=%dk none %s && ".formatted(kib, room);
    for (List<String> own :
        List.of(
            List.of("unshare", "--mount"),
            List.of("unshare", "--user", "--map-root-user", "--mount"))) {
      List<String> words = new ArrayList<>(own);
      words.addAll(List.of("bash", "-c", disk + "true"));
      if (new ProcessBuilder(words).start().waitFor() == 0) {
        words.set(words.size() - 1, disk + "cd " + room + " && " + script);
        words.add("-");
        return words;
      }
    }
    return Assumptions.abort("no disk of one's own can be mounted here");
  }

  /// `--runs` has no say in where a dry run is.
  @Test
  void aDryRunThatCannotWriteNamesItsOwnWayOut() throws Exception {
    assertThat(refused("train", "{dir}/tiny.yaml", "--dry-run", "--runs", "{dir}/runs"))
        .startsWith("error: the run folder cannot be used: {dir}/lockstep-dry-run-")
        .contains("kept:  nothing was changed\n")
        .contains("try:   make room there, or name another folder in TMPDIR");
    assertThat(left()).containsExactly("points.csv", "tiny.yaml");
  }
}
