package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.LossSpec;
import io.lockstep.config.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RareCategoriesTest {

  @TempDir Path folder;

  private Sections sections(String cells) throws IOException {
    StringBuilder table = new StringBuilder("kind,label\n");
    for (int i = 0; i < cells.length(); i++) {
      char cell = cells.charAt(i);
      table.append(cell == '-' ? "?" : cell).append(i % 2 == 0 ? ",p\n" : ",q\n");
    }
    Files.writeString(folder.resolve("t.csv"), table);
    return Sections.csv("t.csv", "label").with("rare-categories", "2");
  }

  private LoadedData load(Sections sections) {
    return Loading.load(sections.section(), folder, 1, LossSpec.CROSS_ENTROPY);
  }

  @Test
  void rareTextsShareAPlaceWithThoseThatTrainingNeverHeld() throws IOException {
    Sections sections = sections("aabbcd-");
    Files.writeString(folder.resolve("u.csv"), "kind,label\nb,p\nc,p\nx,p\n?,q\n");
    LoadedData data = load(sections.test(new Source.Csv("u.csv", "label")));
    Examples test = data.test().orElseThrow();

    assertThat(Sections.features(data.train(), 0)).containsExactly(1, 0, 0, 0);
    assertThat(Sections.features(data.train(), 4)).containsExactly(0, 0, 1, 0);
    assertThat(Sections.features(data.train(), 6)).containsExactly(0, 0, 0, 1);
    assertThat(Sections.features(test, 0)).containsExactly(0, 1, 0, 0);
    assertThat(Sections.features(test, 1)).containsExactly(0, 0, 1, 0);
    assertThat(Sections.features(test, 2)).containsExactly(0, 0, 1, 0);
    assertThat(Sections.features(test, 3)).containsExactly(0, 0, 0, 1);
    assertThat(data.columns().getFirst().encoded())
        .isEqualTo("one-hot, 2 rare as one with missing");
    assertThat(data.notes())
        .contains(
            "test file: column 'kind': 1 of 4 cells hold what training never knew ('x'), and count as rare ones");
  }

  @Test
  void withoutRareTextsThereIsNoPlaceForThem() throws IOException {
    LoadedData data = load(sections("aabbaa"));

    assertThat(data.encoding().featureWidth()).isEqualTo(2);
  }

  @Test
  void theEncodingIsReadBackAsItWas() throws IOException {
    Encoding encoding = load(sections("aabcd-")).encoding();

    assertThat(Encoding.fromMap(encoding.toMap())).isEqualTo(encoding);
  }

  @Test
  void rareIsWhatIsRareInTheTrainingPart() throws IOException {
    LoadedData data = load(sections("aaaaaaaaaaaaaaabcdefghi").split(0.3, 0));
    Encoding.Table table = (Encoding.Table) data.encoding().features();

    assertThat(((Encoding.CategoryColumn) table.columns().getFirst()).categories())
        .containsExactly("a");
  }
}
