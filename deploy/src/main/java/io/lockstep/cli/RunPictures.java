package io.lockstep.cli;

import io.lockstep.config.LossSpec;
import io.lockstep.config.MetricSpec;
import io.lockstep.config.RunConfiguration;
import io.lockstep.config.ScaleSpec;
import io.lockstep.config.Source;
import io.lockstep.config.TrainSection;
import io.lockstep.config.Words;
import io.lockstep.course.Course;
import io.lockstep.course.CourseState;
import io.lockstep.course.EpochEnd;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Pictures of what the books of a run say; they need neither its model nor its data.
final class RunPictures {

  private static final String LATER = "the same command after its first epoch";

  /// Steps of which the rate is drawn, beside the last of each epoch.
  private static final int RATES_MAX = 2000;

  private RunPictures() {}

  /// @throws LockstepException when no epoch has ended yet
  static Figure history(PlotSubject subject, Look look) {
    List<History.Epoch> epochs = epochs(subject);
    Optional<RunReport> report = subject.report();
    Optional<RunConfiguration> configuration = configuration(subject);
    return HistoryChart.of(
        new History(
            subject.name(),
            configuration.map(RunPictures::lossName).orElse("loss"),
            configuration.map(RunPictures::unit).orElse(""),
            report.map(RunPictures::end).orElse(""),
            epochs,
            report.flatMap(RunReport::best).map(best -> best(configuration, best)),
            report.map(RunPictures::tests).orElse(List.of())),
        look);
  }

  /// Empty where it cannot be read any more: its words are then left out.
  private static Optional<RunConfiguration> configuration(PlotSubject subject) {
    try {
      return Optional.of(subject.configuration());
    } catch (LockstepException unreadable) {
      return Optional.empty();
    }
  }

  private static String end(RunReport report) {
    return switch (report.status()) {
      case RUNNING -> "not ended";
      case INTERRUPTED -> "interrupted";
      case FAILED -> "failed";
      case DONE -> report.stopped().map(reason -> "stopped: " + reason).orElse("");
    };
  }

  private static History.Best best(Optional<RunConfiguration> configuration, RunReport.Best best) {
    Optional<MetricSpec> metric = configuration.flatMap(known -> known.train().course().keepBest());
    return new History.Best(
        best.epoch(),
        metric.map(found -> Words.of(found.part())).orElse("validation"),
        metric.map(found -> found.name().text()).orElse("loss"));
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
    if (epochs.isEmpty() && subject.report().filter(RunPictures::isDone).isPresent()) {
      throw Failure.of(ExitCode.USAGE, "this run has no epochs: its model is as it was initialised")
          .at(file.toString())
          .advising(subject.command("weights"))
          .exception();
    }
    if (epochs.isEmpty()) {
      throw Failure.of(ExitCode.DATA, "no epoch of this run has ended yet")
          .at(file.toString())
          .advising(subject.report().map(report -> advice(report, subject)).orElse(LATER))
          .exception();
    }
    return epochs;
  }

  private static String advice(RunReport report, PlotSubject subject) {
    return switch (report.status()) {
      case RUNNING, DONE -> LATER;
      case FAILED -> "its log tells why it failed: " + subject.run().resolve("log");
      case INTERRUPTED -> ModelChoice.resumption(subject.run());
    };
  }

  private static boolean isDone(RunReport report) {
    return report.status() == RunReport.Status.DONE;
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
    return new History.Single("test", epoch, History.numbers(metrics.json()));
  }

  private static String label(RunConfiguration configuration) {
    return configuration.data().train() instanceof Source.Csv csv ? csv.label() : "label";
  }

  /// With its unit, as far as it has one.
  private static String lossName(RunConfiguration configuration) {
    LossSpec loss = configuration.model().loss();
    return "loss: "
        + switch (loss) {
          case LossSpec.Mse mse when mse.targets().isPresent() -> loss.word();
          case LossSpec.Mse _ -> error(configuration, "squared error", ", squared");
          case LossSpec.Mae _ -> error(configuration, "absolute error", "");
          case LossSpec.Huber _, LossSpec.LogCosh _ ->
              scaled(configuration).map(of -> loss.word() + of).orElse(loss.word());
          case LossSpec.CrossEntropy _, LossSpec.BinaryCrossEntropy _ -> loss.word() + " (nats)";
          case LossSpec.KullbackLeibler _, LossSpec.Focal _, LossSpec.Hinge _ -> loss.word();
        };
  }

  /// In units of the file where all of it has one.
  private static String error(RunConfiguration configuration, String error, String squared) {
    ScaleSpec scale = configuration.data().recipe().labelScale();
    boolean hasUnit =
        !(scale instanceof ScaleSpec.Log1p) && !(scale.isFitted() && hasSeveral(configuration));
    return hasUnit
        ? "%s (unit of '%s'%s)".formatted(error, label(configuration), squared)
        : error + scaled(configuration).orElseThrow();
  }

  /// Of what a loss is that is not told in units of the file; empty where labels are as they stand.
  private static Optional<String> scaled(RunConfiguration configuration) {
    String label = label(configuration);
    return switch (configuration.data().recipe().labelScale()) {
      case ScaleSpec.None _ -> Optional.empty();
      case ScaleSpec.Log1p _ -> Optional.of(" of log1p of '%s', scaled".formatted(label));
      case ScaleSpec.Standard _, ScaleSpec.Robust _, ScaleSpec.MinMax _, ScaleSpec.Pixels _ ->
          Optional.of(" of '%s', scaled".formatted(label));
    };
  }

  private static boolean hasSeveral(RunConfiguration configuration) {
    return configuration.data().train() instanceof Source.Csv csv && csv.labels().size() > 1;
  }

  /// Of the errors that are told in units of the file; a classifier has none.
  private static String unit(RunConfiguration configuration) {
    return "unit of '%s'".formatted(label(configuration));
  }

  /// What the course of the run says of each step, going by the metrics in its books.
  static Figure rate(PlotSubject subject, Look look) {
    List<History.Epoch> epochs = epochs(subject);
    TrainSection train = subject.configuration().train();
    long stepsPerEpoch = epochs.getFirst().step() / epochs.getFirst().epoch();
    Course course = Course.of(train, stepsPerEpoch);
    long every = Math.max(1, epochs.getLast().step() / RATES_MAX);
    List<RateChart.Rate> rates = new ArrayList<>();
    CourseState state = CourseState.BEGIN;
    long step = 1;
    for (History.Epoch epoch : epochs) {
      for (; step <= epoch.step(); step++) {
        if (step % every == 0 || step == 1 || step == epoch.step()) {
          rates.add(new RateChart.Rate(step, course.rate(state, step)));
        }
      }
      state =
          course.after(
              state,
              new EpochEnd(
                  epoch.step(),
                  epoch.epoch(),
                  metric -> epoch.value(Words.of(metric.part()), metric.name().text())));
    }
    String name = train.optimizer().getClass().getSimpleName().toLowerCase(Locale.ROOT);
    return RateChart.of(new RateChart.Rates(subject.name(), name, rates), look);
  }
}
