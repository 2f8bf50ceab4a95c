package io.lockstep.cli;

import io.lockstep.config.Nearest;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.plot.ActivationsChart;
import io.lockstep.plot.Figure;
import io.lockstep.plot.Look;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Draw pictures of a run: SVG, PNG, and the numbers behind each as CSV.",
    footer = {
      "",
      "Without PICTURE: all that fit the run. The paths of the files go to stdout.",
      "  history     loss and metrics of each part over the epochs, the best marked",
      "  rate        the learning rate over the steps",
      "  confusion   which class was taken for which, of several labels each for itself",
      "  boundary    what the model gives where, for two inputs, with the examples on it",
      "  weights     those of the first layer, as images where the inputs are pixels",
      "  digits      rows of images with label and prediction"
    })
final class PlotCommand implements Callable<Integer> {

  private final Output output;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUN",
      description = "Folder of a run; of a model, for what needs no run.")
  private Path run;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "PICTURE",
      description = "history, rate, confusion, boundary, weights or digits.")
  private List<String> names = List.of();

  @Option(
      names = "--activations",
      description = "Each activation with its derivative; needs no run.")
  private boolean activations;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the files; default: plots in the run, else plots here.")
  private Path folder;

  @Option(names = "--dark", description = "For a dark page.")
  private boolean dark;

  @Mixin private ModelChoice choice = new ModelChoice();
  @Mixin private PlotData data = new PlotData();

  PlotCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Look look = dark ? Look.DARK : Look.LIGHT;
    boolean isRunGiven = run != null && !run.toString().isEmpty();
    if (!isRunGiven && !activations) {
      throw Failure.of(ExitCode.USAGE, "a run is missing")
          .at("lockstep plot")
          .advising("lockstep plot runs/last, or lockstep plot --activations")
          .exception();
    }
    PlotSubject subject =
        isRunGiven
            ? new PlotSubject(ModelChoice.find(run, output), choice, data, output).checked()
            : null;
    Path target =
        folder != null ? folder : subject != null ? subject.plots() : Path.of(PlotFiles.FOLDER);
    if (activations) {
      write(ActivationsChart.of(ActivationCurves.all(), look), target);
    }
    if (subject != null) {
      plot(pictures(subject, look), target);
    }
    output.data().flush();
    return 0;
  }

  private void plot(Map<String, Supplier<Figure>> pictures, Path target) {
    Set<String> wanted = checked(pictures.keySet());
    if (!wanted.isEmpty()) {
      pictures.forEach((name, picture) -> {
        if (wanted.contains(name)) {
          write(picture.get(), target);
        }
      });
      return;
    }
    Map<String, LockstepException> refused = new LinkedHashMap<>();
    pictures.forEach((name, picture) ->
        figure(name, picture, refused).ifPresent(figure -> write(figure, target)));
    if (refused.size() == pictures.size()) {
      throw refused.values().iterator().next();
    }
    refused.forEach((name, unfit) ->
        output.talk().println("note: no %s: %s".formatted(name, unfit.failure().error())));
  }

  private static Map<String, Supplier<Figure>> pictures(PlotSubject subject, Look look) {
    Map<String, Supplier<Figure>> pictures = new LinkedHashMap<>();
    pictures.put("history", () -> RunPictures.history(subject, look));
    pictures.put("rate", () -> RunPictures.rate(subject, look));
    pictures.put("confusion", () -> ModelPictures.confusion(subject, look));
    pictures.put("boundary", () -> BoundaryPicture.of(subject, look));
    pictures.put("weights", () -> ModelPictures.weights(subject, look));
    pictures.put("digits", () -> ImagePicture.of(subject, look));
    return pictures;
  }

  private Set<String> checked(Set<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        String meant =
            name.equals("activations")
                ? "; did you mean --activations?"
                : Nearest.to(name, known).map("; did you mean %s?"::formatted).orElse("");
        throw Failure.of(ExitCode.USAGE, "there is no picture '%s'%s".formatted(name, meant))
            .at("lockstep plot %s %s".formatted(run, String.join(" ", names)))
            .advising("one or more of: " + String.join(", ", known))
            .exception();
      }
    }
    return new LinkedHashSet<>(names);
  }

  /// When all are asked for, one that does not fit is no error.
  private static Optional<Figure> figure(
      String name, Supplier<Figure> picture, Map<String, LockstepException> refused) {
    try {
      return Optional.of(picture.get());
    } catch (LockstepException unfit) {
      refused.put(name, unfit);
      return Optional.empty();
    }
  }

  private void write(Figure figure, Path target) {
    PlotFiles.write(figure, target).forEach(file -> output.data().println(file));
  }
}
