package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.LossSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A column that is the same in all training rows is 0 for ever.
final class ColumnsWithoutInformationTest {

  @TempDir Path folder;

  private LoadedData load(String content, Sections sections) throws IOException {
    Files.writeString(folder.resolve("t.csv"), content);
    return Loading.load(sections.section(), folder, 1, LossSpec.CROSS_ENTROPY);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whateverALaterFileHoldsThereChangesNothing(boolean standardize) throws IOException {
    Sections sections = Sections.csv("t.csv", "y").with("standardize", standardize + "");
    LoadedData data =
        load(
            "a,year,void,land\n".replace("\n", ",y\n")
                + "1,2023,,DE,p\n2,2023,,DE,q\n3,2023,,DE,p\n",
            sections);
    assertThat(data.encoding().featureWidth()).isEqualTo(4);
    assertThat(data.notes())
        .containsExactly(
            "columns 'year', 'void', 'land' are the same (or missing) in all training rows and"
                + " carry nothing: 0 always");
    Encoding read = Encoding.fromMap(data.encoding().toMap());
    for (String rows :
        new String[] {
          "a,year,void,land\n2,2023,,DE\n", "a,year,void,land\n2,2999,text,FR\n", "a\n2\n"
        }) {
      Files.writeString(folder.resolve("new.csv"), rows);
      EncodedFile file = read.encodeUnlabelled(folder.resolve("new.csv"));
      assertThat(Sections.features(file.examples(), 0))
          .isEqualTo(Sections.features(data.train(), 1))
          .endsWith(0f, 0f, 0f);
      assertThat(file.unknown()).isEmpty();
    }
  }

  @Test
  void theTrainingPartDecidesAndNotTheFile() throws IOException {
    StringBuilder rows = new StringBuilder("a,rare,y\n");
    for (int i = 0; i < 60; i++) {
      rows.append(i % 7).append(",").append(i == 3 ? 1 : 0).append(i % 2 == 0 ? ",p\n" : ",q\n");
    }
    boolean constant = false;
    boolean kept = false;
    for (int seed = 0; seed < 20; seed++) {
      Files.writeString(folder.resolve("t.csv"), rows.toString());
      LoadedData data =
          Loading.load(
              Sections.csv("t.csv", "y").split(0.3, 0).section(),
              folder,
              seed,
              LossSpec.CROSS_ENTROPY);
      Encoding.Table table = (Encoding.Table) data.encoding().features();
      constant |= table.columns().get(1) instanceof Encoding.ConstantColumn;
      kept |= table.columns().get(1) instanceof Encoding.NumberColumn;
    }
    assertThat(constant).as("the odd row was kept aside by some seed").isTrue();
    assertThat(kept).as("and not by another").isTrue();
  }

  @Test
  void aTextThatIsThereOrNotTellsSomething() throws IOException {
    LoadedData data = load("mark,y\nx,p\n,q\nx,p\n", Sections.csv("t.csv", "y"));
    assertThat(Sections.features(data.train(), 0)).containsExactly(1f, 0f);
    assertThat(Sections.features(data.train(), 1)).containsExactly(0f, 1f);
  }

  @Test
  void oneRowTellsNothingOfItsColumnsAndKeepsThemWhereNumbersAreTakenAsTheyAre()
      throws IOException {
    Files.writeString(folder.resolve("t.csv"), "a,b,y\n1,2,3\n");
    Sections sections = Sections.csv("t.csv", "y");
    LoadedData raw = Loading.load(sections.raw().section(), folder, 1, LossSpec.MSE);
    assertThat(Sections.features(raw.train(), 0)).containsExactly(1f, 2f);
    LoadedData scaled = Loading.load(sections.section(), folder, 1, LossSpec.MSE);
    assertThat(Sections.features(scaled.train(), 0)).containsExactly(0f, 0f);
    assertThat(scaled.notes())
        .containsExactly(
            "columns 'a', 'b' are the same (or missing) in all training rows and carry nothing: 0"
                + " always: no column tells anything, and the net can learn no more than the share"
                + " or the mean of the label");
  }
}
