package io.lockstep.training;

import io.lockstep.checkpoint.CheckpointStore;
import io.lockstep.checkpoint.Manifest;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A run as its own folder has it: the configuration that it keeps, and the data and the model with
/// which it began. Reads only.
public final class RecordedRun {

  private static final String CONFIGURATION = "config.yaml";

  private RecordedRun() {}

  /// Prepares the same run again.
  ///
  /// @param folder of the run
  /// @param report of the run
  /// @param overrides `key=value`, of what does not decide the bits of a step, such as `data.dir`
  /// @throws io.lockstep.failure.LockstepException with exit code 5 if the configuration is not
  ///   that of the run, with 4 if the data are not
  public static PreparedRun prepare(Path folder, RunReport report, List<String> overrides) {
    Path file = folder.resolve(CONFIGURATION);
    RunConfiguration stored = read(file, overrides);
    RunConfiguration configuration = StartingModel.keptIn(folder, stored).orElse(stored);
    Path start = folder.toAbsolutePath().normalize();
    PreparedRun run = PreparedRun.prepare(configuration, start);
    if (!run.configurationHash().equals(report.begun().configurationHash())) {
      throw otherConfiguration(run, report, file, overrides);
    }
    if (!run.data().fingerprint().equals(report.begun().dataFingerprint())) {
      throw Failure.of(
              ExitCode.DATA, "the data are not those of the run: " + difference(run, folder))
          .at(start.resolve(run.configuration().data().dir()).toString())
          .keeping("the run, as it is")
          .advising("bring those data back, or name the folder they are in: --set data.dir=DIR")
          .exception();
    }
    return run;
  }

  private static RunConfiguration read(Path file, List<String> overrides) {
    if (!Files.exists(file)) {
      throw Failure.of(ExitCode.STORAGE, file + " is missing")
          .at(file.toString())
          .keeping("the run, as it is")
          .advising("bring that file back: model/model.json keeps it as configuration")
          .exception();
    }
    RunConfiguration stored;
    try {
      stored = ConfigurationReader.read(file, List.of());
    } catch (LockstepException refused) {
      Failure failure = refused.failure();
      throw Failure.of(ExitCode.STORAGE, "the run's configuration: " + failure.error())
          .at(failure.cause())
          .keeping("the run, as it is")
          .advising("bring that file back: model/model.json keeps it as configuration")
          .exception(refused);
    }
    return overrides.isEmpty() ? stored : ConfigurationReader.read(file, overrides);
  }

  private static LockstepException otherConfiguration(
      PreparedRun run, RunReport report, Path file, List<String> overrides) {
    Failure failure =
        Failure.of(
                overrides.isEmpty() ? ExitCode.STORAGE : ExitCode.USAGE,
                "the configuration is not that by which the run was made")
            .at(
                "%s: hash %.16s, run.json has %.16s, of lockstep %s"
                    .formatted(
                        file,
                        run.configurationHash(),
                        report.begun().configurationHash(),
                        report.begun().versions().getOrDefault("lockstep", "?")))
            .keeping("the run, as it is");
    return failure
        .advising(
            overrides.isEmpty()
                ? "bring that file back: model/model.json keeps it as configuration"
                : "leave out what decides a step: %s".formatted(String.join(" ", overrides)))
        .exception();
  }

  private static String difference(PreparedRun run, Path folder) {
    List<Manifest> sighted = CheckpointStore.sighted(RunFolder.checkpointsOf(folder));
    return sighted.stream()
        .findFirst()
        .flatMap(newest ->
            Succession.of(run, folder.resolve(CONFIGURATION)).changedFiles(newest.facts()))
        .orElse("their fingerprint is another");
  }
}
