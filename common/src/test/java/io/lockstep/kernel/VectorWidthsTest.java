package io.lockstep.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/// The tests of the kernels again, in JVMs whose vectors are narrower than those of this machine:
/// other tiles, other ways to pack, other ends of loops.
final class VectorWidthsTest {

  private static final String[] TESTS = {
    ProductsTest.class.getName(),
    SparseProductsTest.class.getName(),
    RowsTest.class.getName(),
    ElementwiseTest.class.getName(),
    UpdatesTest.class.getName(),
    LayerKernelsTest.class.getName(),
    AdaptiveUpdatesTest.class.getName(),
    "io.lockstep.model.GoldenCurveTest"
  };

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {128, 256})
  @Timeout(180)
  void theKernelsGiveTheSameBitsOnNarrowerVectors(int bits) throws Exception {
    assumeThat(bits)
        .as("a width that the other tests have not covered")
        .isLessThan(FloatVector.SPECIES_PREFERRED.vectorBitSize());
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-XX:MaxVectorSize=" + bits / 8,
                "-cp",
                System.getProperty("java.class.path"),
                Tests.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said.lines()).contains("vector, %d bits: passed".formatted(bits));
  }

  /// Runs the tests in a JVM of their own and says on which vectors.
  static final class Tests {
    private Tests() {}

    public static void main(String[] args) {
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      Launcher launcher = LauncherFactory.create();
      LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
      List.of(TESTS).forEach(name -> request.selectors(selectClass(name)));
      launcher.execute(request.build(), listener);
      TestExecutionSummary summary = listener.getSummary();
      summary.printFailuresTo(new PrintWriter(System.out, true), 20);
      boolean passed =
          summary.getTestsFailedCount() == 0
              && summary.getContainersFailedCount() == 0
              && summary.getTestsSucceededCount() > 20;
      System.out.println(Kernels.best().description() + (passed ? ": passed" : ": failed"));
      System.exit(passed ? 0 : 1);
    }
  }
}
