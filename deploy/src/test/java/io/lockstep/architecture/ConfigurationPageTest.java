package io.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ActivationSpec;
import io.lockstep.config.BadRows;
import io.lockstep.config.LossSpec;
import io.lockstep.config.Words;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// docs/configuration.md names every word that a configuration may hold, and every variable of the
/// environment that is read.
final class ConfigurationPageTest {

  private static final String PAGE = "docs/configuration.md";

  /// What the readers of the configuration quote and is no sentence: keys and words.
  private static final Pattern KEY = Pattern.compile("\"([a-z][a-z0-9-]*)\"");

  private static final Pattern VARIABLE = Pattern.compile("LOCKSTEP_[A-Z_]+[A-Z]");

  private final Repository repository = Repository.ofThisBuild();
  private final String page = String.join("\n", Repository.lines(repository.root().resolve(PAGE)));

  @Test
  void everyKeyOfTheReadersIsNamed() {
    Set<String> keys =
        found(
            KEY,
            repository.mainSources().stream()
                .filter(path -> path.toString().contains("/io/lockstep/config/"))
                .filter(path -> path.toString().endsWith("Reader.java")));
    assertThat(keys).hasSizeGreaterThan(50);
    assertThat(keys).as("keys that %s does not name", PAGE).allMatch(this::isNamed);
  }

  @Test
  void everyWordOfAChoiceIsNamed() {
    assertThat(
            Stream.concat(
                LossSpec.KINDS.stream().map(LossSpec::word),
                Stream.of(ActivationSpec.values(), BadRows.Rule.values())
                    .flatMap(Stream::of)
                    .map(Words::of)))
        .as("words that %s does not name", PAGE)
        .allMatch(this::isNamed);
  }

  @Test
  void everyVariableOfTheEnvironmentIsNamed() {
    Stream<Path> readers =
        repository.textFiles().stream()
            .filter(path -> repository.shown(path).matches("deploy/bin/.*|.*/src/main/.*"));
    assertThat(found(VARIABLE, readers))
        .as("variables that %s does not name", PAGE)
        .hasSizeGreaterThan(8)
        .allMatch(name -> page.contains("`" + name + "`"));
  }

  /// As code, alone or as the first word: `dense: UNITS`.
  private boolean isNamed(String key) {
    return Pattern.compile("`" + Pattern.quote(key) + "[`:]").matcher(page).find()
        || Pattern.compile("[{,] " + Pattern.quote(key) + ": ").matcher(page).find();
  }

  private static Set<String> found(Pattern pattern, Stream<Path> files) {
    Set<String> found = new TreeSet<>();
    files.forEach(file -> {
      for (String line : Repository.lines(file)) {
        Matcher matcher = pattern.matcher(line);
        while (matcher.find()) {
          found.add(matcher.groupCount() > 0 ? matcher.group(1) : matcher.group());
        }
      }
    });
    return found;
  }
}
