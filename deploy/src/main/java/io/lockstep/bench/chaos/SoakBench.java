package io.lockstep.bench.chaos;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.StorageFault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// `lockstep bench soak`: a real cluster that takes runs, kept up while workers come and go, and
/// looked at after each run. Ends only processes that it has started, also when it is interrupted.
public final class SoakBench {

  /// The first runs load classes, fill pools and set the compiler to work.
  private static final int RUNS_BEFORE_LOOKING = 3;

  private static final long RUN_SECONDS_MAX = 300;
  private static final long LOOK_MILLIS = 50;
  private static final double NANOS = 1e9;

  private final SoakSettings settings;
  private final int runsBeforeLooking;
  private final Consumer<String> talk;
  private final List<String> breaches = new ArrayList<>();
  private final HeldTable table = new HeldTable();
  private int joins;
  private int leaves;
  private int runs;
  private long steps;

  /// @param talk is told what happens, line by line
  public SoakBench(SoakSettings settings, Consumer<String> talk) {
    this(settings, RUNS_BEFORE_LOOKING, talk);
  }

  SoakBench(SoakSettings settings, int runsBeforeLooking, Consumer<String> talk) {
    this.settings = settings;
    this.runsBeforeLooking = runsBeforeLooking;
    this.talk = talk;
  }

  /// On the calling thread.
  ///
  /// @throws io.lockstep.failure.LockstepException if a node holds more and more, or something
  ///   should not have happened; its files are kept then
  public SoakReport run(Consumer<SoakReport> out) {
    NodeLook.require();
    ClusterFolder folder = ClusterFolder.create("soak", talk);
    try (folder) {
      SoakReport report = keepUp(folder);
      out.accept(report);
      folder.close();
      requireGood(report, folder.path());
      folder.delete();
      return report;
    } catch (IOException e) {
      throw StorageFault.of(e, folder.path())
          .failure(ExitCode.STORAGE, "the cluster to be watched cannot be kept up")
          .keeping(folder.path() + " with the logs of its nodes")
          .exception(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a cluster was watched", e);
    }
  }

  /// @throws io.lockstep.failure.LockstepException if it is not
  static void requireGood(SoakReport report, Path folder) {
    if (report.isGood()) {
      return;
    }
    String what =
        report.breaches().isEmpty()
            ? "nodes hold more and more"
            : "the cluster did not keep up: " + report.breaches().getFirst();
    throw Failure.of(ExitCode.INTERNAL, what)
        .at("%d runs, seed %d".formatted(report.work().runs(), report.settings().seed()))
        .keeping(folder + " with runs, logs and lists of the classes on each heap")
        .advising("report this with that folder")
        .exception();
  }

  /// Until the time is over and thrice looked, or something is wrong.
  SoakReport keepUp(ClusterFolder folder) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    ChaosHosts hosts = ChaosHosts.onLoopback(folder.path(), settings.coordinators());
    folder.closeLater(hosts);
    ChaosNodes nodes =
        new ChaosNodes(
            folder,
            new ChaosNodes.Layout(hosts, settings.coordinators(), List.of()),
            this::complain);
    folder.closeLater(nodes);
    startAll(nodes);
    NodeLook look = new NodeLook(folder.logs());
    Comers comers = new Comers(settings.seed(), settings.workers() - 1);
    SoakRuns queue = new SoakRuns(folder, hosts, settings.seed());
    folder.closeLater(queue);
    long end = begun + settings.duration().toNanos();
    boolean goesOn = true;
    for (int number = 1; goesOn; number++) {
      long next = System.nanoTime() + settings.every().toNanos();
      goesOn = oneRun(queue, nodes, comers.next());
      if (goesOn && number > runsBeforeLooking) {
        lookAtThoseThatStay(nodes, look);
      }
      boolean enough = table.looks() >= HeldTable.LOOKS_MIN && next - end > 0;
      goesOn &= !enough && breaches.isEmpty();
      while (goesOn && next - System.nanoTime() > 0) {
        pause(nodes);
      }
    }
    if (breaches.isEmpty()) {
      nodes.endAll();
    } else {
      Stacks.write(nodes.expected(), folder.logs());
    }
    double seconds = (System.nanoTime() - begun) / NANOS;
    return new SoakReport(
        settings, table, new SoakReport.Work(seconds, runs, steps, joins, leaves), breaches);
  }

  private void startAll(ChaosNodes nodes) throws IOException {
    for (int place = 0; place < settings.coordinators(); place++) {
      nodes.start("c" + place);
    }
    for (int worker = 0; worker < settings.workers(); worker++) {
      nodes.start("w" + worker);
    }
  }

  /// Somebody comes or goes in the middle of it.
  ///
  /// @return whether it came to its end
  private boolean oneRun(SoakRuns queue, ChaosNodes nodes, Comers.Move move)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RUN_SECONDS_MAX);
    queue.submit();
    while (!queue.isUnderWay() && !queue.isOver() && deadline - System.nanoTime() > 0) {
      pause(nodes);
    }
    make(move, nodes);
    while (!queue.isOver() && deadline - System.nanoTime() > 0) {
      pause(nodes);
    }
    if (!queue.isOver()) {
      complain("run %d has not ended within %d s".formatted(queue.number(), RUN_SECONDS_MAX));
      return false;
    }
    ChaosReport.End end = queue.end(this::complain);
    if (end.isSame()) {
      runs++;
      steps += end.steps();
    }
    talk.accept(
        "run %d has made %d steps, w%d %s meanwhile"
            .formatted(
                queue.number(),
                end.steps(),
                move.worker(),
                move.way() == Comers.Way.COMES ? "came" : "went"));
    return end.isSame();
  }

  private void make(Comers.Move move, ChaosNodes nodes) throws IOException, InterruptedException {
    String name = "w" + move.worker();
    switch (move.way()) {
      case COMES -> {
        nodes.start(name);
        joins++;
      }
      case GOES -> {
        nodes.ask(name);
        nodes.leaves(name);
        leaves++;
      }
    }
  }

  private void lookAtThoseThatStay(ChaosNodes nodes, NodeLook look)
      throws IOException, InterruptedException {
    List<String> names = new ArrayList<>(nodes.names("c"));
    for (int worker = 0; worker < settings.workers() - 1; worker++) {
      names.add("w" + worker);
    }
    StringBuilder shown = new StringBuilder();
    for (String name : names) {
      Held held = look.at(nodes.node(name));
      table.add(name, held);
      shown.append(
          " %s: %.2f MiB heap, %.0f MiB, %d threads, %d files;"
              .formatted(
                  name,
                  Holding.HEAP.inUnits(held.heapBytes()),
                  Holding.RESIDENT.inUnits(held.residentBytes()),
                  held.threads(),
                  held.files()));
    }
    talk.accept("look %d:%s".formatted(table.looks(), shown));
  }

  private static void pause(ChaosNodes nodes) throws IOException, InterruptedException {
    Thread.sleep(Duration.ofMillis(LOOK_MILLIS));
    nodes.tend();
  }

  private void complain(String what) {
    breaches.add(what);
    talk.accept("breach: " + what);
  }
}
