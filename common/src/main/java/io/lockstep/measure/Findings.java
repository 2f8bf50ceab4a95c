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
/// @param accuracy share of right answers; empty for numbers, NaN for no examples
/// @param figures others by name, each a finite number, in the order in which they are told
/// @param classes by class; empty for numbers and for very many classes
/// @param confusion empty for numbers and for many classes
public record Findings(
    long examples,
    double loss,
    OptionalDouble accuracy,
    Map<String, Double> figures,
    List<ClassFigures> classes,
    Optional<Confusion> confusion) {

  public Findings {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    classes = List.copyOf(classes);
  }

  public static Findings of(Aim aim, Tally tally) {
    return switch (aim.kind()) {
      case CLASSES -> ofClasses(aim, tally);
      case LABELS -> ofLabels(aim, tally);
      case VALUES -> ofValues(aim, tally);
    };
  }

  private static Findings ofClasses(Aim aim, Tally tally) {
    long examples = tally.examples();
    double loss = tally.sums()[0] / examples;
    List<ClassFigures> classes =
        aim.isCountedByClass() ? classFigures(aim, tally.counts()) : List.of();
    Map<String, Double> figures = new LinkedHashMap<>();
    switch (aim.logLoss()) {
      case IS_LOSS -> put(figures, "log_loss", loss);
      case BESIDE_LOSS -> put(figures, "log_loss", tally.sums()[1] / examples);
      case UNKNOWN -> {}
    }
    rocAuc(aim, tally).ifPresent(area -> put(figures, "roc_auc", area));
    double accuracy = (double) tally.counts()[aim.pairs()] / examples;
    means(figures, classes, accuracy);
    long among = 0;
    for (int rank = 1; rank <= aim.ranks(); rank++) {
      among += tally.counts()[aim.pairs() + rank - 1];
      if (rank < aim.width() && Aim.TOPS.contains(rank)) {
        put(figures, Aim.top(rank), (double) among / examples);
      }
    }
    Optional<Confusion> confusion =
        aim.isConfusionKept()
            ? Optional.of(Confusion.of(tally.counts(), aim.width()))
            : Optional.empty();
    return new Findings(examples, loss, OptionalDouble.of(accuracy), figures, classes, confusion);
  }

  /// Over the classes that are there or were predicted to be; where each example has one class, the
  /// share of right answers is precision, recall and F1 over all answers.
  private static void means(
      Map<String, Double> figures, List<ClassFigures> classes, double accuracy) {
    List<ClassFigures> seen = classes.stream().filter(Findings::isSeen).toList();
    put(figures, "precision_macro", mean(seen, ClassFigures::precision));
    put(figures, "recall_macro", mean(seen, ClassFigures::recall));
    put(figures, "f1_macro", mean(seen, ClassFigures::f1));
    put(figures, "precision_micro", accuracy);
    put(figures, "recall_micro", accuracy);
    put(figures, "f1_micro", accuracy);
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
      return RocAuc.ofClass(aim, tally, 1);
    }
    double sum = 0;
    int known = 0;
    for (int one = 0; one < aim.width(); one++) {
      OptionalDouble area = RocAuc.ofClass(aim, tally, one);
      if (area.isPresent()) {
        sum += area.getAsDouble();
        known++;
      }
    }
    return known == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / known);
  }

  /// An example is right when all its labels are; beside that, the share of right labels.
  private static Findings ofLabels(Aim aim, Tally tally) {
    long examples = tally.examples();
    double loss = tally.sums()[0] / examples;
    long right = 0;
    for (int column = 0; column < aim.width(); column++) {
      right += tally.counts()[1 + column];
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    put(figures, "log_loss", loss);
    put(figures, "label_accuracy", (double) right / examples / aim.width());
    return new Findings(
        examples,
        loss,
        OptionalDouble.of((double) tally.counts()[0] / examples),
        figures,
        List.of(),
        Optional.empty());
  }

  /// Over several numbers of a target, the mean of what each comes to.
  private static Findings ofValues(Aim aim, Tally tally) {
    long examples = tally.examples();
    double squared = 0;
    double absolute = 0;
    double explained = 0;
    for (int column = 0; column < aim.width(); column++) {
      double[] sums = tally.sums();
      int at = ErrorSums.at(column);
      squared += sums[at + ErrorSums.SQUARED] / examples;
      absolute += sums[at + ErrorSums.ABSOLUTE] / examples;
      explained += 1 - sums[at + ErrorSums.SQUARED] / sums[at + ErrorSums.DEVIATION];
    }
    double mse = squared / aim.width();
    Map<String, Double> figures = new LinkedHashMap<>();
    put(figures, "mse", mse);
    put(figures, "rmse", Math.sqrt(mse));
    put(figures, "mae", absolute / aim.width());
    put(figures, "r2", explained / aim.width());
    return new Findings(
        examples,
        tally.sums()[0] / examples * aim.lossUnit(),
        OptionalDouble.empty(),
        figures,
        List.of(),
        Optional.empty());
  }

  /// What is no finite number says nothing: a share of targets that are all the same.
  private static void put(Map<String, Double> figures, String name, double value) {
    if (Double.isFinite(value)) {
      figures.put(name, value);
    }
  }
}
