package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.failure.LockstepException;
import io.lockstep.queue.Submission;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Data that do not come keep nobody from submitting.
@Timeout(60)
final class RunCheckTest {

  private static final String GOOD = "x,y,side\n1,2,up\n3,4,down\n5,6,up\n";
  private static final String BROKEN = "x,y\n1,2\n3,4\n";

  @TempDir Path folder;

  @Test
  void aRunWhoseDataHangIsTakenUncheckedAndSoAreThoseThatComeMeanwhile() throws Exception {
    Path pipe = folder.resolve("hangs.csv");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Files.writeString(folder.resolve("good.csv"), GOOD);
    Files.writeString(folder.resolve("broken.csv"), BROKEN);
    RunCheck check = new RunCheck("host-a", Duration.ofMillis(300));

    assertThatCode(() -> check.require(of("good.csv", "hangs.csv"))).doesNotThrowAnyException();
    assertThatCode(() -> check.require(of("broken.csv", "broken.csv"))).doesNotThrowAnyException();
  }

  @Test
  void dataThatComeAreChecked() throws Exception {
    Files.writeString(folder.resolve("broken.csv"), BROKEN);
    RunCheck check = new RunCheck("host-a", Duration.ofSeconds(30));
    for (int time = 0; time < 2; time++) {
      assertThatThrownBy(() -> check.require(of("broken.csv", "broken.csv")))
          .isInstanceOf(LockstepException.class)
          .hasMessageContaining("on host host-a");
    }
  }

  private Submission of(String train, String test) {
    String yaml =
        """
        run: { name: tiny }
        data: { dir: %s, train: { csv: %s, label: side }, test: { csv: %s } }
        model: { layers: [ { dense: 2 } ], loss: cross-entropy }
        train: { epochs: 1, batch: 2 }
        """
            .formatted(folder, train, test);
    return new Submission("key", "tiny", 0, "me", Instant.EPOCH, yaml);
  }
}
