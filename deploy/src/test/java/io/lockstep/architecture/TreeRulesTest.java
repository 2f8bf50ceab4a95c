package io.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What never stands in the tree: places of one machine, addresses of package registries, tests
/// that sleep.
final class TreeRulesTest {

  // Written in pieces, so that this file passes its own test.
  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w.])/(work|farm|root|home|Users)" + "/\\w|(?<![\\w.])/tmp" + "/\\w");
  private static final Pattern REGISTRY =
      Pattern.compile(
          String.join(
              "|",
              "repo1?\\.maven" + "\\.",
              "repo\\.maven\\.apache" + "\\.",
              "registry\\.npm" + "js",
              "deb\\.debian" + "\\.",
              "files\\.python" + "hosted",
              "docker" + "\\.io/"));

  private final Repository repository = Repository.ofThisBuild();

  @Test
  void noFileNamesAPlaceOfOneMachine() {
    assertThat(linesWith(MACHINE_PATH, repository.textFiles())).isEmpty();
  }

  @Test
  void noFileNamesAPackageRegistry() {
    assertThat(linesWith(REGISTRY, repository.textFiles())).isEmpty();
  }

  /// For a fixed time, that is: waiting with a deadline is allowed, see CONTRIBUTING.md.
  @Test
  void noTestSleeps() {
    Pattern sleep = Pattern.compile("Thread\\.sleep" + "\\(|TimeUnit\\.\\w+\\.sleep" + "\\(");
    List<Path> tests =
        repository.javaSources().stream()
            .filter(path -> path.toString().contains("/src/test/"))
            .toList();
    assertThat(linesWith(sleep, tests)).isEmpty();
  }

  @Test
  void commandsCanBeExecuted() {
    List<String> notExecutable = new ArrayList<>();
    for (Path file : repository.textFiles()) {
      String shown = repository.shown(file);
      boolean sourced = shown.endsWith(".bash");
      boolean command = (shown.startsWith("deploy/bin/") && !sourced) || shown.equals(".ci/run");
      if (command && !Files.isExecutable(file)) {
        notExecutable.add(shown);
      }
    }
    assertThat(notExecutable).isEmpty();
  }

  private List<String> linesWith(Pattern pattern, List<Path> files) {
    List<String> hits = new ArrayList<>();
    for (Path file : files) {
      int number = 0;
      for (String line : Repository.lines(file)) {
        number++;
        if (pattern.matcher(line).find()) {
          hits.add("%s:%d: %s".formatted(repository.shown(file), number, line.strip()));
        }
      }
    }
    return hits;
  }
}
