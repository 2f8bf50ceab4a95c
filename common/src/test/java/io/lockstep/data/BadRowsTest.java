package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.BadRows;
import io.lockstep.config.LossSpec;
import io.lockstep.config.Source;
import io.lockstep.data.RejectedRows.Fate;
import io.lockstep.source.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    assertThat(read.encodeLabelled(LossSpec.CROSS_ENTROPY, other).examples().count()).isEqualTo(2);
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

  @Test
  void whereNoRowFitsThatIsSaidAndNotThatThereIsNone() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "a,b,y\n1,5\n,2,p\n3\n,4,q\n");
    Sections skipping = sections("skip", "1");
    assertThat(new Refusals(folder).of(skipping.missing("drop-row"), LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: no row is left of 4 rows: 2 that do not fit (data.bad-rows: skip), 2 with a missing cell (missing: drop-row); the first: row with 2 fields where the header has 3
              cause: DIR/t.csv:2
              kept:  nothing was changed
              try:   fix the file, or give one with rows that fit\
            """);
    Files.writeString(folder.resolve("t.csv"), "a,y\n1,p,q\n2\n");
    assertThat(new Refusals(folder).of(sections("impute", "1"), LossSpec.CROSS_ENTROPY))
        .contains(
            "no row is left of 2 rows: 2 that do not fit (data.bad-rows: impute); the first: row with 3 fields where the header has 2");
    assertThat(new Refusals(folder).of(sections("skip", "0.1"), LossSpec.CROSS_ENTROPY))
        .contains("2 of 2 rows do not fit, and data.bad-rows-max allows 0.1 of them; the first: ");
  }

  @Test
  void whereNoCellMayBeMissingOneThatCannotBeReadIsNoneEither() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "a,y\n1,p\n2,q\n3,p\n");
    Files.writeString(folder.resolve("u.csv"), "a,y\n1,p\nx,q\n");
    for (String rule : List.of("skip", "impute")) {
      LoadedData data =
          Loading.load(
              sections(rule, "0.5").missing("fail").test(new Source.Csv("u.csv", "y")).section(),
              folder,
              1,
              LossSpec.CROSS_ENTROPY);
      Encoding encoding = data.encoding();
      assertThat(Refusals.block(folder, () -> encoding.encodeUnlabelled(folder.resolve("u.csv"))))
          .isEqualTo(
              """
              error: column 'a': 'x' is not a number
                cause: DIR/u.csv:3
                kept:  nothing was changed
                try:   fix the cell\
              """);
      assertThat(data.test().orElseThrow().count()).isEqualTo(1);
      assertThat(data.rejected().getLast().rows().getFirst().reason())
          .isEqualTo("column 'a': 'x' is not a number");
    }
  }

  @Test
  void moreRowsThanAreKeptAreCountedByWhatBecameOfThem() {
    DataFile file = new DataFile(Path.of("t.csv"), "data.train.csv");
    RejectedRows rows = new RejectedRows(file, new BadRows(BadRows.Rule.IMPUTE, 1));
    for (int line = 2; line < RejectedRows.KEPT_MAX + 7; line++) {
      rows.add(new RejectedRows.Row(line, Fate.LEFT_OUT, "a", "no number", List.of("x")));
    }
    rows.add(new RejectedRows.Row(900_000, Fate.IMPUTED, "a", "no date", List.of("x")));
    assertThat(rows.rows()).hasSize(RejectedRows.KEPT_MAX);
    assertThat(rows.notes(1_000_000))
        .containsExactly(
            "100005 of 1000000 rows do not fit and are left out; the first at t.csv:2: no number",
            "1 of 1000000 rows have cells that cannot be read and count as missing; the first at t.csv:900000: no date");
  }
}
