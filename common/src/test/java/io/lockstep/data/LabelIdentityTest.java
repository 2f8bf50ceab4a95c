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

/// Labels keep their text; those that mean the same are one class, and no others.
final class LabelIdentityTest {

  @TempDir Path folder;

  private LoadedData load(Sections sections, String... labels) throws IOException {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int i = 0; i < labels.length; i++) {
      rows.append(i).append(',').append(labels[i]).append('\n');
    }
    Files.writeString(folder.resolve("t.csv"), rows.toString());
    return Loading.load(sections.section(), folder, 1, LossSpec.CROSS_ENTROPY);
  }

  private List<String> classes(String... labels) throws IOException {
    return load(Sections.csv("t.csv", "y"), labels).encoding().classNames();
  }

  @Test
  void wholeNumbersBeyondADoubleAreToldApart() throws IOException {
    assertThat(classes("9007199254740993", "5", "9007199254740992", "9007199254740993.0"))
        .containsExactly("5", "9007199254740992", "9007199254740993");
    assertThat(classes("9007199254740993", "9007199254740995"))
        .containsExactly("9007199254740993", "9007199254740995");
    assertThat(
            classes(
                "123456789012345678901234567890123456789",
                "123456789012345678901234567890123456788"))
        .containsExactly(
            "123456789012345678901234567890123456788", "123456789012345678901234567890123456789");
  }

  @ParameterizedTest
  @CsvSource({
    "1 01, 01 1",
    "01 02, 01 02",
    "007 7 07, 007 07 7",
    "0 1 1.0 0.0, 0 1",
    "1.0 0.0, 0.0 1.0",
    "10 9 -1, -1 9 10",
    "a A, A a",
    "1 one, 1 one",
    "true false, false true",
  })
  void namesAreThoseOfTheFile(String labels, String classes) throws IOException {
    assertThat(classes(labels.split(" "))).containsExactly(classes.split(" "));
  }

  @Test
  void aModelKnowsItsClassesHoweverTheyAreWritten() throws IOException {
    Files.writeString(folder.resolve("u.csv"), "x,y\n1,1.0\n2,0\n3,+1\n");
    Sections sections = Sections.csv("t.csv", "y").test(new Source.Csv("u.csv", "y"));
    Examples test = load(sections, "0", "1").test().orElseThrow();
    assertThat(Sections.target(test, 0)).isEqualTo(1f);
    assertThat(Sections.target(test, 1)).isZero();
    assertThat(Sections.target(test, 2)).isEqualTo(1f);
  }

  @Test
  void aCodeIsNotTakenForANumberByAModel() throws IOException {
    LoadedData data = load(Sections.csv("t.csv", "y"), "01", "02");
    Files.writeString(folder.resolve("u.csv"), "x,y\n1,1\n");
    assertThat(
            Refusals.block(
                folder,
                () ->
                    data.encoding()
                        .encodeLabelled(LossSpec.CROSS_ENTROPY, folder.resolve("u.csv"))))
        .isEqualTo(
            """
            error: label 'y' holds the class '1', which the training data do not have
              cause: DIR/u.csv:2
              kept:  nothing was changed
              try:   fix the label; the classes are: 01, 02\
            """);
  }

  @Test
  void rowsWithoutALabelAreLeftOutWhereTheConfigurationSaysSo() throws IOException {
    Sections skipping = Sections.csv("t.csv", "y").with("unlabelled", "skip").raw();
    LoadedData data = load(skipping, "p", "", "q", "?", "p");
    assertThat(data.train().count()).isEqualTo(3);
    assertThat(Sections.features(data.train(), 1)).containsExactly(2f);
    assertThat(data.notes()).containsExactly("2 rows without a label are left out");
    Encoding read = Encoding.fromMap(data.encoding().toMap());
    EncodedFile again = read.encodeLabelled(LossSpec.CROSS_ENTROPY, folder.resolve("t.csv"));
    assertThat(again.examples().count()).isEqualTo(3);
    assertThat(again.notes()).containsExactly("2 rows without a label are left out");
    assertThat(read.encodeUnlabelled(folder.resolve("t.csv")).examples().count()).isEqualTo(5);
    assertThat(Refusals.block(folder, () -> load(skipping, "", "?")))
        .startsWith("error: no row of the file has a label\n  cause: DIR/t.csv\n");
  }

  @Test
  void aClassThatReadsLikeMissingIsNamedWithTheListToChange() throws IOException {
    Sections sections =
        Sections.csv("t.csv", "y").with("missing-markers", "[\"\", \"?\", NA, NaN]");
    assertThat(Refusals.block(folder, () -> load(sections, "EU", "NA")))
        .isEqualTo(
            """
            error: label column 'y': the label is missing; 'NA' counts as missing
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   fill the label in, or leave such rows out: --set data.unlabelled=skip; \
            if 'NA' is a class: --set 'data.missing-markers=["", "?", NaN]'\
            """);
    assertThat(
            load(sections.with("missing-markers", "[\"\", \"?\", NaN]"), "EU", "NA")
                .encoding()
                .classNames())
        .containsExactly("EU", "NA");
  }
}
