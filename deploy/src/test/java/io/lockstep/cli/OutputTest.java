package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.format.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Output that does not arrive.
final class OutputTest {

  @TempDir static Path folder;

  /// Takes the first bytes and refuses the others.
  private static final class Scarce extends OutputStream {

    private final String refusal;
    private int bytesLeft;

    Scarce(int bytesTaken, String refusal) {
      this.bytesLeft = bytesTaken;
      this.refusal = refusal;
    }

    @Override
    public void write(int b) throws IOException {
      if (--bytesLeft < 0) {
        throw new IOException(refusal);
      }
    }
  }

  private static DataSink sink(int bytesTaken, String refusal) {
    return new DataSink(new Scarce(bytesTaken, refusal), Path.of("standard output"));
  }

  @BeforeAll
  static void train() throws IOException {
    Files.writeString(folder.resolve("d.csv"), "x,y\n0,0\n1,2\n2,4\n3,6\n");
    Files.writeString(folder.resolve("huge.csv"), "x,y\n1,3e38\n2,-3e38\n");
    Files.writeString(
        folder.resolve("c.yaml"),
        """
        run: { name: t }
        data: { train: { csv: d.csv, label: y } }
        model: { layers: [ { dense: 1 } ], loss: mse }
        train: { epochs: 1, batch: 4 }
        """);
    assertThat(train("runs").code()).isZero();
  }

  private static Invocation train(String runs) {
    return Invocation.of(folder, "train", "{dir}/c.yaml", "--runs", "{dir}/" + runs);
  }

  static Stream<String> commands() {
    return Stream.of(
        "--help",
        "--version",
        "train --help",
        "version",
        "version --json",
        "doctor",
        "completion",
        "summary {dir}/c.yaml",
        "summary {dir}/c.yaml --json",
        "predict {dir}/runs/t-1 {dir}/d.csv",
        "predict {dir}/runs/t-1 {dir}/d.csv --json",
        "evaluate {dir}/runs/t-1 {dir}/d.csv",
        "evaluate {dir}/runs/t-1 {dir}/d.csv --json",
        "verify {dir}/runs/t-1",
        "verify {dir}/runs/t-1 --json",
        "plot {dir}/runs/t-1 history --out {dir}/pictures",
        "plot --activations --out {dir}/pictures",
        "cluster --help",
        "train {dir}/c.yaml --runs {dir}/more");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noCommandIsDoneWhenItsOutputDidNotArrive(String command) {
    Invocation full = Invocation.into(sink(5, "No space left on device"), folder, words(command));

    assertThat(full.code()).as(full.talk()).isEqualTo(5);
    assertThat(full.block())
        .startsWith("error: standard output cannot be written: no space left on the disk of ")
        .contains("cause: standard output, after ");
    assertThat(full.talk()).as("said once").containsOnlyOnce("error: ");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aReaderThatHasGoneEndsTheCommandWithoutAWord(String command) {
    Invocation gone = Invocation.into(sink(0, "Broken pipe"), folder, words(command));

    assertThat(gone.code()).as(gone.talk()).isEqualTo(141);
    assertThat(gone.talk()).doesNotContain("error", "pipe", "Exception");
  }

  /// What it is for is a file, and it says the rest on stderr.
  @Test
  void aDraftNeedsNoOutput() throws IOException {
    Invocation drafted =
        Invocation.into(
            sink(0, "No space left on device"),
            folder,
            words("init {dir}/d.csv --label y --out {dir}/drafted.yaml"));

    assertThat(drafted.code()).as(drafted.talk()).isZero();
    assertThat(folder.resolve("drafted.yaml")).content().contains("label: y");
  }

  private static String[] words(String command) {
    return command.split(" ");
  }

  @Test
  void aClosedOutputIsCalledClosed() {
    assertThat(Invocation.into(sink(0, "Bad file descriptor"), folder, "version").block())
        .isEqualTo(
            """
            error: standard output is closed
              cause: standard output, after 0 bytes
              kept:  what is in files; of the output the first 0 bytes
              try:   send it to a file: > FILE\
            """);
  }

  @Test
  void whatJsonHasNoNumberForIsNullAndSaid() throws Exception {
    Invocation evaluated =
        Invocation.of(folder, "evaluate", "{dir}/runs/t-1", "{dir}/huge.csv", "--json");

    assertThat(evaluated.code()).isZero();
    assertThat(JsonText.object(evaluated.data().strip().getBytes(StandardCharsets.UTF_8)))
        .containsEntry("loss", null);
    assertThat(evaluated.talk())
        .contains("note: loss is Infinity, which JSON has no number for: it says null");
  }
}
