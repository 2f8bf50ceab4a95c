package io.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What a front page says about imports is what its package imports. Packages of `common` are named
/// one by one; a page may instead say `everything else in this module`.
final class FrontPageTest {

  private static final Pattern MAY_IMPORT = Pattern.compile("May import:(.*)", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("[a-z][a-z.]*[a-z]");
  private static final String EVERYTHING = "everything else in this module";

  private final Repository repository = Repository.ofThisBuild();
  private final CompiledModules modules = CompiledModules.ofThisBuild();

  @Test
  void packagesOfCommonImportOnlyWhatTheirFrontPageNames() {
    Map<String, Set<String>> named = namedByPackage();
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : modules.classesByModule().get("common")) {
      Set<String> allowed = named.get(type.getPackageName());
      if (allowed == null || allowed.contains(EVERYTHING)) {
        continue;
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        String family = CompiledModules.packageOf(target);
        boolean own = target.getPackageName().equals(type.getPackageName());
        if (!family.isEmpty() && !own && !allowed.contains(family)) {
          violations.add("%s imports %s".formatted(type.getPackageName(), family));
        }
      }
    }
    assertThat(violations).as("imports that the front page does not name").isEmpty();
  }

  private Map<String, Set<String>> namedByPackage() {
    Map<String, Set<String>> named = new HashMap<>();
    for (Path source : repository.mainSources()) {
      String shown = repository.shown(source);
      if (!shown.startsWith("common/") || !shown.endsWith("package-info.java")) {
        continue;
      }
      String page = String.join(" ", Repository.lines(source)).replace("///", " ");
      Matcher imports = MAY_IMPORT.matcher(page.replaceAll("\\s+", " "));
      if (imports.find()) {
        named.put(packageName(shown), words(imports.group(1)));
      }
    }
    return named;
  }

  private static String packageName(String shown) {
    return shown
        .replaceFirst("^common/src/main/java/", "")
        .replaceFirst("/package-info\\.java$", "")
        .replace('/', '.');
  }

  private static Set<String> words(String text) {
    Set<String> words = new HashSet<>();
    if (text.contains(EVERYTHING)) {
      words.add(EVERYTHING);
    }
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      words.add(word.group());
    }
    return words;
  }
}
