package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Worker processes that the system does not start.
final class ProcessClusterTest {

  private static Failure refused(String reason) {
    return ProcessCluster.notStarted(
        "w1", Path.of("/jdk/bin/java"), new IOException("Cannot run program: " + reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "error=12, Cannot allocate memory",
        "error=11, Resource temporarily unavailable",
        "error=24, Too many open files"
      })
  void fewerProcessesAreAdvisedWhereThereIsNoRoomForMore(String reason) {
    Failure failure = refused(reason);

    assertThat(failure.code()).isEqualTo(ExitCode.OUT_OF_MEMORY);
    assertThat(failure.error())
        .isEqualTo("cannot start worker process w1: the system has no room for it");
    assertThat(failure.advice()).isEqualTo("raise the limit, or use fewer --processes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"error=2, No such file or directory", "error=13, Permission denied"})
  void aJavaThatIsGoneIsNoMatterOfTheirNumber(String reason) {
    Failure failure = refused(reason);

    assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
    assertThat(failure.error()).startsWith("cannot start worker process w1: ").contains("/jdk");
    assertThat(failure.advice()).doesNotContain("--processes");
  }

  @Test
  void aCommandLineThatIsTooLongIsToldInTheSystemsWords() {
    assertThat(refused("error=7, Argument list too long").error())
        .isEqualTo(
            "cannot start worker process w1: Cannot run program: error=7, Argument list too long");
  }
}
