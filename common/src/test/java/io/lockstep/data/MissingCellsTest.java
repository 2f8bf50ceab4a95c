package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.LossSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MissingCellsTest {

  private static final String TABLE = "a,c,y\n1,u,p\n,v,q\n4,?,p\n7,u,q\n";

  @TempDir Path folder;

  private LoadedData load(String missing, String... more) throws IOException {
    Files.writeString(folder.resolve("t.csv"), TABLE);
    Sections sections = Sections.csv("t.csv", "y").raw().missing(missing);
    for (int i = 0; i < more.length; i += 2) {
      sections = sections.with(more[i], more[i + 1]);
    }
    return Loading.load(sections.section(), folder, 1, LossSpec.CROSS_ENTROPY);
  }

  @Test
  void aConstantStandsForMissingNumbers() throws IOException {
    LoadedData data = load("{ constant: -1 }");

    assertThat(Sections.features(data.train(), 1)).containsExactly(-1, 0, 1, 0);
    assertThat(data.notes()).contains("column 'a' is missing in 1 of 4 rows, and becomes -1 there");
  }

  @Test
  void anInputMoreSaysWhereANumberIsMissing() throws IOException {
    LoadedData data = load("mean", "missing-indicator", "true");

    assertThat(Sections.features(data.train(), 0)).containsExactly(1, 0, 1, 0, 0);
    assertThat(Sections.features(data.train(), 1)).containsExactly(4, 1, 0, 1, 0);
    assertThat(data.columns().getFirst().encoded()).isEqualTo("as it is, and if missing");
    assertThat(data.columns().getFirst().inputs()).isEqualTo(2);
    assertThat(Encoding.fromMap(data.encoding().toMap())).isEqualTo(data.encoding());
  }

  @Test
  void aColumnWithoutMissingCellsInTheTrainingPartHasNoSuchInput() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "a,y\n1,p\n2,q\n");
    LoadedData data =
        Loading.load(
            Sections.csv("t.csv", "y").with("missing-indicator", "true").section(),
            folder,
            1,
            LossSpec.CROSS_ENTROPY);

    assertThat(data.encoding().featureWidth()).isEqualTo(1);
  }

  @Test
  void aColumnThatIsTheSameOrMissingIsTakenWhenItsGapsAreTold() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "a,y\n5,p\n,q\n5,p\n");
    Sections sections = Sections.csv("t.csv", "y").raw();

    assertThat(width(sections)).isEqualTo(1);
    assertThat(width(sections.with("missing-indicator", "true"))).isEqualTo(2);
    LoadedData constant =
        Loading.load(
            sections.missing("{ constant: 0 }").section(), folder, 1, LossSpec.CROSS_ENTROPY);
    assertThat(Sections.features(constant.train(), 0)).containsExactly(5);
    assertThat(Sections.features(constant.train(), 1)).containsExactly(0);
  }

  private int width(Sections sections) {
    return Loading.load(sections.section(), folder, 1, LossSpec.CROSS_ENTROPY)
        .encoding()
        .featureWidth();
  }

  @Test
  void rowsWithAMissingCellAreLeftOutAndCounted() throws IOException {
    LoadedData data = load("drop-row");

    assertThat(data.train().count()).isEqualTo(2);
    assertThat(Sections.features(data.train(), 1)).containsExactly(7, 0);
    assertThat(data.notes())
        .contains("2 of 4 rows are left out, since a cell is missing (missing: drop-row)");
  }

  /// Whoever wants predictions wants one for each row; whoever measures wants the rows that
  /// training would have taken.
  @Test
  void aModelThatLeftRowsOutLeavesThemOutWhenItIsMeasuredAndFillsThemWhenItPredicts()
      throws IOException {
    Encoding kept = load("drop-row", "columns", "{ c: { missing: mean } }").encoding();
    Encoding encoding = Encoding.fromMap(kept.toMap());
    Path file = folder.resolve("t.csv");

    assertThat(encoding).isEqualTo(kept);
    assertThat(encoding.encodeLabelled(LossSpec.CROSS_ENTROPY, file).examples().count())
        .isEqualTo(3);
    EncodedFile predicted = encoding.encodeUnlabelled(file);
    assertThat(predicted.examples().count()).isEqualTo(4);
    assertThat(Sections.features(predicted.examples(), 1)[0]).isEqualTo(4);
    assertThat(predicted.notes())
        .contains("column 'a' is missing in 1 of 4 rows, and counts as 4 there");
  }

  @Test
  void oneColumnIsFilledOtherwiseThanTheRest() throws IOException {
    LoadedData data = load("fail", "columns", "{ a: { missing: median }, c: { missing: mean } }");

    assertThat(Sections.features(data.train(), 1)[0]).isEqualTo(4);
  }

  @Test
  void aModelOfBeforeRefusesAllMissingCellsWhenItDid() throws IOException {
    var map = load("mean").encoding().toMap();
    map.put("missing", "fail");
    ((java.util.List<?>) map.get("columns"))
        .forEach(column -> ((java.util.Map<?, ?>) column).remove("absent"));
    Encoding encoding = Encoding.fromMap(map);

    assertThat(Refusals.block(folder, () -> encoding.encodeUnlabelled(folder.resolve("t.csv"))))
        .isEqualTo(
            """
            error: column 'a': the value is missing
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   fill it in: this model was trained with data.missing: fail\
            """);
  }

  @Test
  void aFileOfWhichEachRowIsLeftOutIsRefused() throws IOException {
    Refusals refusals = new Refusals(folder);
    refusals.write("a,b,y\n,1,p\n2,,q\n");

    assertThat(refusals.of(Sections.csv("t.csv", "y").missing("drop-row"), LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: no row is left: a cell is missing in each of 2 rows, and missing: drop-row leaves such rows out
              cause: DIR/t.csv
              kept:  nothing was changed
              try:   let cells be filled: --set data.missing=mean\
            """);
  }
}
