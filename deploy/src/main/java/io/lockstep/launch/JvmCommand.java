package io.lockstep.launch;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line that starts another JVM like this one.
///
/// @param java the executable
/// @param flags what comes before the main class
record JvmCommand(Path java, List<String> flags) {

  private static final String CLASS_CACHE = "-XX:AOTCache=";

  static final String MAIN = "io.lockstep.cli.Lockstep";

  /// Flags that belong to one process only: ports, output files, or a share of the memory.
  private static final List<String> OWN_TO_A_PROCESS =
      List.of(
          "-agentlib:",
          "-agentpath:",
          "-javaagent:",
          "-Xrunjdwp",
          "-Xdebug",
          "-XX:AOTCacheOutput",
          "-XX:AOTMode",
          "-XX:AOTConfiguration",
          "-XX:MaxRAMPercentage",
          "-XX:FlightRecorderOptions",
          "-XX:StartFlightRecording",
          "-Dlockstep.terminal",
          "-Dlockstep.columns");

  /// Of this machine's memory, shared by all processes of a cluster that runs on it.
  private static final int MEMORY_PERCENT = 60;

  JvmCommand {
    flags = List.copyOf(flags);
  }

  /// Derived from the running JVM.
  ///
  /// @param processes how many share this machine's memory, 1 or more
  static JvmCommand likeThisOne(int processes) {
    return derive(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        ManagementFactory.getRuntimeMXBean().getInputArguments(),
        System.getProperty("java.class.path"),
        processes);
  }

  static JvmCommand derive(Path java, List<String> own, String classPath, int processes) {
    List<String> flags = new ArrayList<>();
    for (String flag : own) {
      if (flag.startsWith(CLASS_CACHE)) {
        flags.add(CLASS_CACHE + ofWorkers(Path.of(flag.substring(CLASS_CACHE.length()))));
      } else if (OWN_TO_A_PROCESS.stream().noneMatch(flag::startsWith)) {
        flags.add(flag);
      }
    }
    if (flags.stream().noneMatch(flag -> flag.startsWith("-Xmx"))) {
      flags.add("-XX:MaxRAMPercentage=" + Math.max(1, MEMORY_PERCENT / processes));
    }
    flags.add("-Dlockstep.terminal=false");
    flags.add("-cp");
    flags.add(classPath);
    return new JvmCommand(java, flags);
  }

  /// Workers load other classes than their parent; the build puts their cache beside its own.
  private static Path ofWorkers(Path cache) {
    Path theirs = cache.resolveSibling("worker.aot");
    return Files.isRegularFile(theirs) ? theirs : cache;
  }

  /// The whole command line.
  List<String> running(List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(java.toString());
    line.addAll(flags);
    line.add(MAIN);
    line.addAll(arguments);
    return line;
  }
}
