package io.lockstep.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.config.Dialect;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One file that a test writes and reads.
///
/// @param file shown as `DIR/t.csv`
record Written(Path file) {

  /// What came out of a file.
  record Read(List<String> header, List<List<String>> rows, List<String> notes) {}

  static Written in(Path folder, String content) throws IOException {
    return in(folder, content.getBytes(StandardCharsets.UTF_8));
  }

  static Written in(Path folder, byte[] content) throws IOException {
    return new Written(Files.write(folder.resolve("t.csv"), content));
  }

  /// @param stated keys and values in turn
  Read read(String... stated) {
    return read(new DataFile(file, "data.train.csv"), stated);
  }

  static Read read(DataFile file, String... stated) {
    try (CsvRows rows = CsvRows.open(file, dialect(stated))) {
      List<List<String>> all = new ArrayList<>();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < rows.header().size(); i++) {
          row.add(rows.cell(i));
        }
        all.add(row);
      }
      return new Read(rows.header(), all, rows.notes());
    }
  }

  private static Dialect dialect(String... stated) {
    Map<String, String> map = new TreeMap<>();
    for (int i = 0; i < stated.length; i += 2) {
      map.put(stated[i], stated[i + 1]);
    }
    return Dialect.of(map);
  }

  /// The block that is shown, with code 4, of a file that the configuration names.
  String refused(String... stated) {
    return refused("data.train.csv", stated);
  }

  /// The block that is shown, of a file that the command line names.
  String refusedByCommand(String... stated) {
    return refused("", stated);
  }

  private String refused(String key, String... stated) {
    LockstepException refused =
        catchThrowableOfType(LockstepException.class, () -> read(new DataFile(file, key), stated));
    assertThat(refused.failure().code()).isEqualTo(ExitCode.DATA);
    return refused.failure().block().replace(file.getParent().toString(), "DIR");
  }
}
