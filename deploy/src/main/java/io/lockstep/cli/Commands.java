package io.lockstep.cli;

import io.lockstep.bench.BenchCommand;
import io.lockstep.launch.ClusterCommand;
import java.util.List;

/// All commands by name. A command's class is loaded when it is created, so that a short command
/// does not wait for a long one's libraries.
final class Commands {

  /// In the order in which `lockstep --help` shows them.
  static final List<String> NAMES =
      List.of(
          "init",
          "train",
          "evaluate",
          "predict",
          "plot",
          "verify",
          "summary",
          "coordinator",
          "worker",
          "cluster",
          "certificates",
          "status",
          "submit",
          "runs",
          "watch",
          "logs",
          "cancel",
          "pause",
          "resume",
          "bench",
          "doctor",
          "version",
          "completion");

  private Commands() {}

  static Object create(String name, Output output, Interruption interruption) {
    return switch (name) {
      case "init" -> new InitCommand(output);
      case "train" -> new TrainCommand(output, interruption);
      case "evaluate" -> new EvaluateCommand(output);
      case "predict" -> new PredictCommand(output);
      case "plot" -> new PlotCommand(output);
      case "verify" -> new VerifyCommand(output);
      case "summary" -> new SummaryCommand(output);
      case "coordinator" -> new CoordinatorCommand(output, interruption);
      case "worker" -> new WorkerCommand(output, interruption);
      case "cluster" -> new ClusterCommand();
      case "certificates" -> new CertificatesCommand(output);
      case "status" -> new StatusCommand(output);
      case "submit" -> new SubmitCommand(output, interruption);
      case "runs" -> new RunsCommand(output);
      case "watch" -> new WatchCommand(output);
      case "logs" -> new LogsCommand(output);
      case "cancel" -> new ChangeCommand.Cancel(output);
      case "pause" -> new ChangeCommand.Pause(output);
      case "resume" -> new ChangeCommand.Resume(output);
      case "bench" -> new BenchCommand(output.data(), output.talk());
      case "doctor" -> new DoctorCommand(output);
      case "version" -> new VersionCommand(output);
      case "completion" -> new CompletionCommand(output);
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }
}
