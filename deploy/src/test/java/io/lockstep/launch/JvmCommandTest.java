package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JvmCommandTest {

  private static final Path JAVA = Path.of("/opt/jdk/bin/java");

  @Test
  void theChildGetsTheFlagsOfItsParentAndItsShareOfTheMemory() {
    JvmCommand command =
        JvmCommand.derive(
            JAVA,
            List.of("--add-modules=jdk.incubator.vector", "-XX:MaxRAMPercentage=60"),
            "a.jar:b.jar",
            3);

    assertThat(command.running(List.of("worker", "xor.yaml")))
        .containsExactly(
            "/opt/jdk/bin/java",
            "--add-modules=jdk.incubator.vector",
            "-XX:MaxRAMPercentage=20",
            "-Dlockstep.terminal=false",
            "-cp",
            "a.jar:b.jar",
            "io.lockstep.cli.Lockstep",
            "worker",
            "xor.yaml");
  }

  @Test
  void whatBelongsToOneProcessIsNotHandedOn() {
    JvmCommand command =
        JvmCommand.derive(
            JAVA,
            List.of(
                "-agentlib:jdwp=transport=dt_socket,address=5005",
                "-javaagent:/x.jar",
                "-XX:AOTCacheOutput=cache.aot",
                "-Dlockstep.terminal=true",
                "-Xmx1g"),
            "a.jar",
            2);

    assertThat(command.flags())
        .containsExactly("-Xmx1g", "-Dlockstep.terminal=false", "-cp", "a.jar");
  }

  @Test
  void aWorkerStartsFromItsOwnClassCacheWhereThereIsOne(@TempDir Path folder) throws Exception {
    Path cache = folder.resolve("cluster.aot");
    List<String> own = List.of("-XX:AOTCache=" + cache);

    assertThat(JvmCommand.derive(JAVA, own, "a.jar", 2).flags()).contains("-XX:AOTCache=" + cache);
    Path theirs = Files.createFile(folder.resolve("worker.aot"));
    assertThat(JvmCommand.derive(JAVA, own, "a.jar", 2).flags())
        .contains("-XX:AOTCache=" + theirs)
        .doesNotContain("-XX:AOTCache=" + cache);
  }
}
