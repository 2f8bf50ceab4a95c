package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.LossSpec;
import io.lockstep.config.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The scale of bytes, on columns of something else.
final class NoBytesTest {

  private static final String STANDARD =
      "; to scale it by what it holds: --set data.label-scale=standard";

  @TempDir Path folder;

  private List<String> notes(Sections sections) throws IOException {
    return Loading.load(sections.section(), folder, 1, LossSpec.MSE).notes();
  }

  private Sections table(String... rows) throws IOException {
    Files.write(folder.resolve("t.csv"), List.of(rows));
    return Sections.csv("t.csv", "y");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1 | 3   | pixels             | -1 to 3, | -0.00392157 to 0.0117647",
        "0  | 3   | '{ pixels: [-1, 1] }' | 0 to 3, | -1 to -0.976471",
        "0  | 256 | pixels             | 0 to 256, | 0 to 1.00392",
        "0  | 0.5 | pixels             | 0 to 0.5, | 0 to 0.00196078",
        "9  | 200.5 | pixels           | 9 to 200.5, | 0.0352941 to 0.786275"
      })
  void aLabelThatIsNoByteIsNamedWithWhatTheNetIsAskedFor(
      String low, String high, String scale, String range, String asked) throws IOException {
    Sections sections = table("x,y", "1," + low, "2," + high, "3," + low);

    assertThat(notes(sections.with("label-scale", scale)))
        .containsExactly(
            "label 'y' goes from %s and label-scale: pixels is for bytes, whole numbers from 0 to 255: the net is asked for %s%s"
                .formatted(range, asked, STANDARD));
    assertThat(notes(sections.with("label-scale", "standard"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"26", "254", "255"})
  void aLabelOfBytesIsNotNamed(String high) throws IOException {
    assertThat(notes(table("x,y", "1,0", "2," + high).with("label-scale", "pixels"))).isEmpty();
  }

  @Test
  void theLabelsOfImagesAreSeldomBytesToScale() throws IOException {
    Files.write(folder.resolve("i"), IdxRefusalTest.idx(new byte[] {1, 2, 3, 4, 5, 6}, 3, 1, 2));
    Files.write(folder.resolve("l"), IdxRefusalTest.idx(new byte[] {0, 4, 9}, 3));

    assertThat(notes(Sections.of(new Source.Idx("i", "l")).with("label-scale", "pixels")))
        .singleElement()
        .asString()
        .contains("goes from 0 to 9, and label-scale: pixels is for bytes")
        .endsWith(STANDARD);
  }

  @Test
  void columnsThatAreNoBytesAreNamedTogether() throws IOException {
    Sections sections = table("a,b,c,y", "0.1,7,-3,1", "0.9,255,2,2", "0.5,0,3,4");

    assertThat(notes(sections.with("scale", "pixels")))
        .containsExactly(
            "columns 'a', 'c' are scaled as bytes, whole numbers from 0 to 255 (pixels), and 'a' goes from 0.1 to 0.9; a scale such as standard goes by what a column holds");
    assertThat(notes(sections.with("columns", "{ c: { scale: pixels }, b: { scale: pixels } }")))
        .containsExactly(
            "column 'c' is scaled as bytes, whole numbers from 0 to 255 (pixels), and goes from -3 to 3; a scale such as standard goes by what a column holds");
  }

  @Test
  void missingCellsAndDatesAreNotMeant() throws IOException {
    Sections sections = table("x,d,y", "NA,2024-01-01,1", "7,2024-02-02,2", "8,2025-01-01,3");

    assertThat(notes(sections.with("scale", "pixels").with("dates", "[d]")))
        .noneMatch(note -> note.contains("pixels"));
  }
}
