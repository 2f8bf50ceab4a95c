package io.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// `common ← proto ← coordinator, worker ← deploy`; what may leave a module for the outside world.
final class ModuleRulesTest {

  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.of(
          "common", Set.of("common"),
          "proto", Set.of("common", "proto"),
          "coordinator", Set.of("common", "proto", "coordinator"),
          "worker", Set.of("common", "proto", "worker"),
          "deploy", Set.of("common", "proto", "coordinator", "worker", "deploy"));

  /// Prefixes of class names that must not be seen in a module: the network stays out of `common`,
  /// command line and log output out of everything but `deploy`.
  private static final Map<String, List<String>> FOREIGN =
      Map.of(
          "common",
              List.of(
                  "io.grpc.",
                  "io.netty.",
                  "org.apache.pekko.",
                  "com.google.protobuf.",
                  "picocli.",
                  "java.net.http.",
                  "java.net.Socket",
                  "java.net.ServerSocket",
                  "java.net.DatagramSocket",
                  "java.net.URLConnection",
                  "java.net.HttpURLConnection",
                  "java.nio.channels.SocketChannel",
                  "java.nio.channels.ServerSocketChannel",
                  "java.nio.channels.DatagramChannel",
                  "java.nio.channels.Asynchronous",
                  "ch.qos.logback."),
          "proto", List.of("picocli.", "ch.qos.logback."),
          "coordinator", List.of("picocli.", "ch.qos.logback."),
          "worker", List.of("picocli.", "ch.qos.logback."),
          "deploy", List.of());

  /// Actors live behind this one; everybody else sees plain values.
  private static final Set<String> MAY_SEE_PEKKO = Set.of("io.lockstep.coordinator.membership");

  private final CompiledModules modules = CompiledModules.ofThisBuild();

  @Test
  void everyModuleIsCompiledAndSeen() {
    assertThat(modules.classesByModule())
        .containsOnlyKeys(Repository.MODULES)
        .allSatisfy(
            (module, classes) -> assertThat(classes).as("main classes of %s", module).isNotEmpty());
    assertThat(CompiledModules.testsOfThisBuild().classesByModule())
        .allSatisfy(
            (module, classes) -> assertThat(classes).as("test classes of %s", module).isNotEmpty());
  }

  @Test
  void importsBetweenModulesRunOneWay() {
    Map<String, String> moduleOf = modules.moduleByClassName();
    Set<String> violations = new TreeSet<>();
    modules
        .classesByModule()
        .forEach((module, classes) -> {
          for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
              String target =
                  moduleOf.get(dependency.getTargetClass().getBaseComponentType().getName());
              if (target != null && !MAY_IMPORT.get(module).contains(target)) {
                violations.add("%s: %s".formatted(module, dependency.getDescription()));
              }
            }
          }
        });
    assertThat(violations).isEmpty();
  }

  @Test
  void librariesStayInTheModulesThatAreMeantForThem() {
    Set<String> violations = new TreeSet<>();
    modules
        .classesByModule()
        .forEach((module, classes) -> {
          for (JavaClass type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
              String target = dependency.getTargetClass().getName();
              if (FOREIGN.get(module).stream().anyMatch(target::startsWith)) {
                violations.add("%s: %s uses %s".formatted(module, type.getName(), target));
              }
            }
          }
        });
    assertThat(violations).isEmpty();
  }

  @Test
  void onlyMembershipKnowsActors() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : modules.handWritten()) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        if (dependency.getTargetClass().getPackageName().startsWith("org.apache.pekko")
            && !MAY_SEE_PEKKO.contains(type.getPackageName())) {
          violations.add(dependency.getDescription());
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  /// It takes a while to begin with, and no training may wait for it.
  @Test
  void onlyPicturesTouchWhatDraws() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : modules.handWritten()) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String target = dependency.getTargetClass().getPackageName();
        boolean draws = target.startsWith("java.awt") || target.startsWith("javax.imageio");
        if (draws && !type.getPackageName().equals("io.lockstep.plot.canvas")) {
          violations.add(type.getName());
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void onlyKernelsTouchTheVectorModule() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass type : modules.handWritten()) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        if (dependency.getTargetClass().getPackageName().startsWith("jdk.incubator")
            && !type.getPackageName().equals("io.lockstep.kernel")) {
          violations.add(type.getName());
        }
      }
    }
    assertThat(violations).isEmpty();
  }
}
