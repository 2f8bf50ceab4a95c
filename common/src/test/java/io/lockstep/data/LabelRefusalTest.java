package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.config.LossSpec;
import io.lockstep.config.Source;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The whole block that a user sees when labels do not fit the file, the loss or the model.
final class LabelRefusalTest {

  @TempDir Path folder;

  private Refusals refusals;

  @BeforeEach
  void inAFolder() {
    refusals = new Refusals(folder);
  }

  @Test
  void aMisspeltLabelColumnIsAnsweredWithTheNearest() throws IOException {
    assertThat(refusals.of("a,Species\n1,x\n", "specie"))
        .isEqualTo(
            """
            error: label column 'specie' is not in the file
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   did you mean 'Species'? the columns are: a, Species\
            """);
  }

  @Test
  void aLabelColumnUnlikeAnyIsAnsweredWithAllOfThem() throws IOException {
    assertThat(refusals.of("a,b,c\n1,2,3\n", "diagnosis"))
        .isEqualTo(
            """
            error: label column 'diagnosis' is not in the file
              cause: DIR/t.csv:1
              kept:  nothing was changed
              try:   the columns are: a, b, c\
            """);
  }

  @Test
  void aMissingLabelIsNamedByItsLine() throws IOException {
    assertThat(refusals.of("x,y\n1,p\n2,NA\n3,q\n", "y"))
        .isEqualTo(
            """
            error: label column 'y': the label is missing; 'NA' counts as missing
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   fill the label in, or leave such rows out: --set data.unlabelled=skip; \
            if 'NA' is a class: --set 'data.missing-markers=["?"]'\
            """);
  }

  @Test
  void oneClassAloneIsAnError() throws IOException {
    assertThat(refusals.of("x,y\n1,p\n2,p\n", "y"))
        .isEqualTo(
            """
            error: label 'y' has one class only, 'p': there is nothing to tell apart
              cause: DIR/t.csv
              kept:  nothing was changed
              try:   give data with at least two classes\
            """);
  }

  @Test
  void fractionsAreNoClasses() throws IOException {
    assertThat(refusals.of("x,y\n1,1\n2,2.5\n", "y"))
        .isEqualTo(
            """
            error: label column 'y' holds 2.5: classes are whole numbers or texts
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   to predict a number: --set model.loss=mse\
            """);
  }

  @Test
  void wordsAreNoTargetsOfARegression() throws IOException {
    refusals.write("x,y\n1,1\n2,big\n");
    assertThat(refusals.of(Sections.csv("t.csv", "y"), LossSpec.MSE))
        .isEqualTo(
            """
            error: label column 'y' holds 'big': this loss needs numbers
              cause: DIR/t.csv:3
              kept:  nothing was changed
              try:   to predict a class: --set model.loss=cross-entropy\
            """);
  }

  @Test
  void aTestFileWithAnotherClassIsNamedByItsLine() throws IOException {
    refusals.write("x,y\n1,p\n2,q\n");
    Files.writeString(folder.resolve("test.csv"), "x,y\n1,p\n2,r\n");
    Sections section = Sections.csv("t.csv", "y").test(new Source.Csv("test.csv", "y"));
    assertThat(refusals.of(section, LossSpec.CROSS_ENTROPY))
        .isEqualTo(
            """
            error: label 'y' holds the class 'r', which the training data do not have
              cause: DIR/test.csv:3
              kept:  nothing was changed
              try:   fix the label; the classes are: p, q\
            """);
  }

  @Test
  void threeClassesDoNotFitABinaryLoss() throws IOException {
    refusals.write("x,y\n1,p\n2,q\n3,r\n");
    LockstepException refused =
        refusals.exception(Sections.csv("t.csv", "y"), LossSpec.BINARY_CROSS_ENTROPY);
    assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
    assertThat(refusals.shown(refused))
        .isEqualTo(
            """
            error: binary-cross-entropy needs two classes, label 'y' has 3
              cause: DIR/t.csv
              kept:  nothing was changed
              try:   --set model.loss=cross-entropy\
            """);
  }

  /// A loss that suits one of them would not suit the others.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p,0 q,0 p,0 | binary-cross-entropy | give data with at least two classes; or move 'v' from"
            + " data.train.label to data.ignore, and give the net one output less",
        "p,0 q,1 p,2 | binary-cross-entropy | write 'v' as a column for each of its classes, yes or"
            + " no; or move 'v' from data.train.label to data.ignore, and give the net one output less",
        "p,0 q,1 p,2.5 | binary-cross-entropy | to predict numbers in all label columns: --set"
            + " model.loss=mse; or move 'v' from data.train.label to data.ignore, and give the net one"
            + " output less",
        "1,p 2,q 3,p | mse | to predict one of two classes in each label column: --set"
            + " model.loss=binary-cross-entropy"
      })
  void oneOfSeveralLabelsIsAdvisedAsOneOfSeveral(String rows, String loss, String advice)
      throws IOException {
    refusals.write("u,v,x\n" + rows.replace(" ", ",7\n") + ",8\n");
    LossSpec spec =
        LossSpec.KINDS.stream().filter(kind -> kind.word().equals(loss)).findFirst().orElseThrow();
    LockstepException refused =
        refusals.exception(Sections.of(new Source.Csv("t.csv", List.of("u", "v"))), spec);
    assertThat(refused.failure().advice()).isEqualTo(advice);
  }

  @Test
  void filesOfTheCommandLineAreCheckedLikeAnyOther() throws IOException {
    refusals.write("x,y\n1,p\n2,q\n");
    Encoding encoding =
        Loading.load(Sections.csv("t.csv", "y").section(), folder, 1, LossSpec.CROSS_ENTROPY)
            .encoding();
    Files.writeString(folder.resolve("new.csv"), "xx,z\n1,2\n");
    LockstepException refused =
        catchThrowableOfType(
            LockstepException.class, () -> encoding.encodeUnlabelled(folder.resolve("new.csv")));
    assertThat(refusals.shown(refused))
        .isEqualTo(
            """
            error: column 'x' is not in the file, and the model has learnt from it
              cause: DIR/new.csv:1
              kept:  nothing was changed
              try:   add what is missing; the columns are: xx, z\
            """);
    assertThatThrownBy(() -> encoding.encodeUnlabelled(folder.resolve("a"), folder.resolve("b")))
        .hasMessageContaining("this model takes one CSV file, not 2");
  }
}
