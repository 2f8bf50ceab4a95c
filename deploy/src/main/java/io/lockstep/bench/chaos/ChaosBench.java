package io.lockstep.bench.chaos;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.StorageFault;
import io.lockstep.run.Runs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// `lockstep bench chaos`: a real cluster in a folder of its own, struck for a while, and then
/// compared with one process. Ends only processes that it has started, also when it is interrupted.
public final class ChaosBench {

  private static final double NANOS = 1e9;

  private final ChaosSettings settings;
  private final Set<Fault> wanted;
  private final Consumer<String> talk;
  private final List<String> breaches = new ArrayList<>();

  /// @param talk is told what happens, line by line
  public ChaosBench(ChaosSettings settings, Consumer<String> talk) {
    this(settings, EnumSet.allOf(Fault.class), talk);
  }

  /// @param wanted kinds of faults, of which those come that can be made here
  ChaosBench(ChaosSettings settings, Set<Fault> wanted, Consumer<String> talk) {
    this.settings = settings;
    this.wanted = EnumSet.copyOf(wanted);
    this.talk = talk;
  }

  /// On the calling thread.
  ///
  /// @throws io.lockstep.failure.LockstepException if something should not have happened; its files
  ///   are kept then
  public ChaosReport run(Consumer<ChaosReport> out) {
    ClusterFolder folder = ClusterFolder.create("chaos", talk);
    try (folder) {
      ChaosReport report = besiege(folder);
      out.accept(report);
      folder.close();
      if (!report.isGood()) {
        throw breach(report, folder.path());
      }
      folder.delete();
      return report;
    } catch (IOException e) {
      throw StorageFault.of(e, folder.path())
          .failure(ExitCode.STORAGE, "the cluster to be struck cannot be kept up")
          .keeping(folder.path() + " with the logs of its nodes")
          .exception(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a cluster was struck", e);
    }
  }

  private RuntimeException breach(ChaosReport report, Path folder) {
    String first =
        report.breaches().isEmpty()
            ? "the weights are not those of one process"
            : report.breaches().getFirst();
    return Failure.of(ExitCode.INTERNAL, "the cluster did not bear what was done to it: " + first)
        .at("%d faults, seed %d".formatted(report.table().faults(), settings.seed()))
        .keeping(folder + " with the run and the logs of its nodes")
        .advising("report this with that folder")
        .exception();
  }

  private ChaosReport besiege(ClusterFolder folder) throws IOException, InterruptedException {
    ChaosJob job = ChaosJob.in(folder.path());
    Optional<SmallDisk> disk = SmallDisk.at(folder.runs());
    disk.ifPresent(folder::closeLater);
    ChaosHosts hosts = ChaosHosts.of(folder.path(), settings);
    folder.closeLater(hosts);
    List<String> words = List.of(job.configuration().toString(), "--http", "off");
    ChaosNodes nodes =
        new ChaosNodes(
            folder, new ChaosNodes.Layout(hosts, settings.coordinators(), words), this::complain);
    folder.closeLater(nodes);
    Path run = ChaosJob.folderIn(folder.runs(), 1);
    Blows blows = new Blows(nodes, hosts, disk, run.resolve("checkpoints"));
    Set<Fault> kinds = EnumSet.copyOf(wanted);
    kinds.retainAll(blows.possible());
    Progress progress = new Progress(run);
    Siege siege = new Siege(nodes, blows, progress, talk);
    ChaosReport.Pace pace = new ChaosReport.Pace(Double.NaN, Double.NaN, 0);
    ChaosReport.End end = new ChaosReport.End(0, "", "none");
    try {
      startAll(nodes, siege);
      pace = pace(siege, progress, ChaosSchedule.of(settings, kinds));
      siege.awaitAdvances(2);
      nodes.endRun();
      end = end(job, folder.runs());
    } catch (Siege.Stuck stuck) {
      complain(stuck.getMessage());
      Stacks.write(nodes.expected(), folder.logs());
    }
    if (!breaches.isEmpty()) {
      keepRuns(disk, folder);
    }
    List<String> left =
        wanted.stream().filter(each -> !kinds.contains(each)).map(Fault::words).toList();
    return new ChaosReport(settings, left, siege.table(), pace, end, breaches);
  }

  private void startAll(ChaosNodes nodes, Siege siege)
      throws Siege.Stuck, IOException, InterruptedException {
    for (int place = 0; place < settings.coordinators(); place++) {
      nodes.start("c" + place);
    }
    for (int worker = 0; worker < settings.workers(); worker++) {
      nodes.start("w" + worker);
    }
    siege.settle();
    siege.awaitAdvances(2);
  }

  private ChaosReport.Pace pace(Siege siege, Progress progress, List<Strike> strikes)
      throws Siege.Stuck, IOException, InterruptedException {
    talk.accept("all nodes take part at step %d".formatted(progress.step()));
    siege.pass(settings.calm().toMillis() / 2);
    long calmStep = progress.step();
    long calmNanos = System.nanoTime();
    siege.pass(settings.calm().toMillis() / 2);
    double calm = (progress.step() - calmStep) / ((System.nanoTime() - calmNanos) / NANOS);
    talk.accept("%.1f steps/s without faults".formatted(calm));
    long struckStep = progress.step();
    long struckNanos = System.nanoTime();
    siege.run(strikes);
    double seconds = (System.nanoTime() - struckNanos) / NANOS;
    return new ChaosReport.Pace(calm, (progress.step() - struckStep) / seconds, seconds);
  }

  private ChaosReport.End end(ChaosJob job, Path runs) {
    List<Path> all = Runs.ofName(runs, ChaosJob.name());
    if (all.size() != 1) {
      complain("there are %d runs: %s".formatted(all.size(), all));
    }
    talk.accept("making its steps in one process");
    return job.compare(ChaosJob.folderIn(runs, 1), this::complain);
  }

  /// The disk in memory goes, and what is on it.
  private static void keepRuns(Optional<SmallDisk> disk, ClusterFolder folder)
      throws IOException, InterruptedException {
    if (disk.isPresent()) {
      new ProcessBuilder(
              "cp", "-a", folder.runs().toString(), folder.path().resolve("runs-kept").toString())
          .start()
          .waitFor();
    }
  }

  private synchronized void complain(String what) {
    breaches.add(what);
    talk.accept("breach: " + what);
  }
}
