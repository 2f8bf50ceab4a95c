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

  private static final Pattern DEPENDENCY =
      Pattern.compile("<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>");
  private static final Pattern VERSION = Pattern.compile("<version>([^<]+)</version>");

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
    String managed = managed();
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

  @Test
  void everyVersionStandsInTheRootPom() {
    List<String> versions = new ArrayList<>();
    for (String module : Repository.MODULES) {
      String pom = text(module + "/pom.xml");
      Matcher version = VERSION.matcher(pom.substring(pom.indexOf("</parent>")));
      while (version.find()) {
        if (!version.group(1).startsWith("${")) {
          versions.add(module + "/pom.xml: " + version.group(1));
        }
      }
    }
    assertThat(versions).isEmpty();
  }

  /// A list of versions (`…-bom`) is used when a library of its group is.
  @Test
  void everyLibraryIsUsedBySomeModule() {
    String root = text("pom.xml");
    StringBuilder used = new StringBuilder(root.substring(root.indexOf("</dependencyManagement>")));
    Repository.MODULES.forEach(module -> used.append(text(module + "/pom.xml")));
    List<String> unused = new ArrayList<>();
    Matcher library = DEPENDENCY.matcher(managed());
    while (library.find()) {
      String sign =
          library.group(2).endsWith("-bom")
              ? "<groupId>" + library.group(1)
              : "<artifactId>" + library.group(2) + "</artifactId>";
      if (used.indexOf(sign) < 0) {
        unused.add(library.group(2));
      }
    }
    assertThat(unused).isEmpty();
  }

  private String managed() {
    String pom = text("pom.xml");
    return pom.substring(
        pom.indexOf("<dependencyManagement>"), pom.indexOf("</dependencyManagement>"));
  }

  private String text(String file) {
    return String.join("\n", Repository.lines(repository.root().resolve(file)));
  }
}
