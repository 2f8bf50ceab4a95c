package io.lockstep.data;

import io.lockstep.config.LossSpec;
import io.lockstep.data.Encoding.ClassLabel;
import io.lockstep.data.Encoding.Label;
import io.lockstep.data.Encoding.NumberLabel;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.source.DataFile;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the classes of a label column and turns labels into targets.
final class Labels {

  private Labels() {}

  /// The classes (or the number) that a raw label column holds.
  static Label fit(RawColumn column, LossSpec loss, DataFile file) {
    return switch (column) {
      case RawColumn.Numbers numbers -> new NumberLabel(numbers.name());
      case RawColumn.Texts texts -> {
        boolean whole =
            texts.dictionary().stream()
                .mapToDouble(NumberText::parse)
                .allMatch(value -> value == value && NumberText.whole(value));
        List<String> names =
            whole
                ? texts.dictionary().stream()
                    .map(text -> NumberText.wholeText(NumberText.parse(text)))
                    .distinct()
                    .sorted(Comparator.comparingLong(Long::parseLong))
                    .toList()
                : texts.dictionary().stream().sorted().toList();
        checkClassCount(names, loss, texts.name(), file);
        yield new ClassLabel(texts.name(), names);
      }
    };
  }

  static void checkClassCount(List<String> names, LossSpec loss, String column, DataFile file) {
    if (names.size() < 2) {
      throw file.failure(
              "label '%s' has one class only, '%s': there is nothing to tell apart"
                  .formatted(column, names.getFirst()),
              file.path().toString())
          .advising("give data with at least two classes")
          .exception();
    }
    if (loss == LossSpec.BINARY_CROSS_ENTROPY && names.size() != 2) {
      throw Failure.of(
              ExitCode.USAGE,
              "binary-cross-entropy needs two classes, label '%s' has %d"
                  .formatted(column, names.size()))
          .at(file.path().toString())
          .advising("--set model.loss=cross-entropy")
          .exception();
    }
  }

  /// @throws io.lockstep.failure.LockstepException at a class that the label does not know
  static Targets targets(RawColumn column, Label label, DataFile file) {
    return switch (column) {
      case RawColumn.Numbers numbers -> {
        float[] values = new float[numbers.count()];
        for (int row = 0; row < values.length; row++) {
          values[row] = (float) numbers.at(row);
        }
        yield new Targets.Floats(values);
      }
      case RawColumn.Texts texts -> classes(texts, (ClassLabel) label, file);
    };
  }

  private static Targets classes(RawColumn.Texts texts, ClassLabel label, DataFile file) {
    Map<String, Integer> indexByName = new HashMap<>();
    label.names().forEach(name -> indexByName.put(name, indexByName.size()));
    int[] indexByCode = new int[texts.dictionary().size()];
    for (int code = 0; code < indexByCode.length; code++) {
      String text = texts.dictionary().get(code);
      double value = NumberText.parse(text);
      String whole = NumberText.whole(value) ? NumberText.wholeText(value) : text;
      Integer index = indexByName.getOrDefault(text, indexByName.get(whole));
      if (index == null) {
        throw unknownClass(file, file.at(texts.firstLine(code)), text, label);
      }
      indexByCode[code] = index;
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
