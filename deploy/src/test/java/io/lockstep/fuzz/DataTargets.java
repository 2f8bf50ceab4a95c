package io.lockstep.fuzz;

import static io.lockstep.fuzz.Target.texts;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.Dialect;
import io.lockstep.config.RunConfiguration;
import io.lockstep.data.Loading;
import io.lockstep.failure.ExitCode;
import io.lockstep.source.CsvRows;
import io.lockstep.source.DataFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Files of examples.
final class DataTargets {

  private static final int INPUTS = 300;

  private DataTargets() {}

  static List<Target> in(Path folder) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    return List.of(rows(data), table(data), images(data), labels(data));
  }

  private static List<byte[]> tables() {
    return texts(
        "a,b,c\n1,2.5,x\n3,\"4,5\",\"y\"\"z\"\n\n# no\n5,6,é\n",
        "sep=;\r\na;b;c\r\n1,5;2;x\r\n\"3\r\n\";4;y\r\n",
        "\ufeffa\tb\tc\n1\t2\tx\n3\t4\ty\n");
  }

  private static Target rows(Path folder) {
    return Target.of(
        "rows",
        tables(),
        INPUTS,
        bytes -> {
          DataFile file = new DataFile(Files.write(folder.resolve("rows.csv"), bytes), "");
          try (CsvRows rows = CsvRows.open(file, Dialect.UNSTATED)) {
            while (rows.next()) {
              rows.cells();
            }
          }
        },
        ExitCode.DATA);
  }

  private static Target table(Path folder) {
    RunConfiguration configuration = configuration("{ csv: table.csv, label: c }");
    return Target.of(
        "table",
        tables(),
        INPUTS,
        bytes -> {
          Files.write(folder.resolve("table.csv"), bytes);
          load(configuration, folder);
        },
        ExitCode.DATA,
        ExitCode.USAGE);
  }

  /// Of images as they are, and packed.
  private static Target images(Path folder) throws IOException {
    byte[] plain = idx(3, 2, 2);
    Files.write(folder.resolve("labels"), idx(3));
    RunConfiguration configuration = configuration("{ images: images, labels: labels }");
    return Target.of(
        "images",
        List.of(plain, gzipped(plain)),
        INPUTS,
        bytes -> {
          Files.write(folder.resolve("images"), bytes);
          load(configuration, folder);
        },
        ExitCode.DATA,
        ExitCode.OUT_OF_MEMORY);
  }

  private static Target labels(Path folder) throws IOException {
    Files.write(folder.resolve("three-images"), idx(3, 2, 2));
    RunConfiguration configuration = configuration("{ images: three-images, labels: its-labels }");
    return Target.of(
        "labels",
        List.of(idx(3)),
        INPUTS,
        bytes -> {
          Files.write(folder.resolve("its-labels"), bytes);
          load(configuration, folder);
        },
        ExitCode.DATA,
        ExitCode.OUT_OF_MEMORY);
  }

  private static RunConfiguration configuration(String train) {
    return ConfigurationReader.of(
        "c.yaml",
        """
        data: { train: %s }
        model: { layers: [{ dense: 2 }], loss: cross-entropy }
        train: { epochs: 1 }
        """
            .formatted(train),
        List.of());
  }

  private static void load(RunConfiguration configuration, Path folder) {
    Loading.load(configuration.data(), folder, 42, configuration.model().loss());
  }

  private static byte[] idx(int... shape) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {0, 0, 8, (byte) shape.length});
    int count = 1;
    for (int size : shape) {
      bytes.writeBytes(new byte[] {0, 0, 0, (byte) size});
      count *= size;
    }
    for (int i = 0; i < count; i++) {
      bytes.write(i % 2);
    }
    return bytes.toByteArray();
  }

  private static byte[] gzipped(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(plain);
    }
    return bytes.toByteArray();
  }
}
