package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.LossSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeaksTest {

  @TempDir Path folder;

  private List<String> leaks(LossSpec loss, String column) throws IOException {
    return leaks(loss, column, 60);
  }

  /// @param loss by which the label is a class or a number
  /// @param rows in the order of their labels when they are many, as files of some origins are
  private List<String> leaks(LossSpec loss, String column, int rows) throws IOException {
    Random random = new Random(3);
    StringBuilder table = new StringBuilder("x,leak,y\n");
    for (int row = 0; row < rows; row++) {
      boolean sorted = rows > 60;
      double x = random.nextGaussian();
      int of = sorted ? row * 3 / rows : row % 3;
      double number = sorted ? Math.max(0, row - 3000) / 100.0 : x * 3 + random.nextGaussian();
      String cell =
          switch (column) {
            case "code" -> "c" + (of == 2 ? of + 2 * (row % 2) : of);
            case "stretch" -> Double.toString(of * 10 + random.nextDouble());
            case "gap" -> of == 1 ? "" : "7." + row % 5;
            case "unit" -> Double.toString(number * 1.8 + 32);
            case "near" -> Double.toString(number + random.nextGaussian());
            case "mixed" -> "c" + (row == rows - 53 ? (of + 1) % 3 : of);
            default -> "n" + row;
          };
      String y = loss == LossSpec.MSE ? Double.toString(number) : "k" + of;
      table.append("%s,%s,%s%n".formatted(x, cell, y));
    }
    Files.writeString(folder.resolve("t.csv"), table);
    Sections sections = Sections.csv("t.csv", "y");
    return Loading.load(
            (column.equals("name") ? sections.categories("leak") : sections).section(),
            folder,
            1,
            loss)
        .notes()
        .stream()
        .filter(note -> note.contains("the label in all"))
        .toList();
  }

  @Test
  void aColumnThatTellsTheLabelAloneIsNamed() throws IOException {
    assertThat(leaks(LossSpec.CROSS_ENTROPY, "code"))
        .containsExactly(
            "column 'leak' alone tells the label in all 60 training rows: if it is known only when the label is, leave it out with --set data.ignore=[leak]");
    assertThat(leaks(LossSpec.CROSS_ENTROPY, "stretch")).hasSize(1);
    assertThat(leaks(LossSpec.CROSS_ENTROPY, "gap")).hasSize(1);
    assertThat(leaks(LossSpec.MSE, "unit")).hasSize(1);
  }

  @Test
  void aFileThatIsSortedByItsLabelHidesNothing() throws IOException {
    for (String column : List.of("code", "stretch", "gap")) {
      assertThat(leaks(LossSpec.CROSS_ENTROPY, column, 9000))
          .as(column)
          .singleElement()
          .asString()
          .startsWith("column 'leak' alone tells the label in all 9000 training rows");
    }
    assertThat(leaks(LossSpec.MSE, "unit", 9000)).hasSize(1);
    assertThat(leaks(LossSpec.CROSS_ENTROPY, "mixed", 9000)).isEmpty();
    assertThat(leaks(LossSpec.CROSS_ENTROPY, "name", 9000)).isEmpty();
    assertThat(leaks(LossSpec.MSE, "near", 9000)).isEmpty();
  }

  @Test
  void aColumnThatOnlyHelpsIsNot() throws IOException {
    assertThat(leaks(LossSpec.CROSS_ENTROPY, "mixed")).isEmpty();
    assertThat(leaks(LossSpec.CROSS_ENTROPY, "name")).isEmpty();
    assertThat(leaks(LossSpec.MSE, "near")).isEmpty();
  }
}
