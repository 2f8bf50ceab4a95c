package io.lockstep.e2e;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.run.LedgerAudit;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.Runs;
import io.lockstep.training.PreparedRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real coordinators and workers on hosts of their own, whose links break: never do two reigns
/// count, and a bad link costs what it must and no more. Skipped where there is no root or no
/// iproute2.
@Tag("long")
@Timeout(180)
final class PartitionTest {

  private static final int COORDINATORS = 3;
  private static final int W0 = COORDINATORS;
  private static final int W1 = COORDINATORS + 1;
  private static final int W2 = COORDINATORS + 2;
  private static final int WORKERS_MAX = 3;
  private static final int PORT = 25_620;
  private static final long SECONDS_MAX = 60;
  private static final int INTERRUPTED = 75;
  private static final Pattern LEADS = Pattern.compile("coordinator c\\d leads .*\\(term (\\d+),");
  private static final Leader NOBODY = new Leader(-1, 0);

  /// Enough of the run to see that it goes on.
  private static final long EPOCHS = 20;

  private record Leader(int host, long term) {}

  @TempDir private Path folder;

  private final List<LockstepProcess> nodes = new ArrayList<>();
  private NetworkLab lab;
  private PreparedRun run;

  @BeforeEach
  void layTheCables() throws Exception {
    Optional<String> obstacle = NetworkLab.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> obstacle.orElseThrow());
    run = TinyRun.prepare(folder, "train.epochs=1000000", "checkpoint.every-steps=200");
    lab = NetworkLab.of(COORDINATORS + WORKERS_MAX);
  }

  @AfterEach
  void takeItAllDown() throws Exception {
    nodes.forEach(LockstepProcess::close);
    for (LockstepProcess node : nodes) {
      node.await(SECONDS_MAX);
    }
    if (lab != null) {
      lab.close();
    }
  }

  /// First the leader is cut from the other coordinators while workers still reach it, then the
  /// next one from everybody.
  @Test
  void aLeaderBehindACutIsReplacedAndTheRunHasOneHistory() throws Exception {
    start(2);
    Leader first = awaitLeaderAfter(NOBODY);
    awaitMoreEpochs();

    List<Integer> coordinators = others(first.host(), COORDINATORS);
    cutFrom(first.host(), coordinators);
    Leader second = awaitLeaderAfter(first);
    awaitMoreEpochs();
    healFrom(first.host(), coordinators);
    awaitStandsBy(first);

    List<Integer> everybody = others(second.host(), nodes.size());
    cutFrom(second.host(), everybody);
    Leader third = awaitLeaderAfter(second);
    awaitMoreEpochs();
    healFrom(second.host(), everybody);
    awaitStandsBy(second);

    requireAllAlive();
    assertThat(leader()).as("nobody has led since").isEqualTo(third);
    nodes.get(third.host()).interrupt();
    for (LockstepProcess node : nodes) {
      assertThat(node.await(SECONDS_MAX)).as(texts()).isEqualTo(INTERRUPTED);
    }
    requireOneHistory();
  }

  /// Neither the leader and a stand-by, nor the other stand-by and a worker, nor two workers hear
  /// each other, and another worker is not heard by the leader.
  @Test
  void badLinksCostOnlyThoseWhoNeedThem() throws Exception {
    start(3);
    Leader leader = awaitLeaderAfter(NOBODY);
    awaitMoreEpochs();
    List<Integer> standBys = others(leader.host(), COORDINATORS);
    awaitStandBys(standBys);
    long aside = countOf(texts(), "stands aside"); // Some may have founded a cluster each.

    lab.cut(W0, standBys.getLast());
    lab.cut(W0, W1);
    lab.drop(W2, leader.host());
    lab.cut(leader.host(), standBys.getFirst());
    await(() -> countOf(texts(), "stands aside") > aside);
    await(() -> log().contains("worker w2 lost"));
    awaitMoreEpochs();
    requireAllAlive();
    assertThat(countOf(texts(), "stands aside"))
        .as("one end of the cut, not both%n%s", texts())
        .isEqualTo(aside + 1);
    assertThat(leader()).as("nobody is deposed").isEqualTo(leader);
    assertThat(log()).doesNotContain("worker w0 lost", "worker w1 lost");

    lab.undrop(W2, leader.host());
    lab.heal(leader.host(), standBys.getFirst());
    await(() -> countOf(log(), "worker w2 joined") > 1);
    await(() -> countOf(texts(), "stands by again") == aside + 1);
    assertThat(leader()).as("nobody is deposed").isEqualTo(leader);

    lab.unplug(W1);
    awaitMoreEpochs();
    LockstepProcess last = nodes.get(leader.host());
    last.interrupt();
    assertThat(last.await(SECONDS_MAX)).as(texts()).isEqualTo(INTERRUPTED);
    assertThat(last.text()).as("not waited for").contains("its link is dead");
    requireOneHistory();
  }

  /// TCP repeats what is lost after ever longer pauses: that worker is late again and again, and
  /// nobody else is.
  @Test
  void aLinkThatLosesAThirdOfItsPacketsCostsItsWorkerAlone() throws Exception {
    assumeTrue(NetworkLab.canLose(), "no tun device can be made here");
    start(2);
    Leader leader = awaitLeaderAfter(NOBODY);
    awaitStandBys(others(leader.host(), COORDINATORS));
    await(() -> countOf(log(), " joined at step ") == 2);
    awaitMoreEpochs();

    lab.lose(W0, leader.host(), 30, 7);
    await(() -> log().contains("worker w0 is a straggler from step "));
    awaitMoreEpochs();
    awaitMoreEpochs();

    requireAllAlive();
    assertThat(leader()).as("nobody is deposed").isEqualTo(leader);
    assertThat(log()).doesNotContain("worker w1 lost", "worker w1 is a straggler");
    lab.loseNothing(W0, leader.host());
    awaitMoreEpochs();
    nodes.get(leader.host()).interrupt();
    for (LockstepProcess node : nodes) {
      assertThat(node.await(SECONDS_MAX)).as(texts()).isEqualTo(INTERRUPTED);
    }
    requireOneHistory();
  }

  private void start(int workers) throws IOException {
    for (int host = 0; host < COORDINATORS; host++) {
      start(host, "coordinator", "c" + host, "--pace", "local", "--runs", runs().toString());
    }
    for (int worker = 0; worker < workers; worker++) {
      start(COORDINATORS + worker, "worker", "w" + worker, "--lanes", "1");
    }
  }

  private void start(int host, String role, String name, String... more) throws IOException {
    List<String> list = new ArrayList<>();
    for (int coordinator = 0; coordinator < COORDINATORS; coordinator++) {
      list.add(NetworkLab.address(coordinator) + ":" + PORT);
    }
    List<String> words = new ArrayList<>();
    words.addAll(List.of(role, folder.resolve("tiny.yaml").toString(), "--name", name));
    words.addAll(List.of("--set", "train.epochs=1000000"));
    words.addAll(List.of("--set", "checkpoint.every-steps=200"));
    words.addAll(List.of("--host", NetworkLab.address(host)));
    words.addAll(List.of("--coordinators", String.join(",", list)));
    words.addAll(List.of(more));
    nodes.add(LockstepProcess.startWithin(lab.on(host), words));
  }

  private static List<Integer> others(int host, int hosts) {
    List<Integer> others = new ArrayList<>();
    for (int other = 0; other < hosts; other++) {
      if (other != host) {
        others.add(other);
      }
    }
    return others;
  }

  private void cutFrom(int host, List<Integer> others) throws Exception {
    for (int other : others) {
      lab.cut(host, other);
    }
  }

  private void healFrom(int host, List<Integer> others) throws Exception {
    for (int other : others) {
      lab.heal(host, other);
    }
  }

  /// Who has begun the newest reign, by its own words.
  private Leader leader() {
    Leader newest = NOBODY;
    for (int host = 0; host < COORDINATORS; host++) {
      Matcher leads = LEADS.matcher(nodes.get(host).text());
      while (leads.find()) {
        long term = Long.parseLong(leads.group(1));
        newest = term > newest.term() ? new Leader(host, term) : newest;
      }
    }
    return newest;
  }

  private Leader awaitLeaderAfter(Leader before) {
    await(() -> leader().term() > before.term());
    return leader();
  }

  /// The cluster of coordinators has come to rest.
  private void awaitStandBys(List<Integer> hosts) {
    await(() -> {
      String all = texts();
      return hosts.stream().allMatch(host -> nodes.get(host).text().contains(" stands by, "))
          && countOf(all, "stands aside") == countOf(all, "stands by again");
    });
  }

  /// A former leader has heard that it is none any more and is a member again.
  private void awaitStandsBy(Leader former) {
    LockstepProcess node = nodes.get(former.host());
    await(() -> {
      long aside = countOf(node.text(), "stands aside");
      return aside > 0 && countOf(node.text(), "stands by again") == aside;
    });
  }

  private void requireAllAlive() {
    assertThat(nodes).as(texts()).allMatch(LockstepProcess::isAlive);
  }

  /// Each shard of each step has been counted once, and the weights are those of one process.
  private void requireOneHistory() {
    RunReport report = RunFolder.reportOf(last());
    LedgerAudit audit = LedgerAudit.of(last().resolve("ledger.jsonl"), run.batches()::shardsIn);
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.steps()).isEqualTo(report.steps());
    assertThat(Runs.ofName(runs(), "tiny")).hasSize(1);
    assertThat(report.weightsSha256())
        .as(texts())
        .isEqualTo(TinyRun.weightsAfter(run, report.steps()));
  }

  private void awaitMoreEpochs() {
    long before = epochs();
    await(() -> epochs() >= before + EPOCHS);
  }

  /// Epochs whose books are closed.
  private long epochs() {
    return read("metrics.jsonl").lines().count();
  }

  private String log() {
    return read("log");
  }

  private String read(String name) {
    Path file = runs().resolve("last").resolve(name);
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  private Path runs() {
    return folder.resolve("runs");
  }

  private Path last() {
    return Runs.last(runs());
  }

  private static long countOf(String text, String words) {
    return text.lines().filter(line -> line.contains(words)).count();
  }

  private String texts() {
    StringBuilder all = new StringBuilder();
    for (int host = 0; host < nodes.size(); host++) {
      all.append("--- host %d:%n%s%n".formatted(host, nodes.get(host).text()));
    }
    all.append("--- log:\n").append(log());
    return all.toString().lines().filter(line -> !line.contains("epoch=")).collect(joining("\n"));
  }

  private void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited too long; " + texts());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }
}
