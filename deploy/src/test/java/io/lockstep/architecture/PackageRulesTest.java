package io.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Data flows one way through the packages of `common`, and so do imports; no packages anywhere
/// import each other in a circle.
final class PackageRulesTest {

  /// A package may import packages of a smaller number. As docs/architecture.md says, too.
  private static final Map<String, Integer> HEIGHT =
      Map.ofEntries(
          Map.entry("failure", 0),
          Map.entry("config", 1),
          Map.entry("queue", 1),
          Map.entry("random", 2),
          Map.entry("kernel", 2),
          Map.entry("layout", 2),
          Map.entry("format", 2),
          Map.entry("measure", 2),
          Map.entry("source", 3),
          Map.entry("layer", 3),
          Map.entry("loss", 3),
          Map.entry("initializer", 3),
          Map.entry("optimizer", 3),
          Map.entry("course", 3),
          Map.entry("model", 4),
          Map.entry("data", 5),
          Map.entry("shard", 6),
          Map.entry("plan", 7),
          Map.entry("reduce", 7),
          Map.entry("version", 8),
          Map.entry("lane", 8),
          Map.entry("checkpoint", 8),
          Map.entry("run", 8),
          Map.entry("training", 9),
          Map.entry("audit", 10));

  /// Examples know nothing of nets: they could feed another trainer.
  private static final Set<String> DATA_MAY_IMPORT =
      Set.of("data", "source", "failure", "config", "random", "kernel", "format");

  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| ([^|]*) \\|.*");
  private static final Pattern CODE = Pattern.compile("`([a-z0-9.]+)`");

  private final CompiledModules modules = CompiledModules.ofThisBuild();

  @Test
  void theDocumentTellsTheSameHeights() {
    Map<String, Integer> told = new TreeMap<>();
    for (String line : architecture()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        Matcher name = CODE.matcher(row.group(2));
        while (name.find()) {
          told.put(name.group(1), Integer.valueOf(row.group(1)));
        }
      }
    }
    assertThat(told).containsExactlyInAnyOrderEntriesOf(HEIGHT);
  }

  @Test
  void theDocumentNamesEveryPackageOfTheOtherModules() {
    String text = String.join("\n", architecture());
    Set<String> untold = new TreeSet<>();
    modules
        .classesByModule()
        .forEach((module, classes) -> {
          for (JavaClass type : classes) {
            String name = type.getPackageName();
            if (!module.equals("common") && !text.contains("`" + name + "` (" + module + ")")) {
              untold.add(name + " of " + module);
            }
          }
        });
    assertThat(untold).isEmpty();
  }

  private static List<String> architecture() {
    return Repository.lines(Repository.ofThisBuild().root().resolve("docs/architecture.md"));
  }

  @Test
  void everyPackageOfCommonHasItsHeight() {
    Set<String> unknown = new TreeSet<>();
    for (JavaClass type : modules.classesByModule().get("common")) {
      if (!HEIGHT.containsKey(family(type))) {
        unknown.add(type.getPackageName());
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void packagesOfCommonImportOnlyWhatLiesBelowThem() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : modules.classesByModule().get("common")) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String from = family(type);
        String to = family(dependency.getTargetClass().getBaseComponentType());
        if (HEIGHT.containsKey(from)
            && HEIGHT.containsKey(to)
            && !from.equals(to)
            && HEIGHT.get(to) >= HEIGHT.get(from)) {
          violations.add("%s imports %s: %s".formatted(from, to, type.getName()));
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void dataKnowsNothingOfNets() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : modules.classesByModule().get("common")) {
      if (!family(type).equals("data")) {
        continue;
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String to = family(dependency.getTargetClass().getBaseComponentType());
        if (!to.isEmpty() && !DATA_MAY_IMPORT.contains(to)) {
          violations.add("%s imports %s".formatted(type.getName(), to));
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void noPackagesImportEachOtherInACircle() {
    Map<String, Set<String>> imports = new TreeMap<>();
    for (JavaClass type : modules.handWritten()) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
        if (to.startsWith("io.lockstep.") && !to.equals(type.getPackageName())) {
          imports.computeIfAbsent(type.getPackageName(), _ -> new TreeSet<>()).add(to);
        }
      }
    }
    Set<String> circles = new TreeSet<>();
    for (String start : imports.keySet()) {
      if (reaches(imports, start)) {
        circles.add(start);
      }
    }
    assertThat(circles).as("packages that reach themselves through imports").isEmpty();
  }

  private static boolean reaches(Map<String, Set<String>> imports, String start) {
    Deque<String> open = new ArrayDeque<>(imports.get(start));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String next = open.pop();
      if (next.equals(start)) {
        return true;
      }
      if (seen.add(next)) {
        open.addAll(imports.getOrDefault(next, Set.of()));
      }
    }
    return false;
  }

  /// First part of the package below `io.lockstep`, such as `format` of `format.idx`.
  private static String family(JavaClass type) {
    String name = CompiledModules.packageOf(type);
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
