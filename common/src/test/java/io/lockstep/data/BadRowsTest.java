package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.LossSpec;
import io.lockstep.config.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BadRowsTest {

  private static final String TABLE =
      """
      a,b,y
      1,5,p
      2,x,q
      3,7,p
      4,8
      5,9,q
      6,10,p,z
      a,b,y
      7,,q
      """;

  @TempDir Path folder;

  private LoadedData load(String rule, String most) throws IOException {
    Files.writeString(folder.resolve("t.csv"), TABLE);
    return Loading.load(sections(rule, most).section(), folder, 1, LossSpec.CROSS_ENTROPY);
  }

  private static Sections sections(String rule, String most) {
    return Sections.csv("t.csv", "y").raw().with("bad-rows", rule).with("bad-rows-max", most);
  }

  @Test
  void rowsThatDoNotFitAreLeftOutAndKeptAside() throws IOException {
    LoadedData data = load("skip", "0.5");

    assertThat(data.train().count()).isEqualTo(4);
    assertThat(Sections.features(data.train(), 1)).containsExactly(3, 7);
    assertThat(Sections.features(data.train(), 3)).containsExactly(7, 7);
    assertThat(data.rejected().getFirst().rows())
        .extracting(row -> row.line() + " " + row.column() + " " + row.reason() + " " + row.cells())
        .containsExactly(
            "3 b column 'b': 'x' is not a number [2, x, q]",
            "5  row with 2 fields where the header has 3 [4, 8]",
            "7  row with 4 fields where the header has 3 [6, 10, p, z]",
            "8  the header stands here a second time [a, b, y]");
    assertThat(data.notes())
        .contains(
            "4 of 8 rows do not fit and are left out; the first at %s/t.csv:3: column 'b': 'x' is not a number"
                .formatted(folder));
  }

  @Test
  void cellsThatCannotBeReadCountAsMissingWhereThatIsAsked() throws IOException {
    LoadedData data = load("impute", "0.5");

    assertThat(data.train().count()).isEqualTo(5);
    assertThat(Sections.features(data.train(), 1)).containsExactly(2, 7);
    assertThat(data.notes())
        .contains(
            "1 of 8 rows have cells that cannot be read and count as missing; the first at %s/t.csv:3: column 'b': 'x' is not a number"
                .formatted(folder));
  }

  @Test
  void moreOfThemThanAllowedAreRefused() throws IOException {
    Files.writeString(folder.resolve("t.csv"), TABLE);

    assertThat(new Refusals(folder).of(sections("skip", "0.3"), LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: 4 of 8 rows do not fit, and data.bad-rows-max allows 0.3 of them; the first: column 'b': 'x' is not a number
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   fix the file, or allow more: --set data.bad-rows-max=0.5\
            """);
  }

  @Test
  void withoutAskingTheFirstIsRefused() throws IOException {
    Files.writeString(folder.resolve("t.csv"), TABLE);

    assertThat(new Refusals(folder).of(Sections.csv("t.csv", "y"), LossSpec.CROSS_ENTROPY))
        .contains("row with 2 fields where the header has 3", "DIR/t.csv:5");
  }

  @Test
  void rowsWithoutALabelOrWithOneThatIsNoNumberDoNotFit() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "a,y\n1,2\n2,\n3,4\n4,high\n5,6\n6,1\n");
    LoadedData data = Loading.load(sections("impute", "0.5").section(), folder, 1, LossSpec.MSE);

    assertThat(data.train().count()).isEqualTo(4);
    assertThat(data.rejected().getFirst().rows())
        .extracting(RejectedRows.Row::reason)
        .containsExactly(
            "label column 'y': the label is missing", "label column 'y': 'high' is not a number");
  }

  @Test
  void aMissingCellThatMayNotBeMissingIsABadOne() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "a,y\n1,p\n,q\n3,p\n4,q\n");
    LoadedData data =
        Loading.load(
            sections("skip", "0.5").missing("fail").section(), folder, 1, LossSpec.CROSS_ENTROPY);

    assertThat(data.train().count()).isEqualTo(3);
  }

  @Test
  void theRuleIsKeptWithTheModelAndPredictionsAreForEachRow() throws IOException {
    Encoding encoding = load("skip", "0.5").encoding();
    Path other = folder.resolve("u.csv");
    Files.writeString(other, "a,b,y\n1,5,p\n2,x,q\n3,7,p\n");
    Encoding read = Encoding.fromMap(encoding.toMap());

    assertThat(read).isEqualTo(encoding);
    assertThat(read.encodeLabelled(other).examples().count()).isEqualTo(2);
    EncodedFile predicted = read.encodeUnlabelled(other);
    assertThat(predicted.examples().count()).isEqualTo(3);
    assertThat(predicted.notes().getFirst()).contains("count as missing", "u.csv:3");
    Files.writeString(other, "a,b,y\n1,5,p\n2,q\n");
    assertThat(Refusals.block(folder, () -> read.encodeUnlabelled(other)))
        .contains("row with 2 fields where the header has 3");
  }

  @Test
  void aTestFileIsReadByTheSameRule() throws IOException {
    Files.writeString(folder.resolve("t.csv"), TABLE);
    Files.writeString(folder.resolve("u.csv"), "a,b,y\n1,5,p\n2,x,q\n3,7,p\n");
    LoadedData data =
        Loading.load(
            sections("skip", "0.5").test(new Source.Csv("u.csv", "y")).section(),
            folder,
            1,
            LossSpec.CROSS_ENTROPY);

    assertThat(data.test().orElseThrow().count()).isEqualTo(2);
    assertThat(data.notes().getLast()).startsWith("test file: 1 of 3 rows do not fit");
  }
}
