package io.lockstep.course;

import io.lockstep.config.ConfigurationReader;
import java.util.ArrayList;
import java.util.List;

/// Courses from what a person writes.
final class Courses {

  private static final String YAML =
      """
      data: { train: { csv: some.csv, label: side }, validation: 0.2 }
      model: { layers: [ { dense: 2 } ], loss: cross-entropy }
      """;

  private Courses() {}

  static Course of(long stepsPerEpoch, double rate, String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("train.optimizer={ sgd: { learning-rate: %s } }".formatted(rate));
    return Course.of(ConfigurationReader.of("some.yaml", YAML, all).train(), stepsPerEpoch);
  }
}
