package io.lockstep.cli;

import io.lockstep.data.Encoding;
import io.lockstep.data.Examples;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.layout.Tensor;
import io.lockstep.measure.Findings;
import io.lockstep.plot.Confusion;
import io.lockstep.plot.ConfusionChart;
import io.lockstep.plot.Figure;
import io.lockstep.plot.LabelConfusionChart;
import io.lockstep.plot.LabelConfusions;
import io.lockstep.plot.Look;
import io.lockstep.plot.Weights;
import io.lockstep.plot.WeightsChart;
import io.lockstep.plot.WeightsChart.ImageShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Pictures of what a model does and is made of.
final class ModelPictures {

  /// Of the shape of a weight.
  private static final int MATRIX = 2;

  private ModelPictures() {}

  /// @throws LockstepException with USAGE when the model tells no classes apart
  static Figure confusion(PlotSubject subject, Look look) {
    TrainedModel model = subject.model();
    if (!model.encoding().isOfClasses()) {
      List<Encoding.OneLabel> labels = model.encoding().label().columns();
      throw Failure.of(
              ExitCode.USAGE,
              labels.size() == 1
                  ? "a confusion matrix needs classes, and label '%s' is a number"
                      .formatted(labels.getFirst().name())
                  : "a confusion matrix needs classes, and the %d labels are numbers"
                      .formatted(labels.size()))
          .at(model.folder().toString())
          .advising(subject.command("history") + ", for how large its errors are")
          .exception();
    }
    PlotSubject.Labelled labelled = subject.labelled();
    if (!model.isClassifier()) {
      return LabelConfusionChart.of(labelConfusions(subject, labelled), look);
    }
    Answers answers = Answers.of(model, labelled.examples());
    int[] predicted =
        IntStream.range(0, labelled.examples().count()).map(answers::predictedClass).toArray();
    return ConfusionChart.of(
        Confusion.of(
            subject.name(),
            labelled.name(),
            model.encoding().classNames(),
            actual(labelled.examples()),
            predicted),
        look);
  }

  /// As `evaluate` counts them.
  private static LabelConfusions labelConfusions(
      PlotSubject subject, PlotSubject.Labelled labelled) {
    TrainedModel model = subject.model();
    Findings findings = EvaluateCommand.evaluate(model, labelled.examples());
    if (findings.labels().isEmpty()) {
      throw Failure.of(
              ExitCode.USAGE, "so many labels are counted together, none of them for itself")
          .at(model.folder().toString())
          .advising(subject.command("history"))
          .exception();
    }
    List<LabelConfusions.Label> labels = new ArrayList<>();
    for (LabelsText.Told told : LabelsText.of(findings, model.encoding().label()).told()) {
      Encoding.ClassLabel label = told.label();
      List<List<Long>> counts = told.figures().confusion().rows();
      labels.add(
          new LabelConfusions.Label(
              label.name(), new Confusion(subject.name(), labelled.name(), label.names(), counts)));
    }
    return new LabelConfusions(subject.name(), labelled.name(), labels);
  }

  /// Class indices.
  static int[] actual(Examples examples) {
    float[] target = new float[examples.targetWidth()];
    return IntStream.range(0, examples.count())
        .map(example -> {
          examples.target(example, target, 0);
          return (int) target[0];
        })
        .toArray();
  }

  /// @throws LockstepException with USAGE when no layer takes the inputs into a matrix
  static Figure weights(PlotSubject subject, Look look) {
    TrainedModel model = subject.model();
    ModelInputs inputs = new ModelInputs(model.encoding());
    int width = model.network().inputWidth();
    Tensor tensor =
        model.network().layout().tensors().stream()
            .filter(each -> each.shape().size() == MATRIX && each.shape().getFirst() == width)
            .findFirst()
            .orElseThrow(() ->
                Failure.of(ExitCode.USAGE, "no layer of this model has weights of its inputs")
                    .at(model.folder().toString())
                    .advising("lockstep summary CONFIG shows its layers")
                    .exception());
    float[] values =
        Arrays.copyOfRange(model.parameters(), tensor.offset(), tensor.offset() + tensor.length());
    String layer = tensor.name().substring(0, Math.max(0, tensor.name().lastIndexOf('/')));
    Weights weights = new Weights(subject.name(), layer, inputs.names(), values);
    Optional<ImageShape> image = inputs.image();
    return image.isPresent()
        ? WeightsChart.images(weights, image.get(), look)
        : WeightsChart.matrix(weights, look);
  }
}
