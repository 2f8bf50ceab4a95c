package io.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.training.PreparedRun;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The queue of a cluster whose coordinators hang and die, with real processes.
@Timeout(240)
final class StandingProcessesTest {

  private static final String HOST = "127.0.0.1";
  private static final String ENDLESS = "train.epochs=1000000";
  private static final long SECONDS_MAX = 90;

  /// More steps than are on their way when a coordinator is struck.
  private static final long STEPS_ON = 50;

  @TempDir Path folder;

  private final List<LockstepProcess> nodes = new ArrayList<>();
  private final List<LockstepProcess> commands = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private String list;

  @AfterEach
  void end() {
    nodes.forEach(LockstepProcess::close);
    commands.forEach(LockstepProcess::close);
  }

  private void start() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      sockets.add(new ServerSocket(0, 1, InetAddress.getByName(HOST)));
    }
    for (ServerSocket socket : sockets) {
      ports.add(socket.getLocalPort());
      socket.close();
    }
    list =
        "%1$s:%2$d,%1$s:%3$d,%1$s:%4$d".formatted(HOST, ports.get(0), ports.get(1), ports.get(2));
    for (int place = 0; place < 3; place++) {
      nodes.add(
          LockstepProcess.start(
              List.of(
                  "coordinator",
                  "--coordinators=" + list,
                  "--grpc-port=" + ports.get(place),
                  "--port=" + ports.get(place + 3),
                  "--pace=local",
                  "--runs=" + folder.resolve("runs"))));
    }
    nodes.add(
        LockstepProcess.start(
            List.of("worker", "--coordinators=" + list, "--name=w0", "--lanes=1")));
  }

  private LockstepProcess command(String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--to=" + list, "--patience=60"));
    LockstepProcess command = LockstepProcess.start(all);
    commands.add(command);
    return command;
  }

  private String done(LockstepProcess command) throws InterruptedException {
    assertThat(command.await(SECONDS_MAX)).as(command.text() + text()).isZero();
    return command.text();
  }

  private LockstepProcess leaderOf(int term) {
    String leads = "(term %d, no run)".formatted(term);
    await("term " + term, () -> nodes.stream().anyMatch(node -> isLeading(node, leads)));
    return nodes.stream().filter(node -> isLeading(node, leads)).findFirst().orElseThrow();
  }

  private static boolean isLeading(LockstepProcess node, String leads) {
    return node.text().lines().anyMatch(line -> line.contains(" leads ") && line.endsWith(leads));
  }

  private long steps() {
    Path run = folder.resolve("runs").resolve("tiny-1");
    return Files.exists(run.resolve("run.json")) ? RunFolder.reportOf(run).steps() : 0;
  }

  private void awaitSteps(long steps) {
    await("step " + steps, () -> steps() >= steps);
  }

  private void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as(what + text()).isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    nodes.forEach(node -> text.append("%n---%n".formatted()).append(node.text()));
    return text.toString();
  }

  @Test
  void noRunThatWasConfirmedIsLostOrEnteredTwiceWhenCoordinatorsHangAndDie() throws Exception {
    PreparedRun tiny = TinyRun.prepare(folder, ENDLESS);
    String config = folder.resolve("tiny.yaml").toString();
    start();
    LockstepProcess first = leaderOf(1);
    done(command("submit", config, "--set=" + ENDLESS));
    awaitSteps(STEPS_ON);

    first.stop();
    String whileItHung = done(command("submit", config));
    LockstepProcess second = leaderOf(2);
    awaitSteps(steps() + STEPS_ON);
    first.resume();
    await("stands aside", () -> first.text().contains(" stands aside"));
    second.kill();
    String whileItDied = done(command("submit", config, "--priority=1"));
    leaderOf(3);
    awaitSteps(steps() + STEPS_ON);

    done(command("cancel", "tiny-1"));
    String end = done(command("submit", config, "--priority=-1", "--watch"));
    assertThat(whileItHung).contains("run 2 (tiny) queued, 1 before it");
    assertThat(whileItDied).contains("run 3 (tiny) queued, 1 before it");
    assertThat(end).contains("run 4 (tiny) queued, ");
    String listed = done(command("runs"));
    assertThat(listed.lines().map(line -> line.strip().split(" +")[1]))
        .containsExactly("state", "cancelled", "done", "done", "done");
    RunReport cancelled = RunFolder.reportOf(folder.resolve("runs").resolve("tiny-1"));
    assertThat(cancelled.weightsSha256())
        .as(text())
        .isEqualTo(TinyRun.weightsAfter(tiny, cancelled.steps()));
  }

  /// A JVM that runs out of memory takes its time.
  @Test
  @Tag("long")
  void aRunThatTakesAllMemoryWhileItIsPreparedEndsItsCoordinatorTwiceAndThenFails()
      throws Exception {
    Files.writeString(
        folder.resolve("heavy.csv"),
        "a,b,c,label\n" + "0.1234,0.5678,0.9012,yes\n0.9,0.8,0.7,no\n".repeat(1_000_000));
    Path config =
        Files.writeString(
            folder.resolve("heavy.yaml"),
            """
            data: { train: { csv: heavy.csv, label: label } }
            model: { layers: [{ dense: 2 }], loss: cross-entropy }
            """);
    LockstepProcess first = smallCoordinator();
    assertThat(done(command("submit", config.toString()))).contains("run 1 (heavy) queued, next");

    assertThat(first.await(SECONDS_MAX)).as(first.text()).isEqualTo(3);
    assertThat(smallCoordinator().await(SECONDS_MAX)).as(text()).isEqualTo(3);
    LockstepProcess third = smallCoordinator();

    assertThat(done(command("runs"))).contains("  failed  ", "ended 2 times while it was prepared");
    assertThat(third.isAlive()).as(text()).isTrue();
  }

  /// One that has little memory, and always the same port.
  private LockstepProcess smallCoordinator() throws IOException {
    if (list == null) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
        list = "%s:%d".formatted(HOST, socket.getLocalPort());
      }
    }
    LockstepProcess coordinator =
        LockstepProcess.startWithin(
            List.of("env", "LOCKSTEP_JVM_OPTS=-Xmx64m"),
            List.of(
                "coordinator",
                "--grpc-port=" + list.substring(list.indexOf(':') + 1),
                "--runs=" + folder.resolve("runs")));
    nodes.add(coordinator);
    return coordinator;
  }
}
