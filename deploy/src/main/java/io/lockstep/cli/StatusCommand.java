package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.queue.QueuedRun;
import io.lockstep.queue.RunQueue;
import io.lockstep.wire.NoAnswerException;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.RunsClient;
import io.lockstep.wire.StatusReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(description = "Ask a cluster how it is doing: who leads, the run, its workers, the queue.")
final class StatusCommand implements Callable<Integer> {

  private static final String ROW = "%-20s  %-20s  %10s  %6s  %12s  %s";

  private final Output output;

  @Mixin private ClusterOptions cluster = new ClusterOptions();

  /// What the coordinator that leads says; without a queue where the cluster has one run.
  private record Look(NodeAddress leader, StatusReport report, RunQueue queue) {

    List<QueuedRun> unfinished() {
      return queue.runs().stream().filter(run -> !run.state().isOver()).toList();
    }

    /// The folder of the run, or its name where nobody has told the folder.
    String run() {
      return queue.running().flatMap(QueuedRun::folder).orElse(report.run());
    }
  }

  StatusCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    Look look = cluster.ask(StatusCommand::look);
    if (cluster.json()) {
      output.json(json(look));
    } else {
      text(look);
    }
    return ExitCode.DONE.number();
  }

  private static Look look(RunsClient leader) throws NoAnswerException {
    StatusReport report = leader.status();
    RunQueue queue;
    try {
      queue = leader.queue();
    } catch (LockstepException ofOneRun) {
      queue = RunQueue.empty();
    }
    return new Look(leader.address(), report, queue);
  }

  private static Map<String, Object> json(Look look) {
    StatusReport report = look.report();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("coordinator", look.leader().toString());
    json.put("term", report.term());
    json.put("run", look.run().isEmpty() ? null : look.run());
    json.put("phase", report.phase().isEmpty() ? null : report.phase());
    json.put("step", report.step());
    json.put("steps", report.steps());
    json.put("loss", report.lossNats().isPresent() ? report.lossNats().getAsDouble() : null);
    json.put("generation", report.generation());
    json.put("workers", report.workers().stream().map(worker -> json(report, worker)).toList());
    json.put("queue", look.unfinished().stream().map(RunWords::json).toList());
    return json;
  }

  private static Map<String, Object> json(StatusReport report, StatusReport.Worker worker) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", worker.name());
    json.put("host", worker.host());
    json.put("phase", worker.state());
    json.put("step", worker.step());
    json.put("lag", report.lag(worker));
    json.put("examples_per_second", worker.examplesPerSecond());
    return json;
  }

  private void text(Look look) {
    StatusReport report = look.report();
    output.data().printf("coordinator %s leads, term %d%n", look.leader(), report.term());
    if (report.phase().isEmpty()) {
      output.data().println("no run is on");
    } else {
      output
          .data()
          .printf(
              "run %s %s, step %,d of %,d%s, generation %d%n",
              look.run(),
              report.phase(),
              report.step(),
              report.steps(),
              report.lossNats().isPresent()
                  ? String.format(Locale.ROOT, ", loss %.6g", report.lossNats().getAsDouble())
                  : "",
              report.generation());
      workers(report);
    }
    if (!look.unfinished().isEmpty()) {
      output.data().println(RunWords.table(look.unfinished()));
    }
  }

  private void workers(StatusReport report) {
    if (report.workers().isEmpty()) {
      output.data().println("no worker takes part");
      return;
    }
    output.data().println(ROW.formatted("worker", "host", "step", "lag", "examples/s", "phase"));
    for (StatusReport.Worker worker : report.workers()) {
      output
          .data()
          .println(
              ROW.formatted(
                  worker.name(),
                  worker.host(),
                  worker.step(),
                  report.lag(worker),
                  String.format(Locale.ROOT, "%,.0f", worker.examplesPerSecond()),
                  worker.state()));
    }
  }
}
