package io.lockstep.data;

import io.lockstep.config.Source;

/// What to do about a label column that is not as the loss needs it, alone or beside others: a loss
/// that would suit it has to suit them all.
enum LabelAdvice {
  ALONE,
  AMONG_OTHERS;

  static LabelAdvice of(int labels) {
    return labels == 1 ? ALONE : AMONG_OTHERS;
  }

  static LabelAdvice of(Source source) {
    return switch (source) {
      case Source.Csv csv -> of(csv.labels().size());
      case Source.Idx _ -> ALONE;
    };
  }

  String onOneClass(String column) {
    String data = "give data with at least two classes";
    return switch (this) {
      case ALONE -> data;
      case AMONG_OTHERS -> data + "; or " + leavingOut(column);
    };
  }

  String onManyClasses(String column) {
    return switch (this) {
      case ALONE -> "--set model.loss=cross-entropy";
      case AMONG_OTHERS ->
          "write '%s' as a column for each of its classes, yes or no; or %s"
              .formatted(column, leavingOut(column));
    };
  }

  String onFractions(String column) {
    return switch (this) {
      case ALONE -> "to predict a number: --set model.loss=mse";
      case AMONG_OTHERS ->
          "to predict numbers in all label columns: --set model.loss=mse; or " + leavingOut(column);
    };
  }

  String onTexts() {
    return switch (this) {
      case ALONE -> "to predict a class: --set model.loss=cross-entropy";
      case AMONG_OTHERS ->
          "to predict one of two classes in each label column: --set model.loss=binary-cross-entropy";
    };
  }

  private static String leavingOut(String column) {
    return "move '%s' from data.train.label to data.ignore, and give the net one output less"
        .formatted(column);
  }
}
