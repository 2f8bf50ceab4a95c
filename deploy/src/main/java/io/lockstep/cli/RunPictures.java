package io.lockstep.cli;

import io.lockstep.config.LossSpec;
import io.lockstep.config.OptimizerSpec;
import io.lockstep.config.Source;
import io.lockstep.config.Words;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.plot.Figure;
import io.lockstep.plot.History;
import io.lockstep.plot.HistoryChart;
import io.lockstep.plot.Look;
import io.lockstep.plot.RateChart;
import io.lockstep.run.Metrics;
import io.lockstep.run.MetricsLog;
import io.lockstep.run.RunReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Pictures of what the books of a run say; they need neither its model nor its data.
final class RunPictures {

  private static final String RATE = "learning_rate";

  private RunPictures() {}

  /// @throws LockstepException when no epoch has ended yet
  static Figure history(PlotSubject subject, Look look) {
    List<History.Epoch> epochs = epochs(subject);
    RunReport report = subject.report().orElse(null);
    OptionalInt best =
        report == null || report.best().isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(report.best().get().epoch());
    List<History.Single> last = report == null ? List.of() : tests(report);
    return HistoryChart.of(
        new History(subject.name(), lossName(subject), epochs, best, last), look);
  }

  private static List<History.Epoch> epochs(PlotSubject subject) {
    Path file = subject.run().resolve("metrics.jsonl");
    List<History.Epoch> epochs = new ArrayList<>();
    for (Map<String, Object> line : MetricsLog.lines(file)) {
      try {
        epochs.add(History.epoch(line));
      } catch (IllegalArgumentException misfit) {
        throw Failure.of(ExitCode.STORAGE, "the metrics cannot be read: " + misfit.getMessage())
            .at("%s:%d".formatted(file, epochs.size() + 1))
            .advising("take that line out")
            .exception(misfit);
      }
    }
    if (epochs.isEmpty()) {
      throw Failure.of(ExitCode.DATA, "no epoch of this run has ended yet")
          .at(file.toString())
          .advising("the same command after its first epoch")
          .exception();
    }
    return epochs;
  }

  /// The test part is measured once the run is done, for the best version where there is one.
  private static List<History.Single> tests(RunReport report) {
    List<History.Single> tests = new ArrayList<>();
    Metrics last = report.metrics().get("test");
    if (report.best().isPresent()) {
      RunReport.Best best = report.best().get();
      Optional.ofNullable(best.metrics().get("test"))
          .ifPresent(test -> tests.add(single(best.epoch(), test)));
    } else if (last != null) {
      tests.add(single(report.epochs(), last));
    }
    return tests;
  }

  private static History.Single single(int epoch, Metrics metrics) {
    Map<String, Double> values = new HashMap<>();
    values.put("loss", metrics.loss());
    metrics.accuracy().ifPresent(accuracy -> values.put("accuracy", accuracy));
    return new History.Single("test", epoch, values);
  }

  /// With its unit, as far as it has one.
  private static String lossName(PlotSubject subject) {
    try {
      LossSpec loss = subject.configuration().model().loss();
      String label =
          subject.configuration().data().train() instanceof Source.Csv csv ? csv.label() : "label";
      return switch (Words.of(loss)) {
        case "cross-entropy", "binary-cross-entropy" -> "loss: %s (nats)".formatted(Words.of(loss));
        case "mse" -> "loss: squared error (unit of '%s', squared)".formatted(label);
        case "mae" -> "loss: absolute error (unit of '%s')".formatted(label);
        default -> "loss: " + Words.of(loss);
      };
    } catch (LockstepException unreadable) {
      return "loss";
    }
  }

  /// What the books say of it, else the one rate of the configuration.
  static Figure rate(PlotSubject subject, Look look) {
    Path run = subject.run();
    OptimizerSpec optimizer = subject.configuration().train().optimizer();
    List<RateChart.Rate> rates = new ArrayList<>();
    if (subject.report().map(RunReport::epochs).orElse(0) > 0) {
      epochs(subject).stream()
          .filter(epoch -> epoch.run().containsKey(RATE))
          .forEach(epoch -> rates.add(new RateChart.Rate(epoch.step(), epoch.run().get(RATE))));
    }
    if (rates.isEmpty()) {
      long last = subject.report().map(RunReport::steps).orElse(0L);
      if (last == 0) {
        throw Failure.of(ExitCode.DATA, "no step of this run is known yet")
            .at(run.toString())
            .advising("the same command a little later")
            .exception();
      }
      Stream.of(1L, last)
          .distinct()
          .forEach(step -> rates.add(new RateChart.Rate(step, optimizer.learningRate())));
    }
    String name = optimizer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    return RateChart.of(new RateChart.Rates(subject.name(), name, rates), look);
  }
}
