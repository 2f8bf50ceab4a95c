package io.lockstep.training;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.FromSpec;
import io.lockstep.config.LossSpec;
import io.lockstep.config.RunConfiguration;
import io.lockstep.data.Encoding;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.Sha256;
import io.lockstep.layout.Tensor;
import io.lockstep.model.Network;
import io.lockstep.run.ModelFile;
import io.lockstep.run.Provenance;
import io.lockstep.run.RunFolder;
import io.lockstep.run.StoredModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The model with whose weights a run begins, and by whose encoding it reads its data: what a
/// column means to these weights is what it meant when they were trained.
///
/// @param folder in which it lies, or lay when the run began
public record StartingModel(Path folder, StoredModel model, String weightsSha256) {

  /// @param configFolder what a relative `train.from` starts from
  /// @throws io.lockstep.failure.LockstepException if there is no whole model, or it is another
  ///   than the configuration states
  static Optional<StartingModel> of(RunConfiguration configuration, Path configFolder) {
    return configuration.train().from().map(from -> read(configFolder.resolve(from.model()), from));
  }

  private static StartingModel read(Path place, FromSpec from) {
    Path folder = find(place);
    StoredModel model = ModelFile.read(folder);
    String sha256 = Sha256.weights(model.parameters());
    if (!from.weightsSha256().isEmpty() && !from.weightsSha256().equals(sha256)) {
      throw Failure.of(
              ExitCode.USAGE,
              "the model in train.from has other weights than the configuration states")
          .at("%s: weights sha256 %s".formatted(folder, sha256))
          .advising(
              "bring back the model with %s, or leave weights-sha256 out for a new run"
                  .formatted(from.weightsSha256()))
          .exception();
    }
    return new StartingModel(origin(folder, model), model, sha256);
  }

  private static Path origin(Path folder, StoredModel model) {
    return RunFolder.isBegunModel(folder)
        ? model.provenance().from().map(Provenance.From::model).orElse(folder)
        : folder;
  }

  /// The configuration with which a run goes on that keeps the model with which it began: the
  /// original may have moved since, or be another.
  ///
  /// @param run its folder
  /// @param wanted located; what it begins with may be given without its weights' hash
  /// @return empty if that run keeps none, or began with another than is wanted
  /// @throws io.lockstep.failure.LockstepException if the copy is damaged and the original is gone
  public static Optional<RunConfiguration> keptIn(Path run, RunConfiguration wanted) {
    Path kept = RunFolder.begunModelOf(run).toAbsolutePath().normalize();
    if (wanted.train().from().isEmpty() || !ModelFile.exists(kept)) {
      return Optional.empty();
    }
    FromSpec from = wanted.train().from().get();
    return copy(kept, from)
        .flatMap(copy -> copy.provenance().from())
        .filter(original ->
            from.weightsSha256().isEmpty()
                ? original.model().startsWith(from.model())
                : from.weightsSha256().equals(original.weightsSha256()))
        .map(original -> wanted.with(new FromSpec(kept.toString(), original.weightsSha256())));
  }

  /// Empty when it is damaged and the original may do instead.
  private static Optional<StoredModel> copy(Path kept, FromSpec from) {
    try {
      return Optional.of(ModelFile.read(kept));
    } catch (LockstepException damaged) {
      if (isThere(Path.of(from.model()))) {
        return Optional.empty();
      }
      throw damaged
          .failure()
          .advising("bring back the model with which the run began: " + from.model())
          .exception(damaged);
    }
  }

  private static boolean isThere(Path place) {
    try {
      ModelFile.read(find(place));
      return true;
    } catch (LockstepException gone) {
      return false;
    }
  }

  /// Keeps a copy with the run, unless it has one that can be read.
  void keepIn(Path run) {
    Path kept = RunFolder.begunModelOf(run);
    if (!ModelFile.exists(kept) || !isThere(kept)) {
      ModelFile.write(kept, model.copiedFrom(new Provenance.From(folder, weightsSha256)));
    }
  }

  /// The best model of a run where there is one, else its last.
  ///
  /// @param place a model folder, or the folder of a run
  public static Path find(Path place) {
    if (ModelFile.exists(place)) {
      return place;
    }
    return List.of(RunFolder.bestModelOf(place), RunFolder.modelOf(place)).stream()
        .filter(ModelFile::exists)
        .findFirst()
        .orElseThrow(() ->
            Failure.of(ExitCode.USAGE, "there is no model to begin with in " + place)
                .at(place.toAbsolutePath().toString())
                .advising("name the folder of a model, or of a run that is done")
                .exception());
  }

  /// What it was trained by.
  RunConfiguration configuration() {
    return ConfigurationReader.of(folder.toString(), model.configurationYaml(), List.of());
  }

  /// How raw rows become its features.
  Encoding encoding() {
    return Encoding.fromMap(model.encoding());
  }

  /// @throws io.lockstep.failure.LockstepException with exit code 2 unless a net for this loss can
  ///   go on with it
  void requireKind(LossSpec loss) {
    boolean classes = encoding().isOfClasses();
    if (classes != PreparedRun.isOfClasses(loss)) {
      LossSpec its = configuration().model().loss();
      throw Failure.of(
              ExitCode.USAGE,
              "the model to begin with gives %s, and model.loss is %s"
                  .formatted(classes ? "classes" : "numbers", loss.word()))
          .at(folder.toString())
          .advising("model.loss: %s, as it was trained with".formatted(its.word()))
          .exception();
    }
  }

  /// @throws io.lockstep.failure.LockstepException with exit code 2 naming the first tensor that
  ///   differs
  void requireFit(Network network) {
    if (network.layout().fits(model.layout())) {
      return;
    }
    List<Tensor> ours = network.layout().tensors();
    List<Tensor> its = model.layout().tensors();
    int at = 0;
    while (at < Math.min(ours.size(), its.size()) && shown(ours, at).equals(shown(its, at))) {
      at++;
    }
    throw Failure.of(
            ExitCode.USAGE,
            "the model to begin with is another net: it has %s where this one has %s"
                .formatted(shown(its, at), shown(ours, at)))
        .at(folder.toString())
        .advising("take over its model section: config.yaml of the run that made it")
        .exception();
  }

  private static String shown(List<Tensor> tensors, int at) {
    return at < tensors.size()
        ? "%s %s".formatted(tensors.get(at).name(), tensors.get(at).shape())
        : "nothing";
  }
}
