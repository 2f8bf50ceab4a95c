package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Activations are drawn as they are computed.
final class PlotActivationsTest {

  @TempDir Path folder;

  @Test
  void everyActivationIsDrawn() throws IOException {
    Invocation drawn = Invocation.of(folder, "plot", "--activations", "--out", "{dir}/pictures");
    assertThat(drawn.code()).as(drawn.talk()).isZero();
    for (String kind : List.of("csv", "png", "svg")) {
      assertThat(folder.resolve("pictures/activations." + kind)).isNotEmptyFile();
    }
    String csv = Files.readString(folder.resolve("pictures/activations.csv"));
    for (ActivationSpec activation : ActivationSpec.values()) {
      assertThat(csv).containsPattern("\n\"?" + Words.of(activation));
    }
  }

  @Test
  void theDerivativeOfAnActivationIsItsOwn() throws IOException {
    Invocation.of(folder, "plot", "--activations", "--out", "{dir}/pictures");
    for (String line : Files.readAllLines(folder.resolve("pictures/activations.csv"))) {
      String[] cells = line.split(",");
      if (cells[0].equals("sigmoid")) {
        double y = Double.parseDouble(cells[2]);
        assertThat(Double.parseDouble(cells[3])).isCloseTo(y * (1 - y), Offset.offset(1e-4));
      } else if (cells[0].equals("relu")) {
        double expected = cells[1].startsWith("-") ? 0 : 1;
        assertThat(Double.parseDouble(cells[3])).isCloseTo(expected, Offset.offset(1e-4));
      }
    }
  }
}
