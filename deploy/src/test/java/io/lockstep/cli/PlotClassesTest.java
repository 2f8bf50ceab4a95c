package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.format.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pictures take a row for the class that `evaluate` and `predict` take it for, whatever the loss.
final class PlotClassesTest {

  private static final int ROWS = 60;

  @TempDir Path folder;

  /// Trains on `columns` numbers and two classes that overlap.
  private void train(int columns, String loss, int outputs) throws IOException {
    String header =
        IntStream.range(0, columns).mapToObj(i -> "x" + i).collect(Collectors.joining(","));
    StringBuilder csv = new StringBuilder(header + ",y\n");
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < columns; i++) {
        csv.append((row * (i + 3) * 7 + row * row) % 53).append(',');
      }
      csv.append(row * 3 % 53 + row % 17 > 34 ? "yes" : "no").append('\n');
    }
    Files.writeString(folder.resolve("d.csv"), csv);
    Files.writeString(
        folder.resolve("d.yaml"),
        """
        data: { train: { csv: d.csv, label: y } }
        model: { layers: [ { dense: 4, activation: tanh }, { dense: %d } ], loss: %s }
        train: { epochs: 2, batch: 8 }
        """
            .formatted(outputs, loss));
    assertDone("train", "{dir}/d.yaml", "--runs", "{dir}/runs");
  }

  private Invocation assertDone(String... words) {
    Invocation done = Invocation.of(folder, words);
    assertThat(done.code()).as(done.talk()).isZero();
    return done;
  }

  private List<String> table(String picture) throws IOException {
    return Files.readAllLines(folder.resolve("runs/d-1/plots/" + picture + ".csv"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cross-entropy                   | 2 | probability
          binary-cross-entropy            | 1 | probability
          { focal: { gamma: 2 } }         | 1 | probability
          { focal: { gamma: 2 } }         | 2 | probability
          hinge                           | 1 | score
          hinge                           | 2 | score
          { hinge: { margin: 3 } }        | 1 | score
          { mse: { targets: [-1, 1] } }   | 1 | score
          { mse: { targets: [0.1, 0.9] } }| 1 | score
          { mse: { targets: [3, 7] } }    | 2 | score
          """)
  void confusionAndBoundaryTakeARowForTheClassThatItIsMeasuredAs(
      String loss, int outputs, String word) throws IOException {
    train(2, loss, outputs);
    Map<String, Object> measured =
        JsonText.object(
            assertDone("evaluate", "{dir}/runs/d-1", "{dir}/d.csv", "--json")
                .data()
                .strip()
                .getBytes(StandardCharsets.UTF_8));
    assertDone("plot", "{dir}/runs/d-1", "confusion", "boundary", "--data", "{dir}/d.csv");
    List<Long> drawn =
        table("confusion").stream().skip(1).map(line -> Long.valueOf(line.split(",")[2])).toList();
    assertThat(drawn.toString().replaceAll("[\\[\\] ]", ""))
        .isEqualTo(measured.get("confusion").toString().replaceAll("[\\[\\] ]", ""));

    List<String> predicted =
        assertDone("predict", "{dir}/runs/d-1", "{dir}/d.csv").data().lines().toList();
    List<String> boundary = table("boundary");
    assertThat(boundary.getFirst()).isEqualTo("kind,x0,x1,actual,predicted," + word);
    assertThat(predicted.getFirst()).isEqualTo("prediction," + word);
    assertThat(
            boundary.stream()
                .filter(line -> line.startsWith("example,"))
                .map(line -> line.split(",")[4]))
        .containsExactlyElementsOf(
            predicted.stream().skip(1).map(line -> line.split(",")[0]).toList());
  }

  @Test
  void imagesHaveTheClassAndScoreThatArePredicted() throws IOException {
    train(64, "hinge", 1);
    List<String> predicted =
        assertDone("predict", "{dir}/runs/d-1", "{dir}/d.csv").data().lines().toList();
    assertDone("plot", "{dir}/runs/d-1", "digits", "--data", "{dir}/d.csv");
    List<String> drawn = table("digits");
    assertThat(drawn.getFirst()).isEqualTo("group,row,label,prediction,score");
    List<String[]> first =
        drawn.stream()
            .filter(line -> line.startsWith("the first "))
            .map(line -> line.split(","))
            .toList();
    assertThat(first).hasSize(24);
    for (String[] cells : first) {
      String[] said = predicted.get(Integer.parseInt(cells[1])).split(",");
      assertThat(cells[3]).isEqualTo(said[0]);
      assertThat(Float.parseFloat(cells[4])).isEqualTo(Float.parseFloat(said[1]));
    }
  }
}
