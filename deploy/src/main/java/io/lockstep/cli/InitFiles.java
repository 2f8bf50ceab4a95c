package io.lockstep.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which of the files that `init` is given is learnt from, and which is tested on.
///
/// @param decisions what was decided, a sentence each
record InitFiles(Path train, Optional<Path> test, List<String> decisions) {

  private static final String TEST_NAME =
      "(?i)(.*[^a-z])?(test|testing|eval|holdout|valid|validation|val|dev)([^a-z].*)?";
  private static final String TRAIN_NAME = "(?i)(.*[^a-z])?(train|training)([^a-z].*)?";

  /// @param files at least one
  static InitFiles of(List<Path> files) {
    Path train =
        files.stream()
            .filter(file -> isNamed(file, TRAIN_NAME))
            .findFirst()
            .or(() -> files.stream().filter(file -> !isNamed(file, TEST_NAME)).findFirst())
            .orElse(files.getFirst());
    List<Path> others = new ArrayList<>(files);
    others.remove(train);
    Optional<Path> test = others.stream().filter(file -> isNamed(file, TEST_NAME)).findFirst();
    if (test.isEmpty() && others.size() == 1) {
      test = Optional.of(others.getFirst());
    }
    test.ifPresent(others::remove);
    List<String> decisions = new ArrayList<>();
    test.ifPresent(
        file -> decisions.add("%s is learnt from, and %s is for the test".formatted(train, file)));
    if (!others.isEmpty()) {
      decisions.add(
          "not used: %s; rows of several files are learnt from when they are one: (cat %s; tail -qn +2 %s) > all.csv"
              .formatted(joined(others, ", "), train, joined(others, " ")));
    }
    return new InitFiles(train, test, decisions);
  }

  private static boolean isNamed(Path file, String pattern) {
    return file.getFileName() != null && file.getFileName().toString().matches(pattern);
  }

  private static String joined(List<Path> files, String between) {
    return String.join(between, files.stream().map(Path::toString).toList());
  }

  /// Without the file to test on.
  InitFiles withoutTest(String reason) {
    List<String> changed = new ArrayList<>(decisions);
    test.ifPresent(file -> {
      changed.removeFirst();
      changed.addFirst("%s is not for the test: %s".formatted(file, reason));
    });
    return new InitFiles(train, Optional.empty(), changed);
  }
}
