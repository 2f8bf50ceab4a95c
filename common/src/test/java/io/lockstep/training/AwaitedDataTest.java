package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.source.DataFile;
import io.lockstep.source.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A file of the data of which nothing comes: a pipe that nobody writes to.
@Timeout(60)
final class AwaitedDataTest {

  private static final long LIMIT = TimeUnit.SECONDS.toNanos(10);

  private static final long OPENED_READ_AND_READ_AGAIN = 3;

  @TempDir Path folder;

  private final Reading reading = new Reading();
  private final AwaitedData awaited = new AwaitedData(LIMIT, reading, 0);
  private Path pipe;

  @BeforeEach
  void makeAPipe() throws Exception {
    pipe = folder.resolve("pipe.csv");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
  }

  @Test
  void aFileOfWhichNothingComesIsNamed() throws Exception {
    CompletableFuture<Long> read = reads();
    awaitThat(pipe.toString());
    assertThat(awaited.look(1)).isEmpty();
    assertThat(awaited.look(LIMIT)).isEmpty();
    assertThat(awaited.look(1 + LIMIT))
        .contains(
            """
            no progress for 10 s: preparing the run
              waits for: %s, of which nothing comes
              try: look at the disk or the network that this file is on; a pipe waits for who writes to it\
            """
                .formatted(pipe));
    try (OutputStream out = Files.newOutputStream(pipe)) {
      out.write(new byte[100]);
    }
    assertThat(read.get()).isEqualTo(100);
    assertThat(reading.awaited().file()).isEmpty();
    assertThat(awaited.look(3 * LIMIT))
        .contains("preparing the run goes on after 29 s without progress");
    assertThat(awaited.look(9 * LIMIT)).as("nothing is read").isEmpty();
  }

  @Test
  void aFileThatStopsInTheMiddleIsNamed() throws Exception {
    CompletableFuture<Long> read = reads();
    try (OutputStream out = Files.newOutputStream(pipe)) {
      out.write(new byte[100]);
      while (reading.awaited().waits() < OPENED_READ_AND_READ_AGAIN) {
        Thread.onSpinWait();
      }
      awaitThat(pipe.toString());
      assertThat(awaited.look(1)).isEmpty();
      assertThat(awaited.look(1 + LIMIT)).isPresent();
    }
    assertThat(read.get()).isEqualTo(100);
  }

  private void awaitThat(String file) {
    while (!reading.awaited().file().equals(file)) {
      Thread.onSpinWait();
    }
  }

  /// On a thread of its own.
  private CompletableFuture<Long> reads() {
    return CompletableFuture.supplyAsync(
        () -> reading.during(this::bytesOfThePipe),
        task -> Thread.ofPlatform().daemon().start(task));
  }

  private long bytesOfThePipe() {
    DataFile file = new DataFile(pipe, "data.test.csv");
    try (InputStream in = file.open()) {
      return in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException broken) {
      throw file.unreadable(broken, "here");
    }
  }
}
