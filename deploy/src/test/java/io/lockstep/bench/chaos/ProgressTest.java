package io.lockstep.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProgressTest {

  @TempDir private Path run;

  private void write(long... steps) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (long step : steps) {
      lines.append("{\"epoch\":1,\"step\":%d,\"seconds\":1}\n".formatted(step));
    }
    Files.writeString(run.resolve("metrics.jsonl"), lines);
  }

  @Test
  void whereARunGoesBackIsNoAdvanceButWhatComesAfterIs() throws Exception {
    Progress progress = new Progress(run);
    progress.look();
    assertThat(progress.step()).isZero();

    write(22, 44);
    progress.look();
    write(22);
    progress.look();
    assertThat(progress.advances()).isEqualTo(1);
    assertThat(progress.step()).isEqualTo(22);

    write(22, 44);
    progress.look();
    progress.look();
    assertThat(progress.advances()).isEqualTo(2);
  }

  @Test
  void aLineThatIsBeingWrittenDoesNotCount() {
    assertThat(Progress.stepIn("{\"epoch\":1,\"step\":22}\n{\"epoch\":2,\"step\":4")).isEqualTo(22);
    assertThat(Progress.stepIn("{\"epoch\":1,\"step\":22")).isZero();
    assertThat(Progress.stepIn("")).isZero();
  }
}
