package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.ConfigurationWriter;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.ModelFile;
import io.lockstep.run.Provenance;
import io.lockstep.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs that begin with the weights of another.
final class StartingModelTest {

  @TempDir Path folder;

  private PreparedRun first;
  private TrainingResult trained;
  private Path model;

  @BeforeEach
  void train() {
    first = SmallRun.prepare(folder);
    trained = SmallRun.train(first, folder.resolve("runs"), 1);
    model = trained.folder().resolve("model");
  }

  @Test
  void aRunBeginsWithTheWeightsOfTheModelAndSaysSo() {
    PreparedRun run = SmallRun.prepare(folder, from(model), "train.epochs=0");
    TrainingResult result = SmallRun.train(run, folder.resolve("again"), 1);
    assertThat(result.weightsSha256()).isEqualTo(trained.weightsSha256());
    Provenance provenance = ModelFile.read(result.folder().resolve("model")).provenance();
    assertThat(provenance.from()).hasValue(new Provenance.From(model, trained.weightsSha256()));
    assertThat(run.notes().getLast())
        .isEqualTo(
            "it begins with the weights of %s, after step %d, and reads its data as they were read there"
                .formatted(model, trained.steps()));
    assertThat(ModelFile.read(model).provenance().from()).isEmpty();
  }

  @Test
  void ofARunItIsTheBestModel() {
    PreparedRun run = SmallRun.prepare(folder, from(trained.folder()), "train.epochs=0");
    assertThat(SmallRun.train(run, folder.resolve("again"), 1).weightsSha256())
        .isEqualTo(RunFolder.reportOf(trained.folder()).best().orElseThrow().weightsSha256());
  }

  @Test
  void itTrainsOnWithAnotherRateAndOtherDataWhichAreReadAsTheModelReadsThem() throws IOException {
    Files.writeString(folder.resolve("other.csv"), "z,x,y,side\n5,1000,3,up\n7,-2000,1,down\n");
    PreparedRun run =
        SmallRun.prepare(
            folder,
            from(model),
            "data.validation=0",
            "data.train={ csv: %s, label: side }".formatted(folder.resolve("other.csv")),
            "train.optimizer={ adam: {} }");
    assertThat(run.data().encoding()).isEqualTo(first.data().encoding());
    assertThat(run.data().train().count()).isEqualTo(2);
    assertThat(SmallRun.train(run, folder.resolve("again"), 1).weightsSha256())
        .isNotEqualTo(trained.weightsSha256());
  }

  @Test
  void onTheSameDataItTrainsOnWhatTheFirstRunTrainedOn() {
    PreparedRun run = SmallRun.prepare(folder, from(model));
    assertThat(run.data().train().count()).isEqualTo(first.data().train().count());
    float[] ours = new float[first.data().train().featureWidth()];
    float[] theirs = ours.clone();
    for (int example = 0; example < first.data().train().count(); example++) {
      run.data().train().features(example, ours, 0);
      first.data().train().features(example, theirs, 0);
      assertThat(ours).isEqualTo(theirs);
    }
  }

  @Test
  void theKeptConfigurationStatesTheWeightsAndIsRefusedWhenTheyAreOthers() {
    PreparedRun run = SmallRun.prepare(folder, from(model));
    String kept = ConfigurationWriter.yaml(run.configuration());
    assertThat(kept).contains(trained.weightsSha256());
    assertThat(ConfigurationReader.of("kept.yaml", kept, List.of())).isEqualTo(run.configuration());
    assertThat(run.configurationHash()).isNotEqualTo(first.configurationHash());
    Failure refused =
        failure(
            "train.from={ model: '%s', weights-sha256: '%s' }".formatted(model, "ab".repeat(32)));
    assertThat(refused.error())
        .isEqualTo("the model in train.from has other weights than the configuration states");
  }

  @Test
  void anotherNetIsRefusedByTheFirstTensorThatDiffers() {
    assertThat(failure(from(model), "model.layers.0.dense=12").error())
        .isEqualTo(
            "the model to begin with is another net: it has dense_1/weight [3, 13] where this one has dense_1/weight [3, 12]");
  }

  @Test
  void aModelOfClassesIsNoneOfNumbers() {
    Failure refused = failure(from(model), "model.loss=mse");
    assertThat(refused.error())
        .isEqualTo("the model to begin with gives classes, and model.loss is mse");
    assertThat(refused.advice()).startsWith("model.loss: cross-entropy");
  }

  @Test
  void dataWithoutAColumnOfTheModelAreRefused() throws IOException {
    Files.writeString(folder.resolve("other.csv"), "x,y,side\n1,2,up\n");
    Failure refused =
        failure(
            from(model),
            "data.train={ csv: %s, label: side }".formatted(folder.resolve("other.csv")));
    assertThat(refused.error()).contains("z");
    assertThat(refused.code()).isEqualTo(ExitCode.DATA);
  }

  @Test
  void whereThereIsNoModelNothingBegins() {
    assertThat(failure(from(folder)).error()).startsWith("there is no model to begin with in ");
  }

  private Failure failure(String... overrides) {
    return catchThrowableOfType(LockstepException.class, () -> SmallRun.prepare(folder, overrides))
        .failure();
  }

  private static String from(Path place) {
    return "train.from=" + place;
  }
}
