package io.lockstep.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The compiled classes of all modules, main or test, and which module each comes from.
record CompiledModules(Map<String, List<JavaClass>> classesByModule) {

  private static final String GENERATED = "io.lockstep.proto.";
  private static final String BASE = "io.lockstep.";
  private static final Map<String, CompiledModules> READ = new ConcurrentHashMap<>();

  static CompiledModules ofThisBuild() {
    return under("target/classes");
  }

  static CompiledModules testsOfThisBuild() {
    return under("target/test-classes");
  }

  /// Reading takes seconds, so it is done once.
  private static CompiledModules under(String classFolder) {
    return READ.computeIfAbsent(classFolder, CompiledModules::read);
  }

  private static CompiledModules read(String classFolder) {
    Path root = Repository.ofThisBuild().root();
    Map<String, List<JavaClass>> classes = new LinkedHashMap<>();
    for (String module : Repository.MODULES) {
      Path folder = root.resolve(module).resolve(classFolder);
      List<JavaClass> ofModule = new ArrayList<>();
      if (Files.isDirectory(folder)) {
        new ClassFileImporter().importPath(folder).forEach(ofModule::add);
      }
      classes.put(module, List.copyOf(ofModule));
    }
    return new CompiledModules(classes);
  }

  /// All classes but those that protoc wrote.
  List<JavaClass> handWritten() {
    return classesByModule.values().stream()
        .flatMap(List::stream)
        .filter(type -> !type.getName().startsWith(GENERATED))
        .filter(type -> !type.getSimpleName().equals("package-info"))
        .toList();
  }

  Map<String, String> moduleByClassName() {
    Map<String, String> modules = new LinkedHashMap<>();
    classesByModule.forEach(
        (module, classes) -> classes.forEach(type -> modules.put(type.getName(), module)));
    return modules;
  }

  /// Package below `io.lockstep`, such as `format.idx`; empty for other packages.
  static String packageOf(JavaClass type) {
    String name = type.getPackageName() + ".";
    return name.startsWith(BASE) ? type.getPackageName().substring(BASE.length()) : "";
  }
}
