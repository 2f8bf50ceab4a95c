package io.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The page of faults names tests that exist, and says of each fault which one shows it.
final class FaultsPageTest {

  private static final int FAULTS = 42;
  private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\|.*");
  private static final Pattern TEST =
      Pattern.compile("`([A-Z][A-Za-z0-9]*Test)(?:\\.([a-z][A-Za-z0-9]*))?`( ◷)?");

  private static final String LONG = "@Tag(\"long\")";

  private final Repository repository = Repository.ofThisBuild();
  private final List<String> page = Repository.lines(repository.root().resolve("docs/faults.md"));

  @Test
  void everyFaultHasItsRowAndATestThatShowsIt() {
    List<Integer> rows = new ArrayList<>();
    List<String> unshown = new ArrayList<>();
    for (String line : page) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add(Integer.parseInt(row.group(1)));
        if (!TEST.matcher(line).find()) {
          unshown.add(line);
        }
      }
    }
    assertThat(rows).isEqualTo(IntStream.rangeClosed(1, FAULTS).boxed().toList());
    assertThat(unshown).isEmpty();
  }

  @Test
  void theTestsThatItNamesAreThereAndTakeAsLongAsItSays() {
    Map<String, Path> sources =
        repository.javaSources().stream()
            .filter(source -> source.toString().endsWith("Test.java"))
            .collect(
                Collectors.toMap(
                    source -> source.getFileName().toString().replace(".java", ""),
                    Function.identity(),
                    (one, _) -> one));
    Set<String> wrong = new TreeSet<>();
    Matcher named = TEST.matcher(String.join("\n", page));
    while (named.find()) {
      Path source = sources.get(named.group(1));
      String text = source == null ? "" : String.join("\n", Repository.lines(source));
      boolean isThere =
          named.group(2) == null ? source != null : text.contains(" " + named.group(2) + "(");
      boolean isLong = text.contains("\n" + LONG + "\n") || isLong(text, named.group(2));
      if (!isThere || isLong != (named.group(3) != null)) {
        wrong.add(named.group());
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean isLong(String text, String method) {
    return method != null
        && Pattern.compile(Pattern.quote(LONG) + "(\\s+@[^\\n]*)*\\s+void " + method + "\\(")
            .matcher(text)
            .find();
  }
}
