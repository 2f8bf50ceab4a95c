package io.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a front page says about imports is what its package imports, no less and no more. A page
/// names packages below `io.lockstep`, whole modules, and libraries; it may instead say `everything
/// else in this module` or `every module`.
final class FrontPageTest {

  private static final Pattern MAY_IMPORT = Pattern.compile("May import: (.*)$");
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9.-]*[a-z0-9]");
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?((?:[a-z][a-z0-9_]*\\.)+)[A-Z].*");
  private static final String BASE = "io.lockstep.";
  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "com.sun.", "sun.");
  private static final String THIS_MODULE = "everything else in this module";
  private static final String EVERY_MODULE = "every module";

  /// What a page calls the libraries whose packages begin so.
  private static final Map<String, String> LIBRARIES =
      Map.ofEntries(
          Map.entry("org.slf4j", "slf4j"),
          Map.entry("com.fasterxml.jackson", "jackson"),
          Map.entry("org.snakeyaml", "snakeyaml-engine"),
          Map.entry("de.siegmar.fastcsv", "fastcsv"),
          Map.entry("io.grpc", "grpc"),
          Map.entry("com.google.protobuf", "protobuf"),
          Map.entry("com.google.common", "protobuf"),
          Map.entry("io.netty", "netty"),
          Map.entry("org.apache.pekko", "pekko"),
          Map.entry("com.typesafe.config", "pekko"),
          Map.entry("scala", "pekko"),
          Map.entry("picocli", "picocli"),
          Map.entry("io.prometheus", "prometheus"),
          Map.entry("ch.qos.logback", "logback"));

  private final Repository repository = Repository.ofThisBuild();
  private final Map<String, String> moduleOf = new TreeMap<>();
  private final Map<String, Set<String>> imports = new TreeMap<>();
  private final Map<String, String> pages = new TreeMap<>();

  @BeforeEach
  void read() {
    CompiledModules.ofThisBuild()
        .classesByModule()
        .forEach((module, classes) ->
            classes.forEach(type -> moduleOf.put(CompiledModules.packageOf(type), module)));
    CompiledModules.ofThisBuild().handWritten().forEach(this::readClass);
    for (Path source : repository.mainSources()) {
      String name = packageOf(source);
      for (String line : Repository.lines(source)) {
        Matcher imported = IMPORT.matcher(line);
        if (imported.matches()) {
          add(name, imported.group(1).replaceFirst("[.]$", ""));
        }
      }
      Matcher allowed = MAY_IMPORT.matcher(Repository.comment(source));
      if (source.endsWith("package-info.java") && allowed.find()) {
        pages.put(name, allowed.group(1).toLowerCase(Locale.ROOT).replace("io.lockstep.", ""));
      }
    }
  }

  @Test
  void everyPackageTellsWhatItMayImport() {
    assertThat(pages).containsOnlyKeys(imports.keySet());
    assertThat(pages).hasSizeGreaterThan(25);
  }

  @Test
  void packagesImportOnlyWhatTheirFrontPageNames() {
    Set<String> violations = new TreeSet<>();
    pages.forEach((name, page) -> {
      Set<String> named = words(page);
      for (String target : imports.get(name)) {
        String module = moduleOf.getOrDefault(target, "");
        boolean everything =
            page.contains(EVERY_MODULE) && !module.isEmpty()
                || page.contains(THIS_MODULE) && module.equals(moduleOf.get(name));
        if (!everything && !named.contains(target) && !named.contains(module)) {
          violations.add("%s imports %s".formatted(name, target));
        }
      }
    });
    assertThat(violations).as("imports that the front page does not name").isEmpty();
  }

  @Test
  void frontPagesNameOnlyWhatIsImported() {
    Set<String> violations = new TreeSet<>();
    pages.forEach((name, page) -> {
      Set<String> used = new TreeSet<>(imports.get(name));
      imports.get(name).forEach(target -> used.add(moduleOf.getOrDefault(target, "")));
      for (String word : words(page)) {
        boolean means =
            moduleOf.containsKey(word)
                || moduleOf.containsValue(word)
                || LIBRARIES.containsValue(word);
        if (means && !used.contains(word)) {
          violations.add("%s does not import %s".formatted(name, word));
        }
      }
    });
    assertThat(violations).as("names on the front page that nothing imports").isEmpty();
  }

  private void readClass(JavaClass type) {
    String name = CompiledModules.packageOf(type);
    for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
      add(name, dependency.getTargetClass().getBaseComponentType().getPackageName());
    }
  }

  /// Notes an import under the name that a page gives to it: of ours the package below
  /// `io.lockstep`, of others the library; the JDK has none.
  private void add(String name, String imported) {
    Set<String> ofPackage = imports.computeIfAbsent(name, _ -> new TreeSet<>());
    String dotted = imported + ".";
    if (dotted.startsWith(BASE)) {
      String target = imported.substring(BASE.length());
      if (!target.equals(name)) {
        ofPackage.add(target);
      }
    } else if (!imported.isEmpty() && JDK.stream().noneMatch(dotted::startsWith)) {
      ofPackage.add(
          LIBRARIES.entrySet().stream()
              .filter(library -> dotted.startsWith(library.getKey() + "."))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse(imported));
    }
  }

  private String packageOf(Path source) {
    return repository
        .shown(source.getParent())
        .replaceFirst("^\\w+/src/main/java/io/lockstep/", "")
        .replace('/', '.');
  }

  private static Set<String> words(String page) {
    Set<String> words = new TreeSet<>();
    Matcher word = WORD.matcher(page);
    while (word.find()) {
      words.add(word.group());
    }
    return words;
  }
}
