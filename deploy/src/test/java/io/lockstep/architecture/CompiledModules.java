package io.lockstep.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The compiled main classes of all modules, and which module each comes from.
record CompiledModules(Map<String, List<JavaClass>> classesByModule) {

  private static final String GENERATED = "io.lockstep.proto.";
  private static final String BASE = "io.lockstep.";

  static CompiledModules ofThisBuild() {
    Path root = Repository.ofThisBuild().root();
    Map<String, List<JavaClass>> classes = new LinkedHashMap<>();
    for (String module : Repository.MODULES) {
      Path folder = root.resolve(module).resolve("target/classes");
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
