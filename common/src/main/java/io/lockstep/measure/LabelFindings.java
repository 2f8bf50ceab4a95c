package io.lockstep.measure;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// What follows from the sums over examples that have several labels each, or have them not. An
/// example is right when all its labels are.
///
/// Macro means are over all labels, also those that no example has and none is predicted to have,
/// which count 0, as scikit-learn has it for several labels; that of the areas is over the labels
/// of which one is known.
final class LabelFindings {

  private final Aim aim;
  private final Tally tally;
  private final LabelCounts counts;

  LabelFindings(Aim aim, Tally tally) {
    this.aim = aim;
    this.tally = tally;
    this.counts = new LabelCounts(aim.countedLabels(), tally.counts());
  }

  Findings all() {
    long examples = tally.examples();
    double loss = tally.sums()[0] / examples;
    List<OptionalDouble> areas =
        IntStream.range(0, aim.width()).mapToObj(label -> RocAuc.of(aim, tally, label)).toList();
    List<LabelFigures> labels =
        IntStream.range(0, aim.isCountedByClass() ? aim.width() : 0)
            .mapToObj(
                label -> new LabelFigures(counts.confusion(label, examples), areas.get(label)))
            .toList();
    Figures figures = new Figures();
    if (examples > 0) {
      figures.put("log_loss", loss);
      areas.stream()
          .flatMapToDouble(OptionalDouble::stream)
          .average()
          .ifPresent(mean -> figures.put("roc_auc", mean));
      figures.put("precision_macro", mean(labels, ClassFigures::precision));
      figures.put("recall_macro", mean(labels, ClassFigures::recall));
      figures.put("f1_macro", mean(labels, ClassFigures::f1));
      Confusion answers = counts.sum(examples * aim.width());
      figures.put("precision_micro", answers.told(1).precision());
      figures.put("recall_micro", answers.told(1).recall());
      figures.put("f1_micro", answers.told(1).f1());
      figures.put("label_accuracy", answers.accuracy());
    }
    return new Findings(
        examples,
        loss,
        OptionalDouble.of((double) counts.whole() / examples),
        figures.all(),
        List.of(),
        Optional.empty(),
        labels);
  }

  private static double mean(List<LabelFigures> labels, ToDoubleFunction<ClassFigures> figure) {
    return labels.stream().map(LabelFigures::told).mapToDouble(figure).average().orElse(Double.NaN);
  }
}
