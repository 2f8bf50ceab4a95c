package io.lockstep.e2e;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.bench.chaos.NetworkLab;
import io.lockstep.run.LedgerAudit;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.Runs;
import io.lockstep.training.PreparedRun;
import io.lockstep.trust.CertificateHost;
import io.lockstep.trust.CertificateSet;
import io.lockstep.trust.Role;
import io.lockstep.trust.Validity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Three coordinators and up to three workers, each a real process on a host of its own, over links
/// that a test breaks. The run has no end but the one that a test brings, and is then compared with
/// one process at the step that it had reached.
final class RoutedCluster {

  static final int COORDINATORS = 3;
  static final int W0 = COORDINATORS;
  static final int W1 = COORDINATORS + 1;
  static final int W2 = COORDINATORS + 2;
  static final Leader NOBODY = new Leader(-1, 0);
  private static final int WORKERS_MAX = 3;
  private static final int PORT = 25_620;
  private static final long SECONDS_MAX = 60;
  private static final int INTERRUPTED = 75;
  private static final Pattern LEADS = Pattern.compile("coordinator c\\d leads .*\\(term (\\d+),");

  /// Enough of the run to see that it goes on.
  private static final long EPOCHS = 20;

  /// @param host of the coordinator that leads
  record Leader(int host, long term) {}

  private final Path folder;
  private final PreparedRun run;
  private final NetworkLab lab;
  private final List<LockstepProcess> nodes = new ArrayList<>();

  RoutedCluster(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.run = TinyRun.prepare(folder, "train.epochs=1000000", "checkpoint.every-steps=200");
    this.lab = NetworkLab.of(COORDINATORS + WORKERS_MAX);
    List<CertificateHost> hosts = new ArrayList<>();
    for (int host = 0; host < COORDINATORS + WORKERS_MAX; host++) {
      Role role = host < COORDINATORS ? Role.COORDINATOR : Role.WORKER;
      hosts.add(CertificateHost.of(NetworkLab.address(host), role));
    }
    CertificateSet.make(certificates(), hosts, Validity.ofDays(2));
  }

  private Path certificates() {
    return folder.resolve("certificates");
  }

  NetworkLab lab() {
    return lab;
  }

  /// Starts all coordinators, and workers from w0 on.
  void start(int workers) throws IOException {
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
    words.addAll(
        List.of("--certificates", certificates().resolve(NetworkLab.address(host)).toString()));
    words.addAll(List.of("--coordinators", String.join(",", list)));
    words.addAll(List.of(more));
    nodes.add(LockstepProcess.startWithin(lab.on(host), words));
  }

  /// The other coordinators.
  static List<Integer> others(int host) {
    return others(host, COORDINATORS);
  }

  /// The other nodes.
  List<Integer> allBut(int host) {
    return others(host, nodes.size());
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

  void cut(int host, List<Integer> others) throws IOException, InterruptedException {
    for (int other : others) {
      lab.cut(host, other);
    }
  }

  void heal(int host, List<Integer> others) throws IOException, InterruptedException {
    for (int other : others) {
      lab.heal(host, other);
    }
  }

  /// Who has begun the newest reign, by its own words.
  Leader leader() {
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

  Leader awaitLeaderAfter(Leader before) {
    await(() -> leader().term() > before.term());
    return leader();
  }

  /// The cluster of coordinators has come to rest.
  void awaitStandBys(Leader leader) {
    await(() -> {
      String all = texts();
      return others(leader.host()).stream()
              .allMatch(host -> nodes.get(host).text().contains(" stands by, "))
          && countOf(all, "stands aside") == countOf(all, "stands by again");
    });
  }

  /// A former leader has heard that it is none any more and is a member again.
  void awaitStandsBy(Leader former) {
    LockstepProcess node = nodes.get(former.host());
    await(() -> {
      long aside = countOf(node.text(), "stands aside");
      return aside > 0 && countOf(node.text(), "stands by again") == aside;
    });
  }

  /// How often it stands in the log of the run.
  long logged(String words) {
    return countOf(log(), words);
  }

  void awaitLogged(String words, long times) {
    await(() -> logged(words) >= times);
  }

  /// How often anybody has said it.
  long said(String words) {
    return countOf(texts(), words);
  }

  void awaitSaid(String words, long times) {
    await(() -> said(words) >= times);
  }

  void awaitMoreEpochs() {
    long before = epochs();
    await(() -> epochs() >= before + EPOCHS);
  }

  /// Epochs whose books are closed.
  private long epochs() {
    return read("metrics.jsonl").lines().count();
  }

  void requireAllAlive() {
    assertThat(nodes).as(texts()).allMatch(LockstepProcess::isAlive);
  }

  LockstepProcess node(int host) {
    return nodes.get(host);
  }

  /// Ends the run as ctrl-C on the leading coordinator does; every node ends with it.
  void requireGoodEnd() throws IOException, InterruptedException {
    nodes.get(leader().host()).interrupt();
    for (int host = 0; host < nodes.size(); host++) {
      requireInterrupted(host);
    }
    requireOneHistory();
  }

  void requireInterrupted(int host) throws InterruptedException {
    assertThat(nodes.get(host).await(SECONDS_MAX)).as(texts()).isEqualTo(INTERRUPTED);
  }

  /// Each shard of each step has been counted once, and the weights are those of one process.
  void requireOneHistory() {
    RunReport report = RunFolder.reportOf(last());
    LedgerAudit audit = LedgerAudit.of(last().resolve("ledger.jsonl"), run.batches()::shardsIn);
    assertThat(audit.faults()).isEmpty();
    assertThat(audit.steps()).isEqualTo(report.steps());
    assertThat(Runs.ofName(runs(), "tiny")).hasSize(1);
    assertThat(report.weightsSha256())
        .as(texts())
        .isEqualTo(TinyRun.weightsAfter(run, report.steps()));
  }

  String log() {
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

  /// What all of them said.
  String texts() {
    StringBuilder all = new StringBuilder();
    for (int host = 0; host < nodes.size(); host++) {
      all.append("--- host %d:%n%s%n".formatted(host, nodes.get(host).text()));
    }
    all.append("--- log:\n").append(log());
    return all.toString().lines().filter(line -> !line.contains("epoch=")).collect(joining("\n"));
  }

  void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited too long; " + texts());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  /// Ends all nodes and takes their links away.
  void takeDown() throws IOException, InterruptedException {
    nodes.forEach(LockstepProcess::close);
    for (LockstepProcess node : nodes) {
      node.await(SECONDS_MAX);
    }
    lab.close();
  }
}
