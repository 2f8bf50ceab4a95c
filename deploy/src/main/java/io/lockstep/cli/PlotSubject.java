package io.lockstep.cli;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.LossSpec;
import io.lockstep.config.RunConfiguration;
import io.lockstep.data.EncodedFile;
import io.lockstep.data.Examples;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.ModelFile;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.Runs;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.StartingModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What pictures are drawn of: a run or a model, read as far as a picture needs it and only once.
final class PlotSubject {

  private final Path folder;
  private final ModelChoice choice;
  private final PlotData wanted;
  private final Output output;
  private TrainedModel model;
  private Labelled labelled;

  /// Examples with their labels.
  ///
  /// @param name in words, such as `test part`
  record Labelled(String name, Examples examples) {}

  /// @param folder of a run or a model
  PlotSubject(Path folder, ModelChoice choice, PlotData wanted, Output output) {
    this.folder = folder;
    this.choice = choice;
    this.wanted = wanted;
    this.output = output;
  }

  /// @return this
  /// @throws LockstepException when it is neither a run nor a model
  PlotSubject checked() {
    String runs = isRun() || ModelFile.exists(folder) ? "" : Runs.names(folder);
    if (!runs.isEmpty()) {
      throw Failure.of(ExitCode.USAGE, "%s holds runs, and is none".formatted(folder))
          .at(folder.toString())
          .advising("name one of those in it: " + runs)
          .exception();
    }
    if (!ModelFile.exists(folder)) {
      run();
    }
    return this;
  }

  /// Refuses examples that have several labels each, of which a picture shows one.
  ///
  /// @param what the picture is, such as `a boundary`
  /// @throws LockstepException with USAGE
  void requireOneLabel(String what) {
    int labels = model().encoding().targetWidth();
    if (labels > 1) {
      throw Failure.of(
              ExitCode.USAGE, "%s shows one label, and this model has %d".formatted(what, labels))
          .at(model().folder().toString())
          .advising(command("history"))
          .exception();
    }
  }

  /// The command that draws another picture of it.
  String command(String picture) {
    return new CommandWords("lockstep", "plot", folder.toString(), picture).text();
  }

  /// As a heading names it: by its own name, whatever link led to it.
  String name() {
    Path own;
    try {
      own = folder.toRealPath();
    } catch (IOException unreadable) {
      own = folder.toAbsolutePath().normalize();
    }
    return own.getFileName() == null ? own.toString() : own.getFileName().toString();
  }

  /// Where pictures of it go.
  Path plots() {
    return isRun() ? folder.resolve(PlotFiles.FOLDER) : Path.of(PlotFiles.FOLDER);
  }

  private boolean isRun() {
    return !ModelFile.exists(folder) && Runs.hasBegun(folder);
  }

  /// @throws LockstepException when it is no run
  Path run() {
    if (isRun()) {
      return folder;
    }
    if (ModelFile.exists(folder)) {
      Path beside = folder.toAbsolutePath().normalize().getParent();
      throw Failure.of(
              ExitCode.USAGE, "%s is a model: its history is with its run".formatted(folder))
          .at(folder.toString())
          .advising(
              Runs.hasBegun(beside)
                  ? "lockstep plot " + beside
                  : "name the folder of the run, such as runs/iris-1")
          .exception();
    }
    throw Failure.of(ExitCode.USAGE, "%s is no run".formatted(folder))
        .at(folder.toString())
        .advising("name the folder that training printed, such as runs/iris-1")
        .exception();
  }

  /// Empty where there is no report that can be read.
  Optional<RunReport> report() {
    try {
      return Optional.of(RunFolder.reportOf(folder));
    } catch (LockstepException unreadable) {
      return Optional.empty();
    }
  }

  RunConfiguration configuration() {
    return isRun()
        ? ConfigurationReader.read(folder.resolve("config.yaml"), List.of())
        : model().configuration();
  }

  TrainedModel model() {
    if (model == null) {
      model = choice.choose(folder, output);
    }
    return model;
  }

  Labelled labelled() {
    if (labelled == null) {
      labelled = wanted.files().isEmpty() ? ofRun() : ofFiles(wanted.files());
    }
    return labelled;
  }

  private Labelled ofFiles(List<Path> files) {
    LossSpec loss = model().configuration().model().loss();
    EncodedFile file = model().encoding().encodeLabelled(loss, files.toArray(Path[]::new));
    new FileNotes(file, model().configuration().data().ignore()).tell(output);
    return new Labelled(files.getFirst().getFileName().toString(), file.examples());
  }

  private Labelled ofRun() {
    if (!isRun()) {
      throw Failure.of(ExitCode.USAGE, "a model has no data with it")
          .at(folder.toString())
          .advising("name the run, or a labelled file: --data FILE")
          .exception();
    }
    RunConfiguration own = StartingModel.keptIn(folder, configuration()).orElse(configuration());
    PreparedRun prepared = PreparedRun.prepare(own, folder.toAbsolutePath());
    boolean changed =
        report()
            .map(report -> !report.begun().dataFingerprint().equals(prepared.data().fingerprint()))
            .orElse(false);
    if (changed) {
      throw Failure.of(ExitCode.DATA, "the data are no longer those of the run")
          .at(folder.resolve("config.yaml").toString())
          .advising("put the files back, or name a labelled file: --data FILE")
          .exception();
    }
    return part(prepared);
  }

  private Labelled part(PreparedRun prepared) {
    PlotData.Part part = wanted.part().orElseGet(() -> usual(prepared));
    Optional<Examples> examples =
        switch (part) {
          case TRAIN -> Optional.of(prepared.data().train());
          case VALIDATION -> prepared.data().validation();
          case TEST -> prepared.data().test();
        };
    return new Labelled(
        part.text() + " part",
        examples.orElseThrow(() ->
            Failure.of(ExitCode.USAGE, "this run has no %s part".formatted(part.text()))
                .at("--part " + part.text())
                .advising("--part train, or a labelled file: --data FILE")
                .exception()));
  }

  private static PlotData.Part usual(PreparedRun prepared) {
    if (prepared.data().test().isPresent()) {
      return PlotData.Part.TEST;
    }
    return prepared.data().validation().isPresent()
        ? PlotData.Part.VALIDATION
        : PlotData.Part.TRAIN;
  }
}
