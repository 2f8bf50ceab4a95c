package io.lockstep.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.audit.Fault.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// One change in the folder of a run, of a bit or of a line, is found where it is.
final class PlantedChangesTest {

  @TempDir Path home;

  static Stream<Arguments> changes() {
    return Stream.of(
        planted("checkpoints/step-25-term-2/weights.safetensors", Part.CHECKPOINT, 25),
        planted("checkpoints/step-15-term-1/optimizer.safetensors", Part.CHECKPOINT, 15),
        planted("checkpoints/step-30-term-3/manifest.json", Part.CHECKPOINT, 30),
        planted("model/weights.safetensors", Part.MODEL, 30),
        planted("model/model.json", Part.MODEL, 30),
        change(
            "version",
            Part.LEDGER,
            12,
            made -> line(made, 12, "\"version\":\"", "\"version\":\"x")),
        change("blocks", Part.LEDGER, 12, made -> line(made, 12, "local", "lokal")),
        change("link", Part.LEDGER, 12, made -> line(made, 12, "\"before\":\"", "\"before\":\"0")),
        change("check", Part.LEDGER, 12, made -> line(made, 12, "\"check\":\"", "\"check\":\"0")),
        change("gone", Part.LEDGER, 12, made -> lines(made, lines -> lines.remove(11))),
        change("first gone", Part.LEDGER, 1, made -> lines(made, List::removeFirst)),
        change("last gone", Part.LEDGER, 30, made -> lines(made, List::removeLast)),
        change("swapped", Part.LEDGER, 12, made -> lines(made, l -> Collections.swap(l, 11, 12))),
        change("twice", Part.LEDGER, 12, made -> lines(made, lines -> lines.add(lines.get(11)))),
        change(
            "head",
            Part.LEDGER,
            30,
            made ->
                made.change(
                    "run.json",
                    "\"head\" : \"",
                    "\"head\" : \"" + "0".repeat(64) + "\",\"was\": \"")),
        change(
            "lines",
            Part.LEDGER,
            31,
            made -> made.change("run.json", "\"lines\" : 30", "\"lines\" : 31")),
        change(
            "no head",
            Part.REPORT,
            30,
            made -> made.change("run.json", "\"ledger\" : {", "\"lfdger\" : {")),
        change(
            "weights",
            Part.MODEL,
            29,
            made -> made.change("run.json", "\"weights_step\" : 30", "\"weights_step\" : 29")),
        change(
            "steps",
            Part.REPORT,
            29,
            made -> made.change("run.json", "\"steps\" : 30", "\"steps\" : 29")),
        change("model gone", Part.MODEL, 30, made -> made.remove("model")));
  }

  private static Arguments planted(String file, Part part, long step) {
    return change(file, part, step, made -> made.flip(file));
  }

  private static Arguments change(String name, Part part, long step, Consumer<MadeRun> change) {
    return Arguments.of(name, part, step, change);
  }

  private static void line(MadeRun made, int step, String from, String to) {
    made.changeLines(lines -> {
      lines.set(step - 1, lines.get(step - 1).replace(from, to));
      return lines;
    });
  }

  private static void lines(MadeRun made, Consumer<List<String>> change) {
    made.changeLines(lines -> {
      change.accept(lines);
      return lines;
    });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void whatWasChangedIsNamedWithItsStep(
      String name, Part part, long step, Consumer<MadeRun> change) {
    MadeRun made = MadeRun.train(home);
    change.accept(made);

    AuditResult result = made.audit(new Extent.Steps(1, 2));

    Fault first = result.faults().getFirst();
    assertThat(first.part()).as(first.text()).isEqualTo(part);
    assertThat(first.step()).as(first.text()).isEqualTo(step);
    assertThat(result.refused()).isEmpty();
  }

  /// In any byte of the ledger, of a checkpoint or of a model.
  @Test
  void anyBitIsFound() throws IOException {
    MadeRun made = MadeRun.train(home);
    List<Path> files;
    try (Stream<Path> all = Files.walk(made.path())) {
      files =
          all.filter(file -> file.toString().matches(".*/(ledger.jsonl|(model|checkpoints).*/.*)"))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    }
    assertThat(files).hasSize(1 + 4 * 3 + 2 * 2);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (Path file : files) {
      for (int draw = 0; draw < 3; draw++) {
        byte[] bytes = Files.readAllBytes(file);
        int bit = random.nextInt(8 * bytes.length);
        byte[] changed = bytes.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(file, changed);
        assertThat(made.audit(new Extent.Steps(1, 1)).faults())
            .as("seed %d: bit %d of %s", seed, bit, file)
            .isNotEmpty();
        Files.write(file, bytes);
      }
    }
    assertThat(made.audit(new Extent.Steps(1, 1)).faults()).isEmpty();
  }

  /// The best version is of the epoch that the report says.
  @Test
  void aBestModelThatWasChangedIsNamed() {
    MadeRun made = MadeRun.train(home);
    made.flip("model-best/weights.safetensors");

    Fault fault = made.audit(new Extent.Steps(1, 1)).faults().getFirst();

    assertThat(fault.part()).isEqualTo(Part.MODEL);
    assertThat(fault.step() % 5).as("it ends an epoch").isZero();
    assertThat(fault.what()).isEqualTo("the model cannot be read: sha256 of weights.safetensors");
  }
}
