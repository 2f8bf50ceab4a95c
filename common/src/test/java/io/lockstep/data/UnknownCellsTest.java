package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.LossSpec;
import io.lockstep.config.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a model says of a file that is unlike the one it learnt from.
final class UnknownCellsTest {

  @TempDir Path folder;

  private Encoding encoding;

  @BeforeEach
  void aModelOfAColourAndTwoNumbers() throws IOException {
    Files.writeString(
        folder.resolve("t.csv"),
        "color,size,grade,y\nred,1,1,n\nblue,2,2,p\nred,3,1,n\nblue,4,3,p\n");
    encoding =
        Loading.load(
                Sections.csv("t.csv", "y").categories("grade").section(),
                folder,
                1,
                LossSpec.CROSS_ENTROPY)
            .encoding();
  }

  private EncodedFile read(String rows) throws IOException {
    Files.writeString(folder.resolve("new.csv"), rows);
    return encoding.encodeUnlabelled(folder.resolve("new.csv"));
  }

  private String refused(String rows) throws IOException {
    Files.writeString(folder.resolve("new.csv"), rows);
    return Refusals.block(folder, () -> encoding.encodeUnlabelled(folder.resolve("new.csv")));
  }

  @Test
  void categoriesThatTrainingNeverKnewAreCounted() throws IOException {
    EncodedFile file = read("color,size,grade\ngreen,1,1\nRED,2,1\nred,3,1\ngreen,3,1\n");
    assertThat(file.notes())
        .containsExactly(
            "column 'color': 3 of 4 cells hold what training never knew ('green', 'RED'), and count"
                + " as missing ones; 'RED' differs from 'red' in upper and lower case");
    UnknownCells color = file.unknown().getFirst();
    assertThat(color.texts()).containsExactly("green", "RED");
    assertThat(color.count()).isEqualTo(3);
    assertThat(color.isIn(1)).isTrue();
    assertThat(color.isIn(2)).isFalse();
  }

  @Test
  void numbersAreFoundByTheirValue() throws IOException {
    EncodedFile file = read("color,size,grade\nred,1.0,1.0\nred,2,+2\nred,3,03\n");
    assertThat(Sections.features(file.examples(), 0)).endsWith(1f, 0f, 0f);
    assertThat(Sections.features(file.examples(), 1)).endsWith(0f, 1f, 0f);
    assertThat(file.unknown())
        .singleElement()
        .satisfies(cells -> assertThat(cells.texts()).containsExactly("03"));
  }

  @Test
  void cellsThatAreMissingOnlyHereAreCounted() throws IOException {
    assertThat(read("color,size,grade\n,1,1\nred,,2\nred,?,2\n").notes())
        .containsExactly(
            "column 'color' is missing in 1 of 3 rows, and counts as none of its categories there",
            "column 'size' is missing in 2 of 3 rows, and counts as 2.5 there");
  }

  @Test
  void otherColumnsAreToldApartFromTheLabel() throws IOException {
    assertThat(read("id,y,grade,color,size,note\n7,n,1,red,2,x\n").others())
        .containsExactly("id", "note");
  }

  @Test
  void allColumnsThatAreNotThereAreNamedAtOnce() throws IOException {
    assertThat(refused("color\nred\n"))
        .isEqualTo(
            """
            error: columns 'size', 'grade' are not in the file, and the model has learnt from them
              cause: DIR/new.csv:1
              kept:  nothing was changed
              try:   add what is missing; the columns are: color\
            """);
  }

  @Test
  void aNameInAnotherCaseIsFoundAndNeverOneThatIsNeededAnyway() throws IOException {
    assertThat(refused("Color,SIZE,grade\nred,1,1\n"))
        .endsWith(
            "try:   if they mean the same, rename 'Color' to 'color', 'SIZE' to 'size' in the header");
    assertThat(refused("color,grade\nred,1\n"))
        .endsWith("try:   add what is missing; the columns are: color, grade");
  }

  @Test
  void aTestFileAndThePartsKeptAsideAreLookedAtLikewise() throws IOException {
    Files.writeString(folder.resolve("u.csv"), "color,size,grade,y\ngreen,1,1,n\nred,,1,p\n");
    LoadedData data =
        Loading.load(
            Sections.csv("t.csv", "y").test(new Source.Csv("u.csv", "y")).section(),
            folder,
            1,
            LossSpec.CROSS_ENTROPY);
    assertThat(data.notes())
        .containsExactly(
            "test file: column 'size' is missing in 1 of 2 rows, and counts as 2.5 there",
            "test file: column 'color': 1 of 2 cells hold what training never knew ('green'), and"
                + " count as missing ones");
  }

  @Test
  void aLabelThatIsNotThereIsNotLookedForAmongFeatures() throws IOException {
    Files.writeString(folder.resolve("new.csv"), "color,size,grade,label\nred,1,1,n\n");
    assertThat(
            Refusals.block(
                folder,
                () -> encoding.encodeLabelled(LossSpec.CROSS_ENTROPY, folder.resolve("new.csv"))))
        .isEqualTo(
            """
            error: label column 'y' is not in the file
              cause: DIR/new.csv:1
              kept:  nothing was changed
              try:   name the column that holds it 'y'; the columns are: color, size, grade, label\
            """);
  }
}
