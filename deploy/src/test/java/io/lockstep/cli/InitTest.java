package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.LayerSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.RunConfiguration;
import io.lockstep.config.ScaleSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InitTest {

  private static final Path DATA =
      Path.of(System.getProperty("lockstep.root")).resolve("deploy/examples/data");

  @TempDir Path folder;

  private RunConfiguration drafted(String csv, String label) {
    Invocation invocation =
        Invocation.of(folder, "init", csv, "--label", label, "--out", "{dir}/drafted.yaml");
    assertThat(invocation.code()).as(invocation.talk()).isZero();
    return ConfigurationReader.read(folder.resolve("drafted.yaml"), List.of());
  }

  private String write(String header, String row) throws IOException {
    Path csv = folder.resolve("table.csv");
    String rows =
        IntStream.rangeClosed(1, 60)
            .mapToObj(
                i -> row.replace("#3", i % 3 + "").replace("#7", i % 7 + ".5").replace("#", i + ""))
            .collect(Collectors.joining("\n"));
    Files.writeString(csv, header + "\n" + rows + "\n");
    return csv.toString();
  }

  /// Each fifth flower is kept for the test.
  @Test
  void aDraftTrainsAsItStands() throws IOException {
    List<String> lines = Files.readAllLines(DATA.resolve("iris.csv"));
    List<String> test = new ArrayList<>(List.of(lines.getFirst()));
    List<String> train = new ArrayList<>(List.of(lines.getFirst()));
    for (int i = 1; i < lines.size(); i++) {
      (i % 5 == 0 ? test : train).add(lines.get(i));
    }
    Files.write(folder.resolve("test.csv"), test);
    drafted(Files.write(folder.resolve("train.csv"), train).toString(), "species");
    Invocation trained =
        Invocation.of(folder, "train", "{dir}/drafted.yaml", "--runs", "{dir}/runs");
    assertThat(trained.code()).as(trained.talk()).isZero();
    Invocation measured =
        Invocation.of(folder, "evaluate", "{dir}/runs/last", "{dir}/test.csv", "--json");
    String accuracy = measured.data().replaceFirst("(?s).*\"accuracy\": ?([0-9.]+).*", "$1");
    assertThat(Double.parseDouble(accuracy)).isGreaterThan(0.9);
  }

  @Test
  void semicolonsDecimalCommasAndColumnsWithoutANameAreRecognised() throws IOException {
    String csv = write("Date;CO(GT);T;AH;;", "0#3/03/2004;0,#3;#7;0,#;;".replace("#7", "#3,5"));
    Invocation drafting =
        Invocation.of(folder, "init", csv, "--label", "AH", "--out", "{dir}/drafted.yaml");
    assertThat(drafting.code()).as(drafting.talk()).isZero();
    assertThat(drafting.talk())
        .contains(
            "note: table.csv is read as: cells separated by semicolons, decimal commas; to say otherwise: data.delimiter, data.decimal\n",
            "\nCO(GT)  number ",
            "\nT       number ",
            " 0.5 to 2.5 ",
            "\nAH      number ")
        .doesNotContain("without a name", "\n4  ", "\n5  ");
    RunConfiguration drafted = ConfigurationReader.read(folder.resolve("drafted.yaml"), List.of());
    assertThat(drafted.model().loss()).isEqualTo(LossSpec.MSE);
    assertThat(drafted.data().numbers()).isEmpty();
    assertThat(drafted.data().categories()).isEmpty();
    Invocation trained = Invocation.of(folder, "train", "{dir}/drafted.yaml", "--dry-run");
    assertThat(trained.code()).as(trained.talk()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\t", "|", ";"})
  void otherSignsBetweenCellsAreRecognised(String sign) throws IOException {
    String csv = write("a,b".replace(",", sign), "#7,kind#3".replace(",", sign));
    assertThat(drafted(csv, "b").data().categories()).isEmpty();
    Invocation trained = Invocation.of(folder, "train", "{dir}/drafted.yaml", "--dry-run");
    assertThat(trained.code()).as(trained.talk()).isZero();
    assertThat(trained.talk()).contains("\na       number ", " 0.5 to 6.5 ");
  }

  @Test
  void textsAndFewWholeNumbersAreClasses() throws IOException {
    RunConfiguration texts = drafted(write("a,b", "#7,kind#3"), "b");
    assertThat(texts.model().loss()).isEqualTo(LossSpec.CROSS_ENTROPY);
    assertThat(texts.model().layers().getLast())
        .isInstanceOfSatisfying(
            LayerSpec.Dense.class, last -> assertThat(last.units()).isEqualTo(3));
    Files.delete(folder.resolve("drafted.yaml"));
    RunConfiguration wholes = drafted(write("a,b", "#7,#3"), "b");
    assertThat(wholes.model().loss()).isEqualTo(LossSpec.CROSS_ENTROPY);
  }

  @Test
  void anAmountIsANumberThatIsScaledInside() throws IOException {
    RunConfiguration configuration = drafted(write("a,b", "#7,#000"), "b");
    assertThat(configuration.model().loss()).isEqualTo(LossSpec.MSE);
    assertThat(configuration.data().recipe().labelScale()).isEqualTo(ScaleSpec.STANDARD);
  }

  @Test
  void columnsThatOnlyNameTheRowAreIgnoredWithTheReason() throws IOException {
    String csv = write("number,patient id,code,constant,a,b", "#,9#17,x#,same,#7,kind#3");
    RunConfiguration configuration = drafted(csv, "b");
    assertThat(configuration.data().ignore())
        .containsExactly("number", "patient id", "code", "constant");
    assertThat(folder.resolve("drafted.yaml"))
        .content()
        .contains(
            "# counts the rows", "# different in every row, like an id", "# the same in every row");
  }

  @Test
  void aColumnOfNumbersAndTextsIsDraftedAsCategories() throws IOException {
    String csv = write("size,a,b", "#3,#7,kind#3");
    Path mixed = folder.resolve("table.csv");
    Files.writeString(mixed, Files.readString(mixed).replace("\n2,", "\nlarge,"));
    RunConfiguration configuration = drafted(csv, "b");
    assertThat(configuration.data().categories()).containsExactly("size");
    assertThat(folder.resolve("drafted.yaml"))
        .content()
        .contains("- size  # 20 of 60 cells are not numbers, so all are read as texts");
  }

  @Test
  void namesThatYamlWouldTakeForSomethingElseAreQuoted() throws IOException {
    Path csv = Path.of(write("\"a\nb\",null,c", "#7,#7,kind#3"));
    for (String name : List.of("null.csv", "-été.csv", "1e3.csv")) {
      Files.copy(csv, folder.resolve(name));
      Invocation drafted =
          Invocation.of(
              folder, "init", "{dir}/" + name, "--label", "c", "--out", "{dir}/" + name + ".yaml");
      assertThat(drafted.code()).as(drafted.talk()).isZero();
      RunConfiguration read = ConfigurationReader.read(folder.resolve(name + ".yaml"), List.of());
      assertThat(name.replace("été", "-t-")).contains(read.run().name());
    }
  }

  @Test
  void nothingIsWrittenOverAFile() throws IOException {
    String csv = write("a,b", "#7,kind#3");
    drafted(csv, "b");
    String before = Files.readString(folder.resolve("drafted.yaml"));
    Invocation again =
        Invocation.of(folder, "init", csv, "--label", "a", "--out", "{dir}/drafted.yaml");
    assertThat(again.code()).isEqualTo(2);
    assertThat(folder.resolve("drafted.yaml")).hasContent(before);
  }

  @Test
  void bytesOfImagesAreTakenAsPixelsAndNoneIsLeftOut() throws IOException {
    StringBuilder table = new StringBuilder("kind");
    for (int pixel = 0; pixel < 64; pixel++) {
      table.append(",p").append(pixel);
    }
    for (int row = 0; row < 40; row++) {
      table.append("\nk").append(row % 2);
      for (int pixel = 0; pixel < 64; pixel++) {
        table.append(',').append(pixel < 8 ? 0 : (row * 31 + pixel * 7 * (row % 2 + 1)) % 256);
      }
    }
    Path csv = Files.writeString(folder.resolve("images.csv"), table.append('\n'));
    RunConfiguration configuration = drafted(csv.toString(), "kind");

    assertThat(configuration.data().recipe().scale()).isEqualTo(new ScaleSpec.Pixels(0, 1));
    assertThat(configuration.data().ignore()).isEmpty();
  }

  @Test
  void moreRowsGetALargerNetAndAPartToChooseBy() {
    DraftNet few = DraftNet.of(200, 10, DraftNet.Subject.NUMBERS);
    DraftNet some = DraftNet.of(2_000, 10, DraftNet.Subject.CLASSES);
    DraftNet many = DraftNet.of(200_000, 10, DraftNet.Subject.NUMBERS);

    assertThat(few.keepsBest()).isFalse();
    assertThat(some.keepsBest()).isTrue();
    assertThat(many.hidden().getFirst()).isGreaterThan(some.hidden().getFirst());
    assertThat(many.batch()).isGreaterThan(few.batch());
    assertThat(many.epochs()).isLessThan(few.epochs());
  }

  @Test
  void exclusiveOrIsLearntFromItsFourRows() throws IOException {
    Path csv = Files.writeString(folder.resolve("xor.csv"), "a,b,y\n0,0,n\n0,1,p\n1,0,p\n1,1,n\n");
    drafted(csv.toString(), "y");
    Invocation trained =
        Invocation.of(folder, "train", "{dir}/drafted.yaml", "--runs", "{dir}/runs");

    assertThat(trained.data()).contains("accuracy 1.0000");
  }
}
