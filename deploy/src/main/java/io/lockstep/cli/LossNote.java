package io.lockstep.cli;

import io.lockstep.data.Examples;
import io.lockstep.failure.Figure;
import io.lockstep.model.Pass;
import java.util.List;
import java.util.Optional;

/// Says which examples make a loss that is no finite number.
final class LossNote {

  private final TrainedModel trained;
  private final Examples examples;
  private final Pass pass;

  private LossNote(TrainedModel trained, Examples examples) {
    this.trained = trained;
    this.examples = examples;
    this.pass = trained.network().inference(1, 1);
  }

  /// @param loss of the model over all examples
  static Optional<String> of(TrainedModel trained, Examples examples, double loss) {
    return Double.isFinite(loss) || examples.count() == 0
        ? Optional.empty()
        : Optional.of(new LossNote(trained, examples).note(loss));
  }

  private String note(double loss) {
    int count = 0;
    String first = "";
    for (int example = 0; example < examples.count(); example++) {
      examples.features(example, pass.input(), 0);
      examples.target(example, pass.target(), 0);
      pass.evaluate(trained.parameters(), 1);
      if (!Double.isFinite(pass.lossSum())) {
        first = count++ == 0 ? shown(example) : first;
      }
    }
    return "the loss is %s, since it is no finite number for %d of %d examples; the first is example %s"
        .formatted(loss, count, examples.count(), first);
  }

  private String shown(int example) {
    float target = pass.target()[0];
    pass.predict(trained.parameters(), 1);
    float output = trained.encoding().inUnits(pass.output()[0]);
    List<String> classes = trained.encoding().classNames();
    String wanted =
        classes.isEmpty()
            ? "the target is " + shown(trained.encoding().inUnits(target))
            : "of class " + classes.get((int) target);
    return "%d: %s, the model says %s".formatted(example + 1, wanted, shown(output));
  }

  private static String shown(float value) {
    return Figure.of(Double.parseDouble(Float.toString(value)));
  }
}
