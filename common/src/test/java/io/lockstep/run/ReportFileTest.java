package io.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ReportFileTest {

  @TempDir Path run;

  private final AtomicInteger writes = new AtomicInteger();

  private ReportFile reports(Patience patience) {
    return new ReportFile(run.resolve("run.json"), writes::incrementAndGet, patience);
  }

  private static RunReport at(int step) {
    return Reports.of(RunReport.Status.RUNNING, step, Optional.empty());
  }

  @Test
  void ofManyThatAreOfferedAtOnceTheLastIsWrittenAndFewBefore() {
    ReportFile reports = reports(Patience.ofSeconds(30));
    long begin = System.nanoTime();
    for (int step = 1; step <= 5000; step++) {
      reports.offer(at(step));
    }
    reports.close();

    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    assertThat(RunFolder.reportOf(run)).isEqualTo(at(5000));
    assertThat(writes.get()).isBetween(1, (int) seconds + 2);
  }

  @Test
  void whatIsWrittenAtOnceIsNotUndoneByWhatWasOfferedBefore() {
    ReportFile reports = reports(Patience.ofSeconds(30));
    reports.offer(at(1));
    reports.offer(at(2));
    reports.write(at(3));
    assertThat(RunFolder.reportOf(run)).isEqualTo(at(3));
    reports.close();
    assertThat(RunFolder.reportOf(run)).isEqualTo(at(3));
  }

  @Test
  void aDiskThatTakesNothingForAMomentIsToldOnceAndBorne() throws Exception {
    Path inTheWay = run.resolve("run.json");
    Files.createDirectories(inTheWay.resolve("something"));
    var warnings = new LinkedBlockingQueue<String>();
    ReportFile reports = reports(Patience.ofSeconds(30));
    reports.bear(Patience.ofSeconds(30), warnings::add);

    reports.offer(at(1));
    String warning = warnings.poll(30, TimeUnit.SECONDS);
    Files.delete(inTheWay.resolve("something"));
    Files.delete(inTheWay);
    reports.write(at(2));

    assertThat(warning)
        .startsWith("the report cannot be written: ")
        .endsWith("; it is tried again");
    assertThat(warnings).isEmpty();
    assertThat(RunFolder.reportOf(run)).isEqualTo(at(2));
    reports.close();
  }

  @Test
  void aFolderThatIsGoneIsSaidInTrueWords() throws IOException {
    Path gone = Files.createDirectory(run.resolve("t-1"));
    ReportFile reports = new ReportFile(gone.resolve("run.json"), () -> {}, Patience.ofSeconds(30));
    Files.delete(gone);

    Failure failure =
        catchThrowableOfType(LockstepException.class, () -> reports.write(at(1))).failure();

    assertThat(failure.code()).isEqualTo(ExitCode.STORAGE);
    assertThat(failure.error()).isEqualTo("the report cannot be written: the run's folder is gone");
    assertThat(failure.kept()).startsWith("nothing of this run");
  }

  @Test
  void oneThatIsSupersededHearsOfItWithTheNextReport() {
    LockstepException superseded = Failure.of(ExitCode.CLUSTER, "superseded").exception();
    ReportFile reports =
        new ReportFile(
            run.resolve("run.json"),
            () -> {
              throw superseded;
            },
            Patience.ofSeconds(30));
    List<LockstepException> heard = new ArrayList<>();
    for (int step = 1; heard.isEmpty(); step++) {
      try {
        reports.offer(at(step));
        Thread.yield();
      } catch (LockstepException thrown) {
        heard.add(thrown);
      }
    }
    assertThat(heard).containsExactly(superseded);
    reports.close();
    assertThat(run.resolve("run.json")).doesNotExist();
  }
}
