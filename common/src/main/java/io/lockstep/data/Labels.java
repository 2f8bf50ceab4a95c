package io.lockstep.data;

import io.lockstep.config.LossSpec;
import io.lockstep.config.ScaleSpec;
import io.lockstep.data.Encoding.ClassLabel;
import io.lockstep.data.Encoding.Label;
import io.lockstep.data.Encoding.NumberLabel;
import io.lockstep.data.Encoding.OneLabel;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.source.DataFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/// Finds the classes of a label column and turns labels into targets.
final class Labels {

  /// Shares that were rounded to three digits do not sum to 1 exactly.
  private static final double SHARES_OFF_MAX = 0.01;

  private Labels() {}

  /// The classes (or the number) that each raw label column holds. Texts that mean the same are one
  /// class, named by the shortest of them.
  static Label fit(List<RawColumn> columns, LossSpec loss, DataFile file) {
    LabelAdvice advice = LabelAdvice.of(columns.size());
    return Encoding.of(columns.stream().map(column -> fit(column, loss, file, advice)).toList());
  }

  private static OneLabel fit(RawColumn column, LossSpec loss, DataFile file, LabelAdvice advice) {
    return switch (column) {
      case RawColumn.Numbers numbers ->
          new NumberLabel(numbers.name(), Scale.AS_IT_IS, numbers.writing());
      case RawColumn.Texts texts -> {
        List<String> names = classes(texts.dictionary());
        checkClassCount(new ClassLabel(texts.name(), names), loss, file, advice);
        yield new ClassLabel(texts.name(), names);
      }
    };
  }

  /// The same label, scaled as the training part asks for.
  static OneLabel scaled(OneLabel label, RawColumn column, int[] trainRows, ScaleSpec spec) {
    return switch (column) {
      case RawColumn.Numbers numbers ->
          scaled(label, Arrays.stream(trainRows).mapToDouble(numbers::at).toArray(), spec);
      case RawColumn.Texts _ -> label;
    };
  }

  /// @param train labels of the training part that are numbers
  static OneLabel scaled(OneLabel label, double[] train, ScaleSpec spec) {
    return label instanceof NumberLabel number
        ? new NumberLabel(number.name(), ScaleFit.of(spec, train), number.writing())
        : label;
  }

  /// Whole numbers in order of value, or texts in the order of their UTF-16 units.
  private static List<String> classes(List<String> texts) {
    Map<String, String> nameByKey = new HashMap<>();
    for (String text : texts) {
      nameByKey.merge(
          SameValue.key(text),
          text,
          BinaryOperator.minBy(
              Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder())));
    }
    boolean whole =
        texts.stream()
            .allMatch(text -> SameValue.number(text).filter(SameValue::isWhole).isPresent());
    Comparator<String> byValue = Comparator.comparing(text -> SameValue.number(text).orElseThrow());
    return nameByKey.values().stream()
        .sorted(
            whole
                ? byValue.thenComparing(Comparator.naturalOrder())
                : Comparator.<String>naturalOrder())
        .toList();
  }

  /// What is said of rows that were left out.
  static String leftOut(long unlabelled) {
    return "%s without a label %s left out"
        .formatted(Wording.rows(unlabelled), unlabelled == 1 ? "is" : "are");
  }

  static void checkClassCount(ClassLabel label, LossSpec loss, DataFile file, LabelAdvice advice) {
    List<String> names = label.names();
    if (names.size() < 2) {
      throw file.failure(
              "label '%s' has one class only, '%s': there is nothing to tell apart"
                  .formatted(label.name(), names.getFirst()),
              file.shown())
          .advising(advice.onOneClass(label.name()))
          .exception();
    }
    if (loss.labels() == LossSpec.Labels.TWO_CLASSES && names.size() != 2) {
      throw Failure.of(
              ExitCode.USAGE,
              "%s needs two classes, label '%s' has %d"
                  .formatted(loss.word(), label.name(), names.size()))
          .at(file.shown())
          .advising(advice.onManyClasses(label.name()))
          .exception();
    }
  }

  /// Of all columns of a label.
  static Targets targets(List<RawColumn> columns, Label label, DataFile file) {
    List<Targets> targets = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      targets.add(targets(columns.get(i), label.columns().get(i), file));
    }
    return Targets.of(targets);
  }

  /// That targets are what the loss can be taken of.
  static void check(Targets targets, Label label, LossSpec loss, DataFile file) {
    if (loss instanceof LossSpec.KullbackLeibler) {
      checkShares(targets, label, file);
    }
  }

  /// Shares that are to be told apart have to be 0 or more and to sum to 1 in each row.
  private static void checkShares(Targets targets, Label label, DataFile file) {
    float[] shares = new float[targets.width()];
    for (int row = 0; row < targets.count(); row++) {
      targets.put(row, shares, 0);
      double sum = 0;
      for (float share : shares) {
        sum += share >= 0 ? share : Double.NaN;
      }
      if (!(Math.abs(sum - 1) <= SHARES_OFF_MAX)) {
        throw file.failure(
                "the labels %s of row %d are %s: shares are 0 or more and sum to 1"
                    .formatted(label.name(), row + 1, Arrays.toString(shares)),
                file.path().toString())
            .advising(
                "divide the labels of each row by their sum"
                    + (file.isOfOpenColumns()
                        ? "; for numbers that are no shares: --set model.loss=mse"
                        : ""))
            .exception();
      }
    }
  }

  /// @throws io.lockstep.failure.LockstepException at a class that the label does not know
  static Targets targets(RawColumn column, OneLabel label, DataFile file) {
    return switch (column) {
      case RawColumn.Numbers numbers -> {
        Scale scale = ((NumberLabel) label).scale();
        float[] values = new float[numbers.count()];
        for (int row = 0; row < values.length; row++) {
          values[row] = (float) scale.inside(numbers.at(row));
        }
        yield new Targets.Floats(values);
      }
      case RawColumn.Texts texts -> classes(texts, (ClassLabel) label, file);
    };
  }

  private static Targets classes(RawColumn.Texts texts, ClassLabel label, DataFile file) {
    Categories known = new Categories(label.names());
    int[] indexByCode = new int[texts.dictionary().size()];
    for (int code = 0; code < indexByCode.length; code++) {
      String text = texts.dictionary().get(code);
      indexByCode[code] = known.indexOf(text);
      if (indexByCode[code] < 0) {
        throw unknownClass(file, file.at(texts.firstLine(code)), text, label);
      }
    }
    int[] classes = new int[texts.count()];
    for (int row = 0; row < classes.length; row++) {
      classes[row] = indexByCode[texts.code(row)];
    }
    return Targets.ofClasses(classes, label.names().size());
  }

  static RuntimeException unknownClass(DataFile file, String place, String text, ClassLabel label) {
    String some = String.join(", ", label.names().stream().limit(12).toList());
    return file.failure(
            "label '%s' holds the class '%s', which the training data do not have"
                .formatted(label.name(), text),
            place)
        .advising(
            "fix the label; the classes are: " + some + (label.names().size() > 12 ? ", …" : ""))
        .exception();
  }
}
