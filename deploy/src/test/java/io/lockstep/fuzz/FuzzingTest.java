package io.lockstep.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Searches for inputs that do harm, guided by the branches that they lead to. What a search leaves
/// lies in `deploy/target/fuzz`: its log, the input that did harm, and `NAME.corpus`, the smallest
/// set of inputs that reaches all that was reached, which may take the place of the one in the
/// tree.
@Tag("fuzz")
final class FuzzingTest {

  private static final int SECONDS = Integer.getInteger("lockstep.fuzz.seconds", 120);

  /// Names, separated by commas; all when there is none.
  private static final String ONLY = System.getProperty("lockstep.fuzz.targets", "");

  private static final String BYTES_MAX = "-max_len=4096";

  @TempDir static Path folder;

  static Stream<Target> targets() throws IOException {
    List<String> only = Arrays.stream(ONLY.split(",")).filter(name -> !name.isBlank()).toList();
    return Targets.in(folder).stream()
        .filter(target -> only.isEmpty() || only.contains(target.name()));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void noInputThatTheSearchComesToDoesHarm(Target target) throws Exception {
    Path work =
        Files.createDirectories(
            Path.of(System.getProperty("lockstep.root"), "deploy/target/fuzz", target.name()));
    Path seeds = Files.createDirectories(work.resolve("seeds"));
    Path found = Files.createDirectories(work.resolve("found"));
    Path least = Files.createTempDirectory(work, "least");
    List<byte[]> known = new ArrayList<>(target.examples());
    known.addAll(Corpus.of(target.name()));
    for (int i = 0; i < known.size(); i++) {
      Files.write(seeds.resolve("seed-" + i), known.get(i));
    }

    search(target, work, List.of("-max_total_time=" + SECONDS, "-timeout=10"), found, seeds);
    search(target, work, List.of("-merge=1"), least, seeds, found);

    Files.writeString(work.resolveSibling(target.name() + ".corpus"), lines(least));
  }

  private static void search(Target target, Path work, List<String> how, Path... corpora)
      throws Exception {
    Path log = work.resolve("log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlockstep.kernels=scalar",
                "-D%s=%s".formatted(Fuzz.TARGET, target.name()),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + Fuzz.class.getName(),
                "--instrumentation_includes=io.lockstep.**:org.snakeyaml.**:de.siegmar.**",
                // A node's page is asked over a connection to this host.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
                "--reproducer_path=" + work,
                "-artifact_prefix=" + work + "/",
                "-rss_limit_mb=4096",
                BYTES_MAX));
    command.addAll(how);
    for (Path corpus : corpora) {
      command.add(corpus.toString());
    }
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor()).as("%s: see %s", target, log).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static String lines(Path corpus) throws IOException {
    StringBuilder lines = new StringBuilder();
    try (Stream<Path> inputs = Files.list(corpus)) {
      for (Path input : inputs.sorted().toList()) {
        byte[] line = Base64.getEncoder().encode(Files.readAllBytes(input));
        lines.append(new String(line, StandardCharsets.US_ASCII)).append('\n');
      }
    }
    return lines.toString();
  }
}
