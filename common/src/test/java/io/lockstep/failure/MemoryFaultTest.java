package io.lockstep.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class MemoryFaultTest {

  private static String error(Throwable thrown) {
    return Failure.causedBy(thrown).error();
  }

  @Test
  void eachMemoryThatIsExhaustedHasItsName() {
    assertThat(error(new OutOfMemoryError("Java heap space")))
        .isEqualTo("the Java heap is exhausted");
    assertThat(error(new OutOfMemoryError("Cannot reserve 9 bytes of direct buffer memory")))
        .isEqualTo("the memory outside the Java heap is exhausted");
    assertThat(
            error(new OutOfMemoryError("unable to create native thread: possibly out of memory")))
        .isEqualTo("no more threads can be started");
    assertThat(Failure.causedBy(new OutOfMemoryError()).code()).isEqualTo(ExitCode.OUT_OF_MEMORY);
  }

  @Test
  void aConnectionThatBreaksIsNoFaultOfTheDisk() {
    assertThat(Failure.causedBy(new IOException("Broken pipe")).code())
        .isEqualTo(ExitCode.INTERNAL);
    assertThat(error(new IllegalStateException(new IOException("Too many open files"))))
        .startsWith("a file cannot be used: too many open files: ");
  }
}
