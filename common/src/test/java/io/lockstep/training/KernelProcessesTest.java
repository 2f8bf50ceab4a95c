package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.kernel.FmaPeak;
import io.lockstep.kernel.Kernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The same run in JVMs that are started differently: with and without the Vector API, with narrow
/// vectors, with kernels that are refused.
@Timeout(180)
final class KernelProcessesTest {

  private static final String MODULE = "--add-modules=jdk.incubator.vector";

  /// Plain Java needs no better compiler for a run this short; vectors need it to have their width.
  private static final String QUICK = "-XX:TieredStopAtLevel=1";

  /// A run this short would take plain Java.
  private static final String VECTOR = "-Dlockstep.kernels=vector";

  private static final String SCALAR = Kernels.scalar().description();

  @TempDir Path folder;

  private record Ended(int exit, String output, String errors) {}

  @Test
  void withTheVectorApi() throws Exception {
    assertGolden(Kernels.best().description(), MODULE, VECTOR);
  }

  @Test
  void withoutTheVectorApi() throws Exception {
    assertGolden(SCALAR, QUICK);
  }

  @Test
  void withTheScalarKernelsAskedFor() throws Exception {
    assertGolden(SCALAR, QUICK, MODULE, "-Dlockstep.kernels=scalar");
  }

  @Test
  void withVectorsOf128Bits() throws Exception {
    assertGolden("vector, 128 bits", MODULE, VECTOR, "-XX:MaxVectorSize=16");
  }

  private void assertGolden(String kernels, String... flags) throws Exception {
    Ended ended = run(flags);
    assertThat(ended.exit()).as(ended.errors()).isZero();
    assertThat(ended.output().lines())
        .containsExactly(
            "kernels " + kernels, "peak above 0", "weights " + GoldenWeights.sha256("wide"));
  }

  @Test
  void aProcessorWithoutFmaIsRefusedInWords() throws Exception {
    assertRefused(
        """
        error: this processor has no fma instruction, or it is switched off
          cause: java.lang.Math.fma is emulated here and about 1000 times too slow
          kept:  nothing was changed
          try:   run on a processor with fma (x86 since 2013, all ARM64), without -XX:-UseFMA
        """,
        QUICK,
        MODULE,
        "-XX:-UseFMA");
  }

  @Test
  void unknownKernelsAreRefusedInWords() throws Exception {
    assertRefused(
        """
        error: unknown kernels "fast"
          cause: system property lockstep.kernels
          kept:  nothing was changed
          try:   -Dlockstep.kernels=scalar, or leave it out
        """,
        QUICK,
        MODULE,
        "-Dlockstep.kernels=fast");
  }

  private void assertRefused(String block, String... flags) throws Exception {
    Ended ended = run(flags);
    assertThat(ended.errors()).contains(block);
    assertThat(ended.exit()).isEqualTo(ExitCode.USAGE.number());
    assertThat(ended.output()).isEmpty();
  }

  private Ended run(String... flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Trainer.class.getName(), folder.toString()));
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), read(output), read(errors));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  /// Trains and says with which kernels and to which weights. Ends like the command when refused.
  static final class Trainer {
    private Trainer() {}

    public static void main(String[] args) {
      try {
        train(Path.of(args[0]));
      } catch (LockstepException refused) {
        System.err.println(refused.failure().block());
        System.exit(refused.failure().code().number());
      }
    }

    private static void train(Path folder) {
      PreparedRun run = SmallRun.prepare(folder, "model.layers.0.dense=120");
      System.out.println("kernels " + run.kernels().description());
      System.out.println("peak " + (FmaPeak.gigaflops(1) > 0 ? "above 0" : "0"));
      System.out.println(
          "weights " + SmallRun.train(run, folder.resolve("runs"), 2).weightsSha256());
    }
  }
}
