package io.lockstep.bench;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.training.PreparedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A workload as a user would have it: a configuration and its data, in a temporary folder that is
/// deleted at the end. What is measured is read and prepared like any run.
final class WorkloadFolder implements AutoCloseable {

  private final TemporaryFolder folder;
  private final Path configuration;

  private WorkloadFolder(TemporaryFolder folder, Path configuration) {
    this.folder = folder;
    this.configuration = configuration;
  }

  /// @param images folder with the four files of an image set under their usual names, for
  ///   workloads on images; generated data if empty
  static WorkloadFolder of(Workload workload, Optional<Path> images) {
    TemporaryFolder folder = TemporaryFolder.create();
    try {
      Path configuration = folder.path().resolve(workload.name() + ".yaml");
      Files.writeString(configuration, yaml(workload, images, folder.path()));
      return new WorkloadFolder(folder, configuration);
    } catch (IOException e) {
      folder.close();
      throw TemporaryFolder.unwritable(e);
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
    return folder.path();
  }

  Path configuration() {
    return configuration;
  }

  PreparedRun prepare() {
    RunConfiguration read = ConfigurationReader.read(configuration, List.of());
    return PreparedRun.prepare(read, folder.path());
  }

  @Override
  public void close() {
    folder.close();
  }
}
