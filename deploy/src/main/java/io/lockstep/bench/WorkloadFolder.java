package io.lockstep.bench;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.training.PreparedRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A workload as a user would have it: a configuration and its data, in a temporary folder that is
/// deleted at the end. What is measured is read and prepared like any run.
final class WorkloadFolder implements AutoCloseable {

  private final Path folder;
  private final Path configuration;

  private WorkloadFolder(Path folder, Path configuration) {
    this.folder = folder;
    this.configuration = configuration;
  }

  /// @param images folder with the four files of an image set under their usual names, for
  ///   workloads on images; generated data if empty
  static WorkloadFolder of(Workload workload, Optional<Path> images) {
    try {
      Path folder = Files.createTempDirectory("lockstep-bench-");
      Path configuration = folder.resolve(workload.name() + ".yaml");
      Files.writeString(configuration, yaml(workload, images, folder));
      return new WorkloadFolder(folder, configuration);
    } catch (IOException e) {
      throw Failure.of(ExitCode.STORAGE, "no temporary folder can be written")
          .at(e.getMessage())
          .advising("LOCKSTEP_JVM_OPTS=-Djava.io.tmpdir=DIR lockstep bench")
          .exception(e);
    }
  }

  private static String yaml(Workload workload, Optional<Path> images, Path folder)
      throws IOException {
    return switch (workload.content()) {
      case PIXELS -> {
        if (images.isEmpty()) {
          WorkloadData.writePictures(workload, folder);
        }
        Path data = images.orElse(folder).toAbsolutePath();
        yield workload.yaml("dir: \"%s\"".formatted(data), imageSource(data));
      }
      case NUMBERS -> {
        WorkloadData.writeNumbers(workload, folder.resolve("numbers.csv"));
        yield workload.yaml("standardize: false", "{ csv: numbers.csv, label: label }");
      }
    };
  }

  private static String imageSource(Path data) {
    String packed = Files.exists(data.resolve(WorkloadData.IMAGES)) ? "" : ".gz";
    return "{ images: %s%s, labels: %s%s }"
        .formatted(WorkloadData.IMAGES, packed, WorkloadData.LABELS, packed);
  }

  Path path() {
    return folder;
  }

  Path configuration() {
    return configuration;
  }

  PreparedRun prepare() {
    RunConfiguration read = ConfigurationReader.read(configuration, List.of());
    return PreparedRun.prepare(read, folder);
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
