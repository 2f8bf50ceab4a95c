package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.format.FormatException;
import io.lockstep.format.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `lockstep verify`: what it says, where, and with which exit code. The run has 15 steps.
@Timeout(120)
final class VerifyTest {

  @TempDir Path folder;

  @BeforeEach
  void train() throws IOException {
    writeData(40);
    Files.writeString(
        folder.resolve("t.yaml"),
        """
        data: { train: { csv: d.csv, label: y }, validation: 0 }
        model: { layers: [ { dense: 4, activation: relu }, { dense: 2 } ], loss: cross-entropy }
        train: { epochs: 3, batch: 8 }
        checkpoint: { every-steps: 1000000 }
        """);
    Invocation trained = Invocation.of(folder, "train", "{dir}/t.yaml", "--runs", "{dir}/runs");
    assertThat(trained.code()).as(trained.talk()).isZero();
  }

  private void writeData(int rows) throws IOException {
    StringBuilder csv = new StringBuilder("x,y\n");
    for (int row = 0; row < rows; row++) {
      csv.append(row % 7).append(row % 7 < 3 ? ",a\n" : ",b\n");
    }
    Files.writeString(folder.resolve("d.csv"), csv);
  }

  private Invocation verify(String... more) {
    List<String> words = new ArrayList<>(List.of("verify", "--runs", "{dir}/runs"));
    words.addAll(List.of(more));
    return Invocation.of(folder, words.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"last", "t-1", "{dir}/runs/t-1", "{dir}/runs/last"})
  void itSaysWhatItHasLookedAt(String run) {
    Invocation said = verify(run);

    assertThat(said.code()).as(said.talk()).isZero();
    assertThat(said.data().replace("runs/last", "runs/t-1"))
        .isEqualTo(
            """
            run          {dir}/runs/t-1, done
            ledger       15 lines, to step 15, one chain
            checkpoints  whole: step 0, 15
            models       model of step 15
            steps        made again, and compared with the ledger: 1..10 from the beginning; 10 of 15
            result       all equal
            """);
    assertThat(said.talk()).isEqualTo("making steps 1..10 from the beginning again\n");
  }

  @Test
  void allOfItIsAlsoAnObject() throws FormatException {
    Invocation said = verify("last", "--all", "--lanes", "2", "--json");

    assertThat(said.code()).as(said.talk()).isZero();
    assertThat(said.data().lines()).hasSize(1);
    assertThat(JsonText.object(said.data().strip().getBytes(StandardCharsets.UTF_8)))
        .containsEntry("equal", true)
        .containsEntry("status", "done")
        .containsEntry("compared", 15)
        .containsEntry("checkpoints", List.of(0, 15))
        .containsEntry("ledger", Map.of("lines", 15, "step", 15, "unchained", 0))
        .containsEntry("models", List.of(Map.of("name", "model", "step", 15)))
        .containsEntry("spans", List.of(Map.of("first", 1, "last", 15)))
        .containsEntry("faults", List.of());
  }

  @Test
  void aFaultIsAnErrorThatNamesTheStep() throws IOException {
    Path ledger = folder.resolve("runs/t-1/ledger.jsonl");
    List<String> lines = new ArrayList<>(Files.readAllLines(ledger));
    lines.set(6, lines.get(6).replace("local", "lokal"));
    Files.write(ledger, lines);
    Path weights = folder.resolve("runs/t-1/model/weights.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);

    Invocation said = verify("last", "--steps", "3..4");

    assertThat(said.code()).isEqualTo(5);
    assertThat(said.block())
        .isEqualTo(
            """
            error: the run does not verify: ledger, step 7: line 7: its check is wrong: it was changed
              cause: {dir}/runs/t-1/ledger.jsonl, and 1 more fault
              kept:  the run, as it is
              try:   bring that file back from a copy, or train again: a new run ends with the same bits\
            """);
    assertThat(said.data())
        .contains("models       none that is whole\n")
        .contains("; 4 of 15\n")
        .endsWith(
            """
            fault        ledger, step 7: line 7: its check is wrong: it was changed
            fault        model, step 15: the model cannot be read: sha256 of weights.safetensors
            result       2 faults
            """);
  }

  @Test
  void dataThatWereChangedAreNamedBehindWhatWasLookedAt() throws IOException {
    writeData(41);

    Invocation said = verify("last");

    assertThat(said.code()).isEqualTo(4);
    assertThat(said.data())
        .contains("steps        none made again\n")
        .endsWith("result       no fault, and no step made again\n");
    assertThat(said.block())
        .isEqualTo(
            """
            error: the data are not those of the run: data.train.csv (d.csv) holds other data than when the run began
              cause: {dir}
              kept:  the run, as it is
              try:   bring those data back, or name the folder they are in: --set data.dir=DIR\
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "--steps=x, '--steps is ''x'', but must be a step, or two as in 800..900'",
    "--steps=0..4, '--steps is ''0..4'', but must be a step, or two as in 800..900'",
    "--steps=9..3, '--steps is 9..3, but the first must not be behind the last'",
    "--steps=9..16, 'steps 9..16 are asked for, and the run has 15'",
    "--sample=0, '--sample is 0, but must be at least 1'"
  })
  void stepsThatThereCannotBeAreRefused(String option, String error) {
    Invocation said = verify("last", option);

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.block()).startsWith("error: " + error + "\n");
    assertThat(said.data()).isEmpty();
  }

  @Test
  void oneWayToChooseStepsIsEnough() {
    assertThat(verify("last", "--all", "--sample", "3").code()).isEqualTo(2);
    assertThat(verify("t-9").code()).isEqualTo(2);
  }

  @Test
  void onATerminalALineIsRedrawn() {
    Invocation said = Invocation.onTerminal(folder, "verify", "{dir}/runs/t-1", "--all");

    assertThat(said.code()).isZero();
    assertThat(said.talk()).contains("\rstep 15 of 15");
  }
}
