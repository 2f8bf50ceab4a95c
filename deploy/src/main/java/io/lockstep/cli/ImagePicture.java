package io.lockstep.cli;

import io.lockstep.cli.ModelInputs.Number;
import io.lockstep.data.Examples;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.plot.DigitsChart;
import io.lockstep.plot.DigitsChart.Group;
import io.lockstep.plot.DigitsChart.Specimen;
import io.lockstep.plot.Figure;
import io.lockstep.plot.Look;
import io.lockstep.plot.WeightsChart.ImageShape;
import io.lockstep.plot.canvas.Pixels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The first images of a part, and those that the model is most sure of and wrong about.
final class ImagePicture {

  private static final int FIRST = 24;
  private static final int WRONG = 24;

  private final TrainedModel model;
  private final ImageShape shape;
  private final Examples examples;
  private final Answers answers;
  private final int[] actual;
  private final List<Number> numbers;
  private final float[] features;

  private ImagePicture(TrainedModel model, ImageShape shape, Examples examples) {
    this.model = model;
    this.shape = shape;
    this.examples = examples;
    this.answers = Answers.of(model, examples);
    this.actual = ModelPictures.actual(examples);
    this.numbers = new ModelInputs(model.encoding()).onlyNumbers();
    this.features = new float[examples.featureWidth()];
  }

  /// @throws LockstepException with USAGE when the inputs are no images or the labels no classes
  static Figure of(PlotSubject subject, Look look) {
    TrainedModel model = subject.model();
    ModelInputs inputs = new ModelInputs(model.encoding());
    int count = inputs.names().size();
    ImageShape shape =
        inputs
            .image()
            .orElseThrow(() ->
                Failure.of(
                        ExitCode.USAGE,
                        "the inputs of this model are no images: %d %s"
                            .formatted(count, count == 1 ? "column" : "columns"))
                    .at(model.folder().toString())
                    .advising(subject.command("weights"))
                    .exception());
    subject.requireOneLabel("a row of images");
    if (!model.isClassifier()) {
      throw Failure.of(ExitCode.USAGE, "the labels of these images are numbers and no classes")
          .at(model.folder().toString())
          .advising(subject.command("weights"))
          .exception();
    }
    PlotSubject.Labelled labelled = subject.labelled();
    ImagePicture picture = new ImagePicture(model, shape, labelled.examples());
    return DigitsChart.of(picture.sheet(subject.name(), labelled.name()), look);
  }

  private DigitsChart.Sheet sheet(String run, String part) {
    int count = examples.count();
    int[] wrong =
        IntStream.range(0, count).filter(i -> answers.predictedClass(i) != actual[i]).toArray();
    int[] first = IntStream.range(0, Math.min(FIRST, count)).toArray();
    int[] surest =
        IntStream.of(wrong)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -answers.score(i)))
            .limit(WRONG)
            .mapToInt(Integer::intValue)
            .toArray();
    List<Group> groups = new ArrayList<>();
    double[] range = range(IntStream.concat(IntStream.of(first), IntStream.of(surest)).toArray());
    groups.add(new Group("the first %d".formatted(first.length), specimens(first, range)));
    if (surest.length > 0) {
      String name =
          surest.length == wrong.length
              ? "all %,d wrong, the surest first".formatted(wrong.length)
              : "%d of %,d wrong, the surest first".formatted(surest.length, wrong.length);
      groups.add(new Group(name, specimens(surest, range)));
    }
    String summary = "%,d of %,d predicted as labelled".formatted(count - wrong.length, count);
    return new DigitsChart.Sheet(run, part, summary, ClassScores.of(model).certainty(), groups);
  }

  private List<Specimen> specimens(int[] rows, double[] range) {
    List<String> names = model.encoding().classNames();
    return IntStream.of(rows)
        .mapToObj(row ->
            new Specimen(
                row + 1,
                pixels(row, range),
                names.get(actual[row]),
                names.get(answers.predictedClass(row)),
                answers.score(row)))
        .toList();
  }

  /// What is black and what is white: 0 and the largest value, unless some are below 0.
  private double[] range(int[] rows) {
    double least = 0;
    double most = 0;
    for (int row : rows) {
      for (double value : values(row)) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    return new double[] {least, most > least ? most : least + 1};
  }

  /// As they are in the file; those of columns that say nothing are 0.
  private double[] values(int row) {
    examples.features(row, features, 0);
    double[] values = new double[features.length];
    if (numbers.isEmpty()) {
      for (int i = 0; i < values.length; i++) {
        values[i] = features[i];
      }
    }
    for (Number number : numbers) {
      values[number.at()] = number.decoded(features[number.at()]);
    }
    return values;
  }

  private Pixels pixels(int row, double[] range) {
    double[] values = values(row);
    return new Pixels(
        shape.columns(),
        shape.rows(),
        (column, line) -> {
          int first = (line * shape.columns() + column) * shape.channels();
          int rgb = 0;
          for (int channel = 0; channel < 3; channel++) {
            double value = values[first + Math.min(channel, shape.channels() - 1)];
            double share = (value - range[0]) / (range[1] - range[0]);
            rgb = rgb << 8 | (int) Math.round(255 * Math.clamp(share, 0, 1));
          }
          return rgb;
        });
  }
}
