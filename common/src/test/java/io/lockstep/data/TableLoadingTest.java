package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.config.LossSpec;
import io.lockstep.config.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableLoadingTest {

  @TempDir Path folder;

  @Test
  void byteOrderMarkCrLfQuotesBlankLinesAndNoLineEndAreAllRead() throws IOException {
    LoadedData data =
        load("\uFEFF\"first, column\",\"b \"\"q\"\"\",y\r\n 1 ,2,p\r\n\r\n\"3\",4,\"q\"", "y");
    assertThat(data.encoding().classNames()).containsExactly("p", "q");
    Encoding.Table table = (Encoding.Table) data.encoding().features();
    assertThat(table.columns())
        .extracting(Encoding.Column::name)
        .containsExactly("first, column", "b \"q\"");
    assertThat(Sections.features(data.train(), 0)).containsExactly(-1f, -1f);
    assertThat(Sections.features(data.train(), 1)).containsExactly(1f, 1f);
  }

  @Test
  void textsBecomeOneHotInSortedOrderAmidNumbersInTheOrderOfTheFile() throws IOException {
    write("a,colour,b,y\n1,red,5,0\n2,blue,6,1\n3,green,7,1\n");
    LoadedData data = load(Sections.csv("t.csv", "y").raw());
    assertThat(data.encoding().featureWidth()).isEqualTo(5);
    assertThat(Sections.features(data.train(), 0)).containsExactly(1, 0, 0, 1, 5);
    assertThat(Sections.features(data.train(), 1)).containsExactly(2, 1, 0, 0, 6);
    assertThat(Sections.features(data.train(), 2)).containsExactly(3, 0, 1, 0, 7);
    float[] batch = new float[12];
    Arrays.fill(batch, 9);
    data.train().features(1, batch, 4);
    assertThat(batch).containsExactly(9, 9, 9, 9, 2, 1, 0, 0, 6, 9, 9, 9);
  }

  @Test
  void missingCategoriesHaveASlotAndUnseenOnesShareIt() throws IOException {
    write("c,y\nu,0\n?,1\nv,0\n");
    Files.writeString(folder.resolve("test.csv"), "y,extra,c\n0,x,w\n1,x,\n1,x,v\n");
    LoadedData data = load(Sections.csv("t.csv", "y").test(new Source.Csv("test.csv", "y")));
    assertThat(Sections.features(data.train(), 1)).containsExactly(0, 0, 1);
    Examples test = data.test().orElseThrow();
    assertThat(Sections.features(test, 0)).containsExactly(0, 0, 1);
    assertThat(Sections.features(test, 1)).containsExactly(0, 0, 1);
    assertThat(Sections.features(test, 2)).containsExactly(0, 1, 0);
  }

  @Test
  void unseenCategoriesAreZerosWhereTrainingHeldNoMissingOnes() throws IOException {
    write("c,y\nu,0\nv,1\n");
    Files.writeString(folder.resolve("test.csv"), "c,y\nw,0\n,1\n");
    LoadedData data = load(Sections.csv("t.csv", "y").test(new Source.Csv("test.csv", "y")));
    assertThat(Sections.features(data.test().orElseThrow(), 0)).containsExactly(0, 0);
    assertThat(Sections.features(data.test().orElseThrow(), 1)).containsExactly(0, 0);
  }

  @Test
  void missingNumbersBecomeTheMeanOrTheMedian() throws IOException {
    write("x,y\n1,0\nNA,1\n2,0\n9,1\n");
    assertThat(Sections.features(load(Sections.csv("t.csv", "y").raw()).train(), 1))
        .containsExactly(4f);
    assertThat(
            Sections.features(load(Sections.csv("t.csv", "y").raw().missing("median")).train(), 1))
        .containsExactly(2f);
    assertThat(Sections.features(load(Sections.csv("t.csv", "y")).train(), 1)).containsExactly(0f);
  }

  @Test
  void aConstantColumnAndAnEmptyOneBecomeZeros() throws IOException {
    LoadedData data = load("a,b,c,y\n0.1,,1,0\n0.1,,2,1\n0.1,,3,1\n", "y");
    for (int i = 0; i < 3; i++) {
      assertThat(Sections.features(data.train(), i)).startsWith(0f, 0f);
    }
    assertThat(data.notes())
        .contains(
            "columns 'a', 'b' are the same (or missing) in all training rows and carry nothing: 0 always");
  }

  @Test
  void statisticsComeFromTheTrainingPartAlone() throws IOException {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int i = 0; i < 100; i++) {
      rows.append(i * i).append(i % 2 == 0 ? ",p\n" : ",q\n");
    }
    write(rows.toString());
    LoadedData data = load(Sections.csv("t.csv", "y").split(0.2, 0.2));
    double sum = 0;
    double squares = 0;
    int count = data.train().count();
    for (int i = 0; i < count; i++) {
      float x = Sections.features(data.train(), i)[0];
      sum += x;
      squares += (double) x * x;
    }
    assertThat(count).isEqualTo(60);
    assertThat(sum / count).isCloseTo(0, within(1e-6));
    assertThat(squares / count).isCloseTo(1, within(1e-6));
  }

  @Test
  void wholeNumbersAreClassesInOrderOfValueHoweverTheyAreWritten() throws IOException {
    LoadedData data = load("x,y\n1,10\n2,2.0\n3,2\n4,-1\n5,+10\n", "y");
    assertThat(data.encoding().classNames()).containsExactly("-1", "2", "10");
    assertThat(new float[] {target(data, 0), target(data, 1), target(data, 2), target(data, 3)})
        .containsExactly(2, 1, 1, 0);
  }

  @Test
  void regressionTakesTheNumberAsItIs() throws IOException {
    write("x,y\n1,206855.5\n2,-3e2\n");
    LoadedData data = Loading.load(Sections.csv("t.csv", "y").section(), folder, 1, LossSpec.MAE);
    assertThat(target(data, 0)).isEqualTo(206855.5f);
    assertThat(target(data, 1)).isEqualTo(-300f);
    assertThat(data.encoding().classCount()).isZero();
    assertThat(data.encoding().targetWidth()).isEqualTo(1);
  }

  @Test
  void whatJavaWouldTakeForANumberButPeopleWouldNotIsText() {
    for (String text :
        new String[] {"0x1p3", "1f", "1d", "NaN", "Infinity", "", "-", "1e", "1e99"}) {
      assertThat(NumberText.parse(text)).as(text).isNaN();
    }
    assertThat(NumberText.parse("-1.5E-3")).isEqualTo(-0.0015);
    assertThat(NumberText.parse(".5")).isEqualTo(0.5);
  }

  @Test
  void aColumnOfMoreTextsThanNumbersIsText() throws IOException {
    LoadedData data = load("x,y\n1,p\ntwo,q\nabc,q\n", "y");
    assertThat(data.train().featureWidth()).isEqualTo(3);
    assertThat(data.notes()).isEmpty();
  }

  @Test
  void aColumnThatTheConfigurationCallsCategoriesIsTextWhateverItHolds() throws IOException {
    write("code,y\n1,p\n2,q\nabc,q\n");
    assertThat(load(Sections.csv("t.csv", "y").categories("code")).train().featureWidth())
        .isEqualTo(3);
    write("code,y\n1,p\n2,q\n1.0,q\n");
    assertThat(load(Sections.csv("t.csv", "y").categories("code")).train().featureWidth())
        .isEqualTo(3);
  }

  @Test
  void aNoteSaysWhatAMissingCellBecomes() throws IOException {
    write("n,t,y\n1,a,p\nNA,b,q\n3,?,q\n");
    assertThat(load(Sections.csv("t.csv", "y")).notes())
        .containsExactly(
            "column 'n' is missing in 1 of 3 rows, and becomes the mean of the training rows there",
            "column 't' is missing in 1 of 3 rows, and becomes a category of its own there");
    assertThat(load(Sections.csv("t.csv", "y").missing("median")).notes())
        .contains(
            "column 'n' is missing in 1 of 3 rows, and becomes the median of the training rows there");
  }

  @Test
  void moreThan256ClassesAreTold() throws IOException {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int i = 0; i < 300; i++) {
      rows.append(i).append(',').append(i).append('\n');
    }
    LoadedData data = load(rows.toString(), "y");
    assertThat(data.encoding().classCount()).isEqualTo(300);
    assertThat(target(data, 299)).isEqualTo(299f);
  }

  @Test
  void theFingerprintFollowsTheContentAndNotThePath() throws IOException {
    LoadedData one = load("x,y\n1,p\n2,q\n", "y");
    Files.createDirectory(folder.resolve("elsewhere"));
    Files.write(
        folder.resolve("elsewhere/u.csv"),
        IdxRefusalTest.gzip(Files.readAllBytes(folder.resolve("t.csv"))));
    LoadedData two = load(Sections.csv("elsewhere/u.csv", "y"));
    assertThat(two.fingerprint()).isEqualTo(one.fingerprint()).hasSize(64);
    assertThat(load("x,y\n1,p\n3,q\n", "y").fingerprint()).isNotEqualTo(one.fingerprint());
  }

  private static float target(LoadedData data, int example) {
    return Sections.target(data.train(), example);
  }

  private void write(String content) throws IOException {
    Files.writeString(folder.resolve("t.csv"), content);
  }

  private LoadedData load(String content, String label) throws IOException {
    write(content);
    return load(Sections.csv("t.csv", label));
  }

  private LoadedData load(Sections section) {
    return Loading.load(section.section(), folder, 42, LossSpec.CROSS_ENTROPY);
  }
}
