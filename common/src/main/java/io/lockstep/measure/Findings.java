package io.lockstep.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// What follows from the sums over a part: the figures that people compare versions by.
///
/// @param loss mean in nats; NaN for no examples
/// @param accuracy share of right answers, of labels those of which all are right; empty for
///   numbers, NaN for no examples
/// @param figures others by name, each a finite number, in the order in which they are told
/// @param classes by class; empty for numbers, labels and very many classes
/// @param confusion empty for numbers, labels and many classes
/// @param labels by label; empty for numbers, classes and very many labels
public record Findings(
    long examples,
    double loss,
    OptionalDouble accuracy,
    Map<String, Double> figures,
    List<ClassFigures> classes,
    Optional<Confusion> confusion,
    List<LabelFigures> labels) {

  public Findings {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    classes = List.copyOf(classes);
    labels = List.copyOf(labels);
  }

  public static Findings of(Aim aim, Tally tally) {
    return switch (aim.kind()) {
      case CLASSES -> ofClasses(aim, tally);
      case LABELS -> new LabelFindings(aim, tally).all();
      case SHARES, VALUES -> ofNumbers(aim, tally);
    };
  }

  private static Findings ofClasses(Aim aim, Tally tally) {
    long examples = tally.examples();
    double loss = tally.sums()[0] / examples;
    List<ClassFigures> classes =
        aim.isCountedByClass() ? classFigures(aim, tally.counts()) : List.of();
    Figures figures = new Figures();
    switch (aim.logLoss()) {
      case IS_LOSS -> figures.put("log_loss", loss);
      case BESIDE_LOSS -> figures.put("log_loss", tally.sums()[1] / examples);
      case UNKNOWN -> {}
    }
    rocAuc(aim, tally).ifPresent(area -> figures.put("roc_auc", area));
    double accuracy = (double) tally.counts()[aim.pairs()] / examples;
    means(figures, classes, accuracy);
    long among = 0;
    for (int rank = 1; rank <= aim.ranks(); rank++) {
      among += tally.counts()[aim.pairs() + rank - 1];
      if (rank < aim.width() && Aim.TOPS.contains(rank)) {
        figures.put(Aim.top(rank), (double) among / examples);
      }
    }
    Optional<Confusion> confusion =
        aim.isConfusionKept()
            ? Optional.of(Confusion.of(tally.counts(), aim.width()))
            : Optional.empty();
    return new Findings(
        examples, loss, OptionalDouble.of(accuracy), figures.all(), classes, confusion, List.of());
  }

  /// Over the classes that are there or were predicted to be; where each example has one class, the
  /// share of right answers is precision, recall and F1 over all answers.
  private static void means(Figures figures, List<ClassFigures> classes, double accuracy) {
    List<ClassFigures> seen = classes.stream().filter(Findings::isSeen).toList();
    figures.put("precision_macro", mean(seen, ClassFigures::precision));
    figures.put("recall_macro", mean(seen, ClassFigures::recall));
    figures.put("f1_macro", mean(seen, ClassFigures::f1));
    figures.put("precision_micro", accuracy);
    figures.put("recall_micro", accuracy);
    figures.put("f1_micro", accuracy);
  }

  private static boolean isSeen(ClassFigures one) {
    return one.examples() > 0 || one.predicted() > 0;
  }

  private static double mean(List<ClassFigures> classes, ToDoubleFunction<ClassFigures> figure) {
    return classes.stream().mapToDouble(figure).reduce(0, Double::sum) / classes.size();
  }

  private static List<ClassFigures> classFigures(Aim aim, long[] counts) {
    int width = aim.width();
    List<ClassFigures> classes = new ArrayList<>(width);
    for (int one = 0; one < width; one++) {
      long actual = 0;
      long predicted = 0;
      if (aim.isConfusionKept()) {
        for (int other = 0; other < width; other++) {
          actual += counts[one * width + other];
          predicted += counts[other * width + one];
        }
        classes.add(ClassFigures.of(counts[one * width + one], actual, predicted));
      } else {
        classes.add(ClassFigures.of(counts[one], counts[width + one], counts[2 * width + one]));
      }
    }
    return classes;
  }

  /// Of two classes that of the second; of more the mean over each against the others.
  private static OptionalDouble rocAuc(Aim aim, Tally tally) {
    if (aim.scoreWidth() == 0) {
      return OptionalDouble.empty();
    }
    if (aim.scoreWidth() == 1) {
      return RocAuc.of(aim, tally, 1);
    }
    double sum = 0;
    int known = 0;
    for (int one = 0; one < aim.width(); one++) {
      OptionalDouble area = RocAuc.of(aim, tally, one);
      if (area.isPresent()) {
        sum += area.getAsDouble();
        known++;
      }
    }
    return known == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / known);
  }

  /// Over several numbers of a target, the mean of what each comes to; of shares it is counted how
  /// often the largest was told.
  private static Findings ofNumbers(Aim aim, Tally tally) {
    long examples = tally.examples();
    double squared = 0;
    double absolute = 0;
    double explained = 0;
    for (int column = 0; column < aim.width(); column++) {
      double[] sums = tally.sums();
      int at = ErrorSums.at(column);
      squared += sums[at + ErrorSums.SQUARED] / examples;
      absolute += sums[at + ErrorSums.ABSOLUTE] / examples;
      explained +=
          explained(examples, sums[at + ErrorSums.SQUARED], sums[at + ErrorSums.DEVIATION]);
    }
    double mse = squared / aim.width();
    Figures figures = new Figures();
    figures.put("mse", mse);
    figures.put("rmse", Math.sqrt(mse));
    figures.put("mae", absolute / aim.width());
    figures.put("r2", explained / aim.width());
    return new Findings(
        examples,
        tally.sums()[0] / examples * aim.lossUnit(),
        aim.hasAccuracy()
            ? OptionalDouble.of((double) tally.counts()[0] / examples)
            : OptionalDouble.empty(),
        figures.all(),
        List.of(),
        Optional.empty(),
        List.of());
  }

  /// Of targets that are all the same 1 when each was met, otherwise 0, as scikit-learn has it: the
  /// other numbers of a target keep their say. One example has no deviation to explain.
  private static double explained(long examples, double squared, double deviation) {
    if (deviation > 0 || examples < 2) {
      return 1 - squared / deviation;
    }
    return squared > 0 ? 0 : 1;
  }
}
