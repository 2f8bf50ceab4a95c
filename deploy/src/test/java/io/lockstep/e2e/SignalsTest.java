package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Real nodes are asked to end at any moment of their start: what has begun can go on (exit code
/// 75), and before that a word says that nothing has.
@Tag("long")
@Timeout(600)
final class SignalsTest {

  private static final String HOST = "127.0.0.1";
  private static final long SECONDS_MAX = 60;
  private static final int STEP_MILLIS = 120;
  private static final int LAST_MILLIS = 2_400;
  private static final int CAN_GO_ON = 75;

  @TempDir Path folder;

  private enum Signal {
    TERM(143),
    INT(130);

    /// Of a process that does nothing about it.
    private final int code;

    Signal(int code) {
      this.code = code;
    }

    void send(LockstepProcess process) throws IOException {
      switch (this) {
        case TERM -> process.terminate();
        case INT -> process.interrupt();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCoordinatorLeavesARunThatCanGoOnOrNone(Signal signal) throws Exception {
    for (int millis = 0; millis <= LAST_MILLIS; millis += STEP_MILLIS) {
      Path runs = folder.resolve(signal + "-" + millis);
      try (LockstepProcess coordinator = coordinator(runs)) {
        await(coordinator, coordinator::isJava);
        strikeAfter(millis, coordinator, signal);

        int code = requireEnd(coordinator, signal);
        if (Files.exists(runs.resolve("tiny-1"))) {
          assertThat(code).as(coordinator.text()).isEqualTo(CAN_GO_ON);
          assertThat(RunFolder.reportOf(runs.resolve("tiny-1")).status())
              .isEqualTo(RunReport.Status.INTERRUPTED);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCoordinatorThatHasJustBegunItsRunLeavesOneThatCanGoOn(Signal signal) throws Exception {
    Path runs = folder.resolve("begun");
    try (LockstepProcess coordinator = coordinator(runs)) {
      await(coordinator, () -> Files.exists(runs.resolve("tiny-1")));
      strikeAfter(0, coordinator, signal);
      assertThat(requireEnd(coordinator, signal)).isEqualTo(CAN_GO_ON);
    }
    try (LockstepProcess resumed = coordinator(runs, "--resume")) {
      await(resumed, () -> resumed.text().contains(" leads "));
      strikeAfter(0, resumed, signal);
      assertThat(requireEnd(resumed, signal)).isEqualTo(CAN_GO_ON);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWorkerSaysThatItLeavesNothingBehind(Signal signal) throws Exception {
    for (int millis = 0; millis <= LAST_MILLIS; millis += STEP_MILLIS) {
      try (LockstepProcess worker = worker()) {
        await(worker, worker::isJava);
        strikeAfter(millis, worker, signal);
        requireEnd(worker, signal);
      }
    }
    try (LockstepProcess worker = worker()) {
      await(worker, () -> worker.text().contains(" waits for a coordinator"));
      strikeAfter(0, worker, signal);
      assertThat(requireEnd(worker, signal)).isEqualTo(CAN_GO_ON);
      assertThat(worker.text()).contains("error: interrupted; the run goes on without this worker");
    }
  }

  private static void strikeAfter(long millis, LockstepProcess process, Signal signal)
      throws Exception {
    assertThat(process.endsWithin(millis)).as(process.text()).isFalse();
    signal.send(process);
  }

  /// Requires words that fit the exit code.
  private static int requireEnd(LockstepProcess process, Signal signal)
      throws InterruptedException {
    int code = process.await(SECONDS_MAX);
    assertThat(code).as(process.text()).isIn(CAN_GO_ON, signal.code);
    if (code == CAN_GO_ON) {
      assertThat(process.text()).contains("error: interrupted", "  kept:  ", "  try:   ");
    } else {
      assertThat(process.text())
          .containsAnyOf(
              "lockstep: interrupted; no run was begun or changed",
              "lockstep: ended before it was ready; nothing was changed");
    }
    assertThat(process.text()).doesNotContain("\tat ", "Exception");
    return code;
  }

  private LockstepProcess coordinator(Path runs, String... more) throws IOException {
    List<String> words =
        words("coordinator", "--grpc-port", "0", "--quiet", "--runs", runs.toString());
    words.addAll(List.of(more));
    return LockstepProcess.start(words);
  }

  /// Nobody listens where it dials.
  private LockstepProcess worker() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      port = socket.getLocalPort();
    }
    return LockstepProcess.start(words("worker", "--coordinators", HOST + ":" + port));
  }

  private List<String> words(String command, String... more) {
    TinyRun.prepare(folder);
    List<String> words = new ArrayList<>(List.of(command, folder.resolve("tiny.yaml").toString()));
    words.addAll(List.of(more));
    return words;
  }

  private static void await(LockstepProcess process, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as(process.text()).isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }
}
