package io.lockstep.config;

/// Whether there are as many label columns as the loss takes.
final class LabelColumns {

  private LabelColumns() {}

  static void check(Fields root, Source train, LossSpec loss) {
    int columns =
        switch (train) {
          case Source.Csv csv -> csv.labels().size();
          case Source.Idx _ -> 1;
        };
    String place =
        root.find("data")
            .filter(Value.Mapping.class::isInstance)
            .flatMap(data -> ((Value.Mapping) data).entry("train"))
            .map(entry -> entry.value().place())
            .orElse(root.place());
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
}
