package io.lockstep.cli;

import io.lockstep.cli.ModelInputs.Number;
import io.lockstep.data.Examples;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.plot.Boundary;
import io.lockstep.plot.BoundaryChart;
import io.lockstep.plot.Figure;
import io.lockstep.plot.Look;
import io.lockstep.plot.Plane;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a model of two numbers gives where.
final class BoundaryPicture {

  private static final int GRID = 120;
  private static final int SAMPLES_MAX = 1500;
  private static final int NAMES_MAX = 5;

  private final PlotSubject subject;
  private final TrainedModel model;
  private final Number x;
  private final Number y;

  private BoundaryPicture(PlotSubject subject, TrainedModel model, Number x, Number y) {
    this.subject = subject;
    this.model = model;
    this.x = x;
    this.y = y;
  }

  /// @throws LockstepException with USAGE when the model does not take two numbers
  static Figure of(PlotSubject subject, Look look) {
    TrainedModel model = subject.model();
    ModelInputs inputs = new ModelInputs(model.encoding());
    List<Number> numbers = inputs.onlyNumbers();
    if (numbers.size() != 2) {
      throw refusal(subject, inputs.names());
    }
    subject.requireOneLabel("a boundary");
    Boundary boundary =
        new BoundaryPicture(subject, model, numbers.get(0), numbers.get(1)).boundary();
    return BoundaryChart.of(boundary, look);
  }

  private static LockstepException refusal(PlotSubject subject, List<String> names) {
    String some = String.join(", ", names.stream().limit(NAMES_MAX).toList());
    return Failure.of(
            ExitCode.USAGE,
            "a boundary is drawn over two inputs that are numbers, and this model has %d: %s%s"
                .formatted(names.size(), some, names.size() > NAMES_MAX ? ", …" : ""))
        .at(subject.model().folder().toString())
        .advising(
            names.size() > 2
                ? subject.command("weights") + ", or train on two columns with data.ignore"
                : subject.command("weights"))
        .exception();
  }

  private Boundary boundary() {
    PlotSubject.Labelled labelled = subject.labelled();
    Examples examples = labelled.examples();
    Answers answers = Answers.of(model, examples);
    int every = Math.ceilDiv(examples.count(), SAMPLES_MAX);
    List<Boundary.Sample> samples = new ArrayList<>();
    float[] features = new float[examples.featureWidth()];
    float[] target = new float[examples.targetWidth()];
    for (int i = 0; i < examples.count(); i += every) {
      examples.features(i, features, 0);
      examples.target(i, target, 0);
      samples.add(
          new Boundary.Sample(
              x.decoded(features[x.at()]),
              y.decoded(features[y.at()]),
              model.isClassifier() ? target[0] : model.encoding().inUnits(target[0]),
              model.isClassifier()
                  ? answers.predictedClass(i)
                  : model.encoding().inUnits(answers.number(i))));
    }
    return new Boundary(
        subject.name(),
        part(labelled, samples.size()),
        model.encoding().label().name(),
        model.encoding().classNames(),
        ClassScores.of(model).certainty(),
        new Plane(
            range(x, samples.stream().mapToDouble(Boundary.Sample::x).toArray()),
            range(y, samples.stream().mapToDouble(Boundary.Sample::y).toArray()),
            GRID,
            this::at),
        samples);
  }

  private static String part(PlotSubject.Labelled labelled, int shown) {
    int all = labelled.examples().count();
    return shown == all
        ? "%s, %,d examples".formatted(labelled.name(), all)
        : "%s, %,d of %,d examples".formatted(labelled.name(), shown, all);
  }

  private static Plane.Range range(Number input, double[] values) {
    return Plane.Range.around(input.column().name(), values);
  }

  private float[] at(double[] xs, double[] ys) {
    int width = model.network().inputWidth();
    Answers answers =
        Answers.of(
            model,
            xs.length,
            (row, target, offset) -> {
              Arrays.fill(target, offset, offset + width, 0);
              target[offset + x.at()] = x.encoded(xs[row]);
              target[offset + y.at()] = y.encoded(ys[row]);
            });
    if (model.isClassifier()) {
      return answers.scores();
    }
    float[] numbers = new float[xs.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = model.encoding().inUnits(answers.number(i));
    }
    return numbers;
  }
}
