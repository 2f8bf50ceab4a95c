package io.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolvedModule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The runtime that `deploy/bin/package` brings has the modules of the JDK that the program uses.
final class RuntimeModulesTest {

  private static final Pattern MODULES = Pattern.compile("(?m)^modules=(\\S+)$");

  private static Set<String> packed() {
    String script =
        String.join(
            "\n", Repository.lines(Repository.ofThisBuild().root().resolve("deploy/bin/package")));
    Matcher modules = MODULES.matcher(script);
    assertThat(modules.find()).isTrue();
    Configuration resolved =
        Configuration.empty()
            .resolve(
                ModuleFinder.ofSystem(), ModuleFinder.of(), List.of(modules.group(1).split(",")));
    return resolved.modules().stream().map(ResolvedModule::name).collect(Collectors.toSet());
  }

  @Test
  void theRuntimeOfAnArchiveHasWhatTheProgramUses() {
    Map<String, String> moduleOf = new HashMap<>();
    ModuleFinder.ofSystem()
        .findAll()
        .forEach(module ->
            module
                .descriptor()
                .packages()
                .forEach(name -> moduleOf.put(name, module.descriptor().name())));
    Set<String> used = new TreeSet<>();
    for (JavaClass type : CompiledModules.ofThisBuild().handWritten()) {
      type.getDirectDependenciesFromSelf().stream()
          .map(dependency -> moduleOf.get(dependency.getTargetClass().getPackageName()))
          .filter(module -> module != null)
          .forEach(used::add);
    }
    assertThat(used).contains("java.base", "jdk.incubator.vector", "jdk.httpserver");
    assertThat(packed()).containsAll(used);
  }
}
