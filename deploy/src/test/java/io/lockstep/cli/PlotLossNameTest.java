package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The axis of a history says in which unit its losses are, and claims none that they do not have.
final class PlotLossNameTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          mse              | none     | y      | squared error (unit of 'y', squared)
          mse              | standard | y      | squared error (unit of 'y', squared)
          mse              | log1p    | y      | squared error of log1p of 'y', scaled
          mse              | none     | [y, z] | squared error (unit of 'y, z', squared)
          mse              | standard | [y, z] | squared error of 'y, z', scaled
          mae              | robust   | [y, z] | absolute error of 'y, z', scaled
          mae              | pixels   | [y, z] | absolute error (unit of 'y, z')
          huber            | none     | y      | huber
          huber            | standard | y      | huber of 'y', scaled
          log-cosh         | log1p    | y      | log-cosh of log1p of 'y', scaled
          """)
  void theAxisOfLossesNamesTheirUnit(String loss, String scale, String label, String name)
      throws IOException {
    StringBuilder csv = new StringBuilder("x,y,z\n");
    for (int row = 0; row < 24; row++) {
      csv.append("%d,%d,%d\n".formatted(row % 7, row * row % 11, row * 1000 % 7000));
    }
    Files.writeString(folder.resolve("d.csv"), csv);
    Files.writeString(
        folder.resolve("d.yaml"),
        """
        data: { train: { csv: d.csv, label: %s }, ignore: %s, label-scale: %s }
        model: { layers: [ { dense: %d } ], loss: %s }
        train: { epochs: 1 }
        """
            .formatted(
                label, label.equals("y") ? "[z]" : "[]", scale, label.equals("y") ? 1 : 2, loss));
    Invocation trained =
        Invocation.of(folder, "train", "{dir}/d.yaml", "--runs", "{dir}/runs", "--quiet");
    assertThat(trained.code()).as(trained.talk()).isZero();
    Invocation drawn = Invocation.of(folder, "plot", "{dir}/runs/d-1", "history");
    assertThat(drawn.code()).as(drawn.talk()).isZero();
    assertThat(Files.readString(folder.resolve("runs/d-1/plots/history.svg")))
        .contains(">loss: %s<".formatted(name));
  }
}
