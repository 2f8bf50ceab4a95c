package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a run reads its data that begins with a model: columns are the model's, rows its own.
final class ContinuedDataTest {

  private static final String BCE =
      "model={ layers: [ { dense: 2 } ], loss: binary-cross-entropy }";

  @TempDir Path folder;

  private Path model;

  private void train(String... overrides) {
    PreparedRun first = SmallRun.prepare(folder, with("train.epochs=1", overrides));
    model = SmallRun.train(first, folder.resolve("runs"), 1).folder().resolve("model");
  }

  private PreparedRun begun(String csv, String... overrides) throws IOException {
    Files.writeString(folder.resolve("other.csv"), csv);
    String[] all =
        with(
            "data.train={ csv: %s, label: side }".formatted(folder.resolve("other.csv")),
            overrides);
    return SmallRun.prepare(folder, with("data.validation=0", with("train.from=" + model, all)));
  }

  private Failure refused(String csv, String... overrides) {
    return catchThrowableOfType(LockstepException.class, () -> begun(csv, overrides)).failure();
  }

  private static String[] with(String first, String... others) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(Arrays.asList(others));
    return all.toArray(String[]::new);
  }

  @Test
  void whatIsSaidOfRowsHoldsForTheRunThatGoesOn() throws IOException {
    train();
    String unlabelled = "x,y,z,side\n1,2,3,up\n1,2,3,\n";
    Failure refused = refused(unlabelled);
    assertThat(refused.error()).isEqualTo("label column 'side': the label is missing");
    assertThat(refused.advice()).contains("--set data.unlabelled=skip");
    PreparedRun run = begun(unlabelled, "data.unlabelled=skip");
    assertThat(run.data().train().count()).isEqualTo(1);
    assertThat(run.notes()).contains("train file: 1 row without a label is left out");

    String bad = "x,y,z,side\n1,2,3,up\nzz,2,3,up\n1,2\n";
    assertThat(refused(bad, "data.bad-rows=skip").error())
        .startsWith("2 of 3 rows do not fit, and data.bad-rows-max allows 0.1 of them");
    run = begun(bad, "data.bad-rows=skip", "data.bad-rows-max=0.7");
    assertThat(run.data().train().count()).isEqualTo(1);
    assertThat(run.data().rejected()).hasSize(1);
    assertThat(run.data().rejected().getFirst().count()).isEqualTo(2);

    String marked = "x,y,z,side\n1,2,3,up\nzz,2,3,up\n";
    assertThat(refused(marked).error()).isEqualTo("column 'x': 'zz' is not a number");
    run = begun(marked, "data.missing-markers=[zz]");
    assertThat(run.data().train().count()).isEqualTo(2);

    String written = "x;y;z;side\n# what is this\n1;2;3;up\n";
    run = begun(written, "data.comment='#'", "data.delimiter=;");
    assertThat(run.data().train().count()).isEqualTo(1);
  }

  @Test
  void whatTheModelWasTaughtOfRowsHoldsWhereNothingIsSaid() throws IOException {
    train("data.bad-rows=skip", "data.bad-rows-max=0.6", "data.missing-markers=[-999]");
    PreparedRun run = begun("x,y,z,side\n1,2,3,up\nzz,2,3,up\n-999,1,2,up\n");
    assertThat(run.data().train().count()).isEqualTo(2);
    assertThat(run.notes())
        .anyMatch(note -> note.startsWith("train file: column 'x' is missing in 1 of 2 rows"));
  }

  @Test
  void whatIsSaidOfColumnsIsNotedUnlessItIsWhatTheModelWasTold() throws IOException {
    train("data.scale=robust", "data.ignore=[z]", "data.missing=fail");
    String csv = "x,y,side\n1,2,up\n3,1,down\n";
    assertThat(begun(csv).notes()).noneMatch(note -> note.contains("changes nothing"));
    assertThat(begun(csv, "data.scale=robust", "data.ignore=[z]").notes())
        .noneMatch(note -> note.contains("changes nothing"));
    assertThat(
            begun(
                    csv,
                    "data.scale=min-max",
                    "data.ignore=[y]",
                    "data.missing=median",
                    "data.rare-categories=3",
                    "data.day-first=true")
                .notes())
        .contains(
            "the model to begin with says how columns are read, so this changes nothing: data.ignore, data.scale, data.missing, data.rare-categories, data.day-first");
  }

  @Test
  void firstValuesOtherThanThoseOfTheModelAreNoted() throws IOException {
    train("model.layers.0.init=ones");
    String csv = "x,y,z,side\n1,2,3,up\n3,1,2,down\n";
    String note =
        "the model to begin with has the weights, so init and bias-init of model.layers change nothing";
    assertThat(begun(csv, "model.layers.0.init=ones").notes()).doesNotContain(note);
    assertThat(begun(csv, "model.layers.0.init=ones", "model.layers.0.bias-init=ones").notes())
        .contains(note);
    assertThat(begun(csv, "model.layers.0.init=orthogonal").notes()).contains(note);
    assertThat(begun(csv, "model.layers.0.activation=relu").notes()).doesNotContain(note);
  }

  @Test
  void aMissingCellThatTheModelDoesNotAllowIsRefusedWithAdviceThatHelps() throws IOException {
    train("data.missing=fail");
    String csv = "x,y,z,side\n1,2,3,up\n,1,2,down\n";
    Failure refused = refused(csv);
    assertThat(refused.error()).isEqualTo("column 'x': the value is missing");
    assertThat(refused.advice())
        .isEqualTo(
            "fill it in, or leave such rows out: --set data.bad-rows=skip; the model to begin with was trained with data.missing: fail");
    assertThat(begun(csv, "data.bad-rows=skip", "data.bad-rows-max=0.5").data().train().count())
        .isEqualTo(1);
  }

  @Test
  void rowsThatDoNotFitAreInTheRunFolderInTheColumnsOfTheirNames() throws IOException {
    train();
    Files.writeString(folder.resolve("test.csv"), "side,x,y,z\nup,1,2,3\nup,1,zz,3\n");
    PreparedRun run =
        begun(
            "z,y,x,side,more\n1,2,3,up,a\nzz,2,3,up,b\n4,5\n",
            "data.bad-rows=skip",
            "data.bad-rows-max=0.7",
            "data.test={ csv: %s, label: side }".formatted(folder.resolve("test.csv")),
            "train.epochs=1");
    Path runFolder = SmallRun.train(run, folder.resolve("again"), 1).folder();
    String other = folder.resolve("other.csv").toString();
    assertThat(Files.readAllLines(runFolder.resolve("rejected.csv")))
        .containsExactly(
            "file,line,column,fate,reason,z,y,x,side,more",
            other + ",3,z,left out,column 'z': 'zz' is not a number,zz,2,3,up,b",
            other + ",4,,left out,row with 2 fields where the header has 5,4,5",
            folder.resolve("test.csv")
                + ",3,y,left out,column 'y': 'zz' is not a number,3,zz,1,up,");
  }

  @Test
  void aModelOfSeveralLabelsIsGoneOnWithByTheLossOfItsKind() throws IOException {
    Files.writeString(folder.resolve("two.csv"), "x,a,b\n1,yes,0\n2,no,1\n3,no,0\n4,yes,1\n");
    String[] two = {
      "data.train={ csv: %s, label: [a, b] }".formatted(folder.resolve("two.csv")),
      "data.validation=0"
    };
    train(with(BCE, two));
    String[] begun = with("train.from=" + model, two);
    PreparedRun run = SmallRun.prepare(folder, with(BCE, begun));
    assertThat(run.data().train().targetWidth()).isEqualTo(2);
    Failure refused =
        catchThrowableOfType(
                LockstepException.class,
                () ->
                    SmallRun.prepare(
                        folder, with("model={ layers: [ { dense: 2 } ], loss: mse }", begun)))
            .failure();
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.error())
        .isEqualTo("the model to begin with gives classes, and model.loss is mse");
    assertThat(refused.advice())
        .isEqualTo("model.loss: binary-cross-entropy, as it was trained with");
  }

  @Test
  void ofRowsThatMayBeBadNoneAreWhereTheModelAllowsNone() throws IOException {
    train();
    String csv = "x,y,z,side\n1,2,3,up\n";
    String note = "data.bad-rows-max changes nothing: data.bad-rows is fail, which allows none";
    assertThat(begun(csv, "data.bad-rows-max=0.5").notes()).contains(note);
    assertThat(begun(csv, "data.bad-rows-max=0.5", "data.bad-rows=impute").notes())
        .doesNotContain(note);
  }

  @Test
  void ofImagesWhatIsSaidOfTablesIsNotedAsInTheFirstRun() throws IOException {
    Files.write(
        folder.resolve("images"),
        new byte[] {0, 0, 8, 2, 0, 0, 0, 3, 0, 0, 0, 2, 9, 8, 7, 6, 5, 4});
    Files.write(folder.resolve("labels"), new byte[] {0, 0, 8, 1, 0, 0, 0, 3, 1, 0, 1});
    String[] images = {
      "data.train={ images: %s, labels: %s }"
          .formatted(folder.resolve("images"), folder.resolve("labels")),
      "data.validation=0",
      "model={ layers: [ { dense: 2 } ], loss: cross-entropy }"
    };
    train(images);
    String[] begun = with("train.from=" + model, images);
    assertThat(SmallRun.prepare(folder, begun).notes())
        .noneMatch(note -> note.contains("changes nothing"));
    String[] more = with("data.scale=robust", with("data.bad-rows=skip", begun));
    assertThat(SmallRun.prepare(folder, more).notes())
        .contains(
            "the data are images, so what is said of tables changes nothing: data.scale, data.bad-rows");
  }
}
