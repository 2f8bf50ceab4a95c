package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Where folders can be made and nothing can be written, as on a full disk: a limit of this user's
/// shell does the same.
@Timeout(60)
final class NoRoomTest {

  private static final String GROWS = " may not grow any further\n";
  private static final String RAISE = "raise the limit (ulimit -f unlimited), or";

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
