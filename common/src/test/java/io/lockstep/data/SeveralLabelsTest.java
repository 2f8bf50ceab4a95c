package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lockstep.config.LossSpec;
import io.lockstep.config.Source;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SeveralLabelsTest {

  private static final LossSpec SHARES = new LossSpec.KullbackLeibler();

  @TempDir Path folder;

  private LoadedData load(String csv, LossSpec loss, String... labels) throws IOException {
    return load(csv, loss, section(labels));
  }

  private LoadedData load(String csv, LossSpec loss, Sections section) throws IOException {
    Files.writeString(folder.resolve("t.csv"), csv);
    return Loading.load(section.section(), folder, 1, loss);
  }

  private static Sections section(String... labels) {
    return Sections.of(new Source.Csv("t.csv", List.of(labels))).raw();
  }

  @Test
  void severalColumnsOfNumbersAreOneTarget() throws IOException {
    LoadedData data = load("a,x,b\n1,2,3\n4,5,6\n-1,7,0.5\n", LossSpec.MSE, "b", "a");
    assertThat(data.encoding().targetWidth()).isEqualTo(2);
    assertThat(data.train().targetWidth()).isEqualTo(2);
    assertThat(data.train().featureWidth()).isEqualTo(1);
    assertThat(Sections.targets(data.train(), 0)).containsExactly(3, 1);
    assertThat(Sections.targets(data.train(), 2)).containsExactly(0.5f, -1);
    assertThat(Sections.features(data.train(), 1)).containsExactly(5);
    assertThat(data.columns()).filteredOn(row -> row.role() == ColumnRow.Role.LABEL).hasSize(2);
  }

  @Test
  void severalColumnsOfTwoClassesAreZerosAndOnes() throws IOException {
    LoadedData data =
        load("x,a,b\n1,yes,0\n2,no,1\n3,no,0\n", LossSpec.BINARY_CROSS_ENTROPY, "a", "b");
    assertThat(Sections.targets(data.train(), 0)).containsExactly(1, 0);
    assertThat(Sections.targets(data.train(), 1)).containsExactly(0, 1);
    assertThat(data.encoding().classCount()).isZero();
  }

  @Test
  void theEncodingIsReadBackAndEncodesOtherFiles() throws IOException {
    LoadedData data =
        load("x,a,b\n1,yes,0\n2,no,1\n3,no,0\n", LossSpec.BINARY_CROSS_ENTROPY, "a", "b");
    Encoding again = Encoding.fromMap(data.encoding().toMap());
    assertThat(again).isEqualTo(data.encoding());
    Path other = Files.writeString(folder.resolve("o.csv"), "b,x,c,a\n1,9,z,yes\n");
    EncodedFile labelled = again.encodeLabelled(LossSpec.BINARY_CROSS_ENTROPY, other);
    assertThat(Sections.targets(labelled.examples(), 0)).containsExactly(1, 1);
    assertThat(Sections.features(labelled.examples(), 0)).containsExactly(9);
    assertThat(labelled.others()).containsExactly("c");
    EncodedFile unlabelled = again.encodeUnlabelled(other);
    assertThat(unlabelled.others()).containsExactly("c");
    assertThat(Sections.features(unlabelled.examples(), 0)).containsExactly(9);
  }

  @Test
  void eachLabelIsScaledByItself() throws IOException {
    LoadedData data =
        load(
            "x,a,b\n1,10,1000\n2,20,3000\n3,30,5000\n",
            LossSpec.MSE,
            section("a", "b").with("label-scale", "standard"));
    float[] first = Sections.targets(data.train(), 0);
    assertThat(first[0]).isCloseTo(-1.2247f, within(1e-3f));
    assertThat(first[1]).isCloseTo(-1.2247f, within(1e-3f));
    assertThat(data.encoding().inUnits(1, first[1])).isCloseTo(1000, within(0.1f));
    assertThat(data.encoding().lossFactor(LossSpec.MSE)).isEqualTo(1);
  }

  @Test
  void aMissingLabelInAnyColumnIsRefusedOrLeftOut() throws IOException {
    String csv = "x,a,b\n1,2,3\n4,5,\n6,7,8\n";
    assertThatThrownBy(() -> load(csv, LossSpec.MSE, "a", "b"))
        .isInstanceOfSatisfying(
            LockstepException.class,
            thrown -> {
              assertThat(thrown.failure().error())
                  .isEqualTo("label column 'b': the label is missing");
              assertThat(thrown.failure().block()).contains("t.csv:3");
              assertThat(thrown.failure().advice()).contains("data.unlabelled=skip");
            });
    LoadedData data = load(csv, LossSpec.MSE, section("a", "b").with("unlabelled", "skip"));
    assertThat(data.train().count()).isEqualTo(2);
  }

  @Test
  void sharesHaveToSumToOne() throws IOException {
    LoadedData data = load("x,a,b,c\n1,0.25,0.75,0\n2,0.333,0.333,0.333\n", SHARES, "a", "b", "c");
    assertThat(Sections.targets(data.train(), 0)).containsExactly(0.25f, 0.75f, 0);
    assertThatThrownBy(() -> load("x,a,b\n1,0.5,0.5\n2,0.5,0.6\n", SHARES, "a", "b"))
        .hasMessageContaining(
            "the labels a, b of row 2 are [0.5, 0.6]: shares are 0 or more and sum to 1");
    assertThatThrownBy(() -> load("x,a,b\n1,-0.5,1.5\n", SHARES, "a", "b"))
        .hasMessageContaining("row 1");
  }

  @Test
  void aColumnThatIsNotThereIsRefusedByName() {
    assertThatThrownBy(() -> load("x,a,b\n1,2,3\n", LossSpec.MSE, "a", "bb"))
        .hasMessageContaining("'bb'");
  }

  @Test
  void textAmongNumbersIsRefusedInAnyLabel() {
    assertThatThrownBy(() -> load("x,a,b\n1,2,red\n2,3,4\n", LossSpec.MSE, "a", "b"))
        .hasMessageContaining("label column 'b' holds 'red': this loss needs numbers");
  }

  @Test
  void sharesHaveToSumToOneInEachFile() throws IOException {
    String good = "x,a,b\n1,0.25,0.75\n2,0.5,0.5\n";
    Files.writeString(folder.resolve("u.csv"), "x,a,b\n1,46,-7\n");
    Sections tested = section("a", "b").test(new Source.Csv("u.csv", List.of("a", "b")));
    String error = "the labels a, b of row 1 are [46.0, -7.0]: shares are 0 or more and sum to 1";
    assertThatThrownBy(() -> load(good, SHARES, tested)).hasMessageContaining(error);

    Encoding encoding = load(good, SHARES, "a", "b").encoding();
    assertThat(
            Refusals.block(folder, () -> encoding.encodeLabelled(SHARES, folder.resolve("u.csv"))))
        .isEqualTo(
            """
            error: %s
              cause: DIR/u.csv
              kept:  nothing was changed
              try:   divide the labels of each row by their sum\
            """
                .formatted(error));
    assertThatThrownBy(() ->
            Loading.load(
                Sections.of(new Source.Csv("u.csv", List.of("a", "b"))).section(),
                folder,
                1,
                SHARES,
                Optional.of(encoding)))
        .hasMessageContaining(error);
  }
}
