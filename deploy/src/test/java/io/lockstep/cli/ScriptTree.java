package io.lockstep.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The real scripts in a tree of their own, with a Maven and a Java that only write down their
/// calls and leave what the real ones would.
record ScriptTree(Path root) {

  /// Of a run in one process, of a coordinator and of a worker.
  static final int CACHES = 3;

  private static final Path BIN =
      Path.of(System.getProperty("lockstep.root")).resolve("deploy/bin");
  private static final List<String> MODULES =
      List.of("common", "proto", "coordinator", "worker", "deploy");
  private static final List<String> SCRIPTS =
      List.of(
          "build",
          "lockstep",
          "jdk25",
          "tree.bash",
          "cluster",
          "hosts.bash",
          "node.bash",
          "package",
          "image");
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "cat",
          "cksum",
          "cp",
          "date",
          "find",
          "flock",
          "grep",
          "gzip",
          "head",
          "ln",
          "mkdir",
          "mktemp",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sort",
          "tail",
          "tar",
          "tee",
          "touch",
          "tr",
          "xargs");

  record Said(int code, String text) {}

  static ScriptTree plant(Path root) throws IOException {
    ScriptTree tree = new ScriptTree(root);
    for (String script : SCRIPTS) {
      Path copy = tree.bin().resolve(script);
      Files.createDirectories(copy.getParent());
      Files.copy(BIN.resolve(script), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.writeString(root.resolve("pom.xml"), "");
    for (String module : MODULES) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.writeString(root.resolve(module).resolve("pom.xml"), "");
      tree.source(module, "first");
    }
    tree.executable(
        "tools/mvn",
        """
        echo "mvn $*" >>"$CALLS"
        if [[ -n ${HELD:-} ]]; then until [[ -e $HELD ]]; do read -rt 0.02 <> <(:) || :; done; fi
        if [[ -n ${BROKEN:-} ]]; then echo '[ERROR] it does not compile'; exit 1; fi
        for word; do
          case $word in
            -Dlockstep.jars=*) jars=${word#*=} ;;
            -f) : ;;
            */pom.xml) root=${word%/pom.xml} ;;
          esac
        done
        echo jar >"$jars/lockstep-common-2.0.jar"
        echo jar >"$jars/library-2.jar"
        if [[ -n ${EDIT:-} ]]; then
          echo edited >"$root/common/src/main/Source.java"
          touch -d '+1 minute' "$root/common/src/main/Source.java"
        fi
        """);
    tree.executable(
        "jdk/bin/java",
        """
        if [[ " $* " == *' -version '* ]]; then
          echo "tried $*" >>"$CALLS"
          printf '%b' "${TRIED:-}" >&2
          exit ${TRIED:+1}
        fi
        stdout=$(readlink /proc/$$/fd/1)
        {
          echo "java $*"
          echo "surroundings ${LC_ALL:-} ${JAVA_TOOL_OPTIONS:-}${JDK_JAVA_OPTIONS:-}${_JAVA_OPTIONS:-}"
          echo "stdout $stdout"
        } >>"$CALLS" 2>/dev/null
        printf '%b' "${SAYS-WARNING: Using incubator modules: jdk.incubator.vector\\n}" >&2
        for word; do
          if [[ $word == -XX:AOTCacheOutput=* ]]; then echo cache >"${word#*=}"; exit; fi
        done
        exit "${ENDS:-0}"
        """);
    tree.executable("jdk/bin/javac", "");
    Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
    Files.writeString(root.resolve("calls"), "");
    for (String tool : TOOLS) {
      tree.script("tools/" + tool, "#!/bin/sh\nexec %s \"$@\"\n".formatted(found(tool)));
    }
    return tree;
  }

  /// What an archive holds beside scripts and jars.
  void completeForPacking(String version) throws IOException {
    Files.writeString(root.resolve("pom.xml"), "  <version>" + version + "</version>\n");
    for (String file :
        List.of(
            "LICENSE",
            "CHANGELOG.md",
            "docs/cluster.md",
            "deploy/conf/compiler-directives.json",
            "deploy/examples/xor.yaml",
            "deploy/kubernetes/workers.yaml",
            "deploy/observe/alerts.yaml",
            "deploy/systemd/worker.env")) {
      Files.createDirectories(root.resolve(file).getParent());
      Files.writeString(root.resolve(file), file);
    }
    Path readme = root.resolve("deploy/distribution/README.md");
    Files.createDirectories(readme.getParent());
    Files.copy(BIN.resolve("../distribution/README.md"), readme);
  }

  private static Path found(String tool) {
    Path first = Path.of("/usr/bin", tool);
    return Files.exists(first) ? first : Path.of("/bin", tool);
  }

  void source(String module, String content) throws IOException {
    Files.writeString(root.resolve(module).resolve("src/main/Source.java"), content);
  }

  void executable(String name, String body) throws IOException {
    script(name, "#!/usr/bin/env -S bash -p\n" + body);
  }

  private void script(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Path bin() {
    return root.resolve("deploy/bin");
  }

  /// Runs `lockstep version`.
  ///
  /// @param environment variables and their values, as `NAME=value`
  Said lockstep(String... environment) throws Exception {
    return run(List.of(bin().resolve("lockstep").toString(), "version"), root, environment);
  }

  /// From now on the places where a JDK usually is are below this root, where there is none.
  void hideOtherJdks() throws IOException {
    Path script = bin().resolve("jdk25");
    String places =
        Files.readString(script).replaceAll(" (?=/(usr|opt|Library)/\\S*[*@])", " " + root);
    Files.writeString(script, places);
  }

  /// Any command line, in the surroundings that the scripts need.
  Said run(List<String> line, Path folder, String... environment) throws Exception {
    // To the end of the pipe, because the filter of standard error may end after the command: a
    // process's own streams end for Java as soon as the process has.
    List<String> piped =
        new ArrayList<>(List.of("bash", "-c", "set -o pipefail; \"$@\" 2>&1 | cat"));
    piped.add("bash");
    piped.addAll(line);
    return ended(start(piped, folder, environment));
  }

  Process start(List<String> line, Path folder, String... environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(line))
            .directory(folder.toFile())
            .redirectErrorStream(true);
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("LOCKSTEP_") || name.contains("JAVA_"));
    variables.put("PATH", root.resolve("tools").toString());
    variables.put("LOCKSTEP_JAVA_HOME", root.resolve("jdk").toString());
    variables.put("CALLS", root.resolve("calls").toString());
    for (String variable : environment) {
      int end = variable.indexOf('=');
      variables.put(variable.substring(0, end), variable.substring(end + 1));
    }
    return builder.start();
  }

  private Said ended(Process process) throws Exception {
    try {
      byte[] text = CompletableFuture.supplyAsync(() -> all(process)).get(60, TimeUnit.SECONDS);
      String said = new String(text, StandardCharsets.UTF_8).replace(root.toString(), "{dir}");
      return new Said(process.waitFor(), said);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static byte[] all(Process process) {
    try {
      return process.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How many calls of Maven or Java have had these words, trials of flags left out.
  long calls(String part) throws IOException {
    return Files.readAllLines(root.resolve("calls")).stream()
        .filter(call -> call.contains(part) && !call.startsWith("tried "))
        .count();
  }

  /// What the last Java was started with.
  String lastCall(String kind) throws IOException {
    return Files.readAllLines(root.resolve("calls")).stream()
        .filter(call -> call.startsWith(kind + " "))
        .toList()
        .getLast();
  }
}
