package io.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Documents name only what exists.
final class DocumentsTest {

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)]*)?\\)");
  private static final Pattern TREE_PATH =
      Pattern.compile("(?<![\\w/.-])(deploy|docs|common|proto|coordinator|worker)(/[\\w.-]+)+");
  private static final Pattern LIBRARY =
      Pattern.compile("<artifactId>((?!lockstep)[^<]+)</artifactId>");

  private final Repository repository = Repository.ofThisBuild();

  @Test
  void linksLeadSomewhere() {
    List<String> broken = new ArrayList<>();
    for (Path document : repository.documents()) {
      Matcher link = LINK.matcher(String.join("\n", Repository.lines(document)));
      while (link.find()) {
        String target = link.group(1);
        if (!target.contains(":") && !Files.exists(document.resolveSibling(target))) {
          broken.add("%s -> %s".formatted(repository.shown(document), target));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void pathsNamedInDocumentsExist() {
    List<String> missing = new ArrayList<>();
    for (Path document : repository.documents()) {
      Matcher path = TREE_PATH.matcher(String.join("\n", Repository.lines(document)));
      while (path.find()) {
        String named = path.group().replaceAll("[.]+$", "");
        boolean built = named.contains("/target");
        if (!built && !Files.exists(repository.root().resolve(named))) {
          missing.add("%s names %s".formatted(repository.shown(document), named));
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void everyLibraryHasItsLineWithLicenceAndReason() {
    String pom = String.join("\n", Repository.lines(repository.root().resolve("pom.xml")));
    String managed =
        pom.substring(
            pom.indexOf("<dependencyManagement>"), pom.indexOf("</dependencyManagement>"));
    Path page = repository.root().resolve("docs/decisions/libraries.md");
    String libraries = String.join("\n", Repository.lines(page));
    List<String> unexplained = new ArrayList<>();
    Matcher library = LIBRARY.matcher(managed);
    while (library.find()) {
      if (!libraries.contains("`" + library.group(1) + "`")) {
        unexplained.add(library.group(1));
      }
    }
    assertThat(unexplained).as("libraries without a line in %s", page.getFileName()).isEmpty();
  }
}
