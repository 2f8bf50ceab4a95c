package io.lockstep.training;

import io.lockstep.config.ConfigurationWriter;
import io.lockstep.model.LayerSummary;
import io.lockstep.run.ModelFile;
import io.lockstep.run.Provenance;
import io.lockstep.run.RunFolder;
import io.lockstep.run.StoredModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes the models of a run, with where they come from.
final class ModelStore {

  private final PreparedRun run;
  private final RunFolder folder;

  ModelStore(PreparedRun run, RunFolder folder) {
    this.run = run;
    this.folder = folder;
  }

  void storeBest(float[] parameters, long step) {
    ModelFile.write(folder.bestModel(), model(parameters, step));
  }

  void storeLast(float[] parameters, long step) {
    ModelFile.write(folder.model(), model(parameters, step));
  }

  /// Parameters of the best model, read back.
  float[] best() {
    return ModelFile.read(folder.bestModel()).parameters();
  }

  Path bestPlace() {
    return folder.bestModel();
  }

  private StoredModel model(float[] parameters, long step) {
    return new StoredModel(
        new StoredModel.Description(
            ConfigurationWriter.yaml(run.configuration()),
            run.network().summary().stream().map(LayerSummary::toString).toList(),
            run.data().encoding().toMap()),
        run.network().layout(),
        parameters,
        new Provenance(
            versions(),
            run.configuration().run().seed(),
            run.configurationHash(),
            run.data().fingerprint(),
            step,
            run.start().map(from -> new Provenance.From(from.folder(), from.weightsSha256()))));
  }

  Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("lockstep", Version.current());
    versions.put("java", Runtime.version().toString());
    versions.put("kernels", run.kernels().description());
    return versions;
  }
}
