package io.lockstep.config;

/// Whether the labels are as the loss takes them: so many columns, and none scaled that is a class.
final class LabelColumns {

  private LabelColumns() {}

  static void check(Fields root, DataSection data, LossSpec loss) {
    checkScale(root, data.recipe().labelScale(), loss);
    int columns =
        switch (data.train()) {
          case Source.Csv csv -> csv.labels().size();
          case Source.Idx _ -> 1;
        };
    String place = place(root, "train");
    if (loss instanceof LossSpec.KullbackLeibler && columns < 2) {
      throw Refusal.because(
          "%s takes a label column for each class, with its share, and there is one label"
              .formatted(loss.word()),
          place,
          "name the columns: label: [a, b, c]; for one class an example: loss: cross-entropy");
    }
    if (columns > 1 && loss.labels() == LossSpec.Labels.CLASSES) {
      throw Refusal.because(
          "%s takes one label column, and data.train.label names %d"
              .formatted(loss.word(), columns),
          place,
          "for columns that are yes or no: loss: binary-cross-entropy; of numbers: loss: mse");
    }
  }

  private static void checkScale(Fields root, ScaleSpec scale, LossSpec loss) {
    boolean scaled = !scale.equals(ScaleSpec.NONE);
    boolean shares = loss instanceof LossSpec.KullbackLeibler;
    if (scaled && (loss.labels().areClasses() || shares)) {
      throw Refusal.because(
          "data.label-scale is for labels that are numbers, and those of %s are %s"
              .formatted(loss.word(), shares ? "shares of classes" : "classes"),
          place(root, "label-scale"),
          "%sdata.label-scale=none; or to predict a number: %smodel.loss=mse"
              .formatted(Refusal.SET, Refusal.SET));
    }
  }

  private static String place(Fields root, String key) {
    return root.find("data")
        .filter(Value.Mapping.class::isInstance)
        .flatMap(data -> ((Value.Mapping) data).entry(key))
        .map(entry -> entry.value().place())
        .orElse(root.place());
  }
}
