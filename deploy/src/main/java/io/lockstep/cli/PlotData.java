package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which examples a picture is drawn with.
final class PlotData {

  /// A part of a run's data.
  enum Part {
    TRAIN,
    VALIDATION,
    TEST;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--part",
      paramLabel = "PART",
      description =
          "train, validation or test; default: test, else validation, else train, as far as they are there.")
  private Part part;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "A labelled file instead; for IDX twice, images and labels.")
  private List<Path> files = List.of();

  Optional<Part> part() {
    return Optional.ofNullable(part);
  }

  /// Empty when the run's own data are meant.
  List<Path> files() {
    if (part != null && !files.isEmpty()) {
      throw Failure.of(ExitCode.USAGE, "--part is of the run's own data, and --data are others")
          .at("--part %s --data %s".formatted(part.text(), files.getFirst()))
          .advising("leave one of the two out")
          .exception();
    }
    return files;
  }
}
