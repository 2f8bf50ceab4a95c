package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real scripts in a tree of their own, with a Maven and a Java that only write down their
/// calls and leave what the real ones would.
@Timeout(120)
final class BuildScriptTest {

  /// Of a run in one process, of a coordinator and of a worker.
  private static final int CACHES = 3;

  private static final Path BIN =
      Path.of(System.getProperty("lockstep.root")).resolve("deploy/bin");
  private static final List<String> MODULES =
      List.of("common", "proto", "coordinator", "worker", "deploy");
  private static final List<String> TOOLS =
      List.of(
          "bash", "cat", "dirname", "find", "flock", "grep", "head", "mkdir", "mktemp", "mv", "rm",
          "tail", "touch");

  @TempDir Path root;

  private record Said(int code, String text) {}

  @BeforeEach
  void plantTree() throws IOException {
    for (String script : List.of("build", "lockstep", "jdk25")) {
      Path copy = root.resolve("deploy/bin").resolve(script);
      Files.createDirectories(copy.getParent());
      Files.copy(BIN.resolve(script), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.writeString(root.resolve("pom.xml"), "");
    for (String module : MODULES) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.writeString(root.resolve(module).resolve("pom.xml"), "");
      Files.writeString(root.resolve(module).resolve("src/main/Source.java"), "");
    }
    executable(
        "tools/mvn",
        """
        echo "mvn" >>"$CALLS"
        mkdir -p common/target deploy/target/lib
        echo jar >common/target/lockstep-common-2.0.jar
        echo jar >deploy/target/lib/library-2.jar
        if [[ -n ${EDIT:-} ]]; then touch -d '+1 minute' common/src/main/Source.java; fi
        """);
    executable(
        "jdk/bin/java",
        """
        echo "java $*" >>"$CALLS"
        printf '%b' "${SAYS:-}" >&2
        for word; do
          if [[ $word == -XX:AOTCacheOutput=* ]]; then echo cache >"${word#*=}"; fi
        done
        """);
    executable("jdk/bin/javac", "");
    Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
    Files.writeString(root.resolve("calls"), "");
    for (String tool : TOOLS) {
      script("tools/" + tool, "#!/bin/sh\nexec %s \"$@\"\n".formatted(found(tool)));
    }
  }

  private static Path found(String tool) {
    Path first = Path.of("/usr/bin", tool);
    return Files.exists(first) ? first : Path.of("/bin", tool);
  }

  private void executable(String name, String body) throws IOException {
    script(name, "#!/usr/bin/env bash\n" + body);
  }

  private void script(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// @param environment variables and their values, as `NAME=value`
  private Said lockstep(String... environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(root.resolve("deploy/bin/lockstep").toString(), "version")
            .redirectErrorStream(true);
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> name.startsWith("LOCKSTEP_"));
    variables.put("PATH", root.resolve("tools").toString());
    variables.put("LOCKSTEP_JAVA_HOME", root.resolve("jdk").toString());
    variables.put("CALLS", root.resolve("calls").toString());
    for (String variable : environment) {
      int end = variable.indexOf('=');
      variables.put(variable.substring(0, end), variable.substring(end + 1));
    }
    Process process = builder.start();
    try {
      // To the end of the pipe: the filter of standard error may end after the command.
      byte[] text = CompletableFuture.supplyAsync(() -> all(process)).get(60, TimeUnit.SECONDS);
      return new Said(process.waitFor(), new String(text, StandardCharsets.UTF_8));
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

  private long calls(String part) throws IOException {
    return Files.readAllLines(root.resolve("calls")).stream()
        .filter(call -> call.contains(part))
        .count();
  }

  @Test
  void aSourceThatChangesWhileMavenRunsDoesNotStopTheBuild() throws Exception {
    assertThat(lockstep("EDIT=1").code()).isZero();
    assertThat(calls("mvn")).isEqualTo(1);
    assertThat(calls("AOTCacheOutput")).isEqualTo(CACHES);

    lockstep();
    assertThat(calls("mvn")).as("the next command builds what has changed").isEqualTo(2);
  }

  @Test
  void jarsOfAnotherVersionAreNotLoaded() throws Exception {
    Path own = root.resolve("common/target/lockstep-common-1.0-SNAPSHOT.jar");
    Path library = root.resolve("deploy/target/lib/library-1.jar");
    for (Path old : List.of(own, library)) {
      Files.createDirectories(old.getParent());
      Files.writeString(old, "jar");
    }

    assertThat(lockstep().code()).isZero();

    assertThat(Files.readAllLines(root.resolve("calls")).getLast())
        .contains("lockstep-common-2.0.jar", "library-2.jar")
        .doesNotContain("lockstep-common-1.0", "library-1.jar");
  }

  @Test
  void cachesOlderThanAJarAreRecordedAnew() throws Exception {
    lockstep();
    lockstep();
    assertThat(calls("AOTCacheOutput")).as("while they fit they stay").isEqualTo(CACHES);
    Path cache = root.resolve("deploy/target/local.aot");
    Files.setLastModifiedTime(cache, FileTime.from(Instant.EPOCH));

    assertThat(lockstep().code()).isZero();

    assertThat(calls("AOTCacheOutput")).isEqualTo(2 * CACHES);
    assertThat(calls("mvn")).isEqualTo(1);
  }

  @Test
  void withoutMavenTheBlockSaysWhatIsMissing() throws Exception {
    Files.delete(root.resolve("tools/mvn"));

    Said refused = lockstep();

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.text().replace(root.toString(), "{dir}"))
        .isEqualTo(
            """
            lockstep: building (first use, or sources changed) ...
            error: Maven is not installed
              cause: mvn is not in PATH: {dir}/tools
              kept:  nothing was changed
              try:   apt-get install maven
            """);
  }

  @Test
  void flagsForTheJvmAreWordsWhateverTheyLookLike() throws Exception {
    assertThat(lockstep("LOCKSTEP_JVM_OPTS=-Xlog:gc*:file=gc.log  -Da=b\n-Dc=d").code()).isZero();

    assertThat(Files.readAllLines(root.resolve("calls")).getLast())
        .contains(" -Xlog:gc*:file=gc.log -Da=b -Dc=d -cp ");
  }

  @Test
  void whatEveryJvmSaysWhenItStartsIsDroppedAndNothingElse() throws Exception {
    lockstep();
    Said said =
        lockstep(
            "SAYS=1 compiler directives added\n"
                + "first warning\n"
                + "WARNING: Using incubator modules: jdk.incubator.vector\n"
                + "1 compiler directives added, says a user\n"
                + "the last line");

    assertThat(said.code()).isZero();
    assertThat(said.text())
        .isEqualTo(
            """
            first warning
            1 compiler directives added, says a user
            the last line\
            """);
  }
}
