package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ContestTest {

  private static Contest.Contestant contestant(String trainer, int lanes, Double... speeds) {
    Iterator<Double> next = List.of(speeds).iterator();
    return out -> {
      StepMeasurement measured =
          new StepMeasurement("W1", trainer, lanes, 1, next.next(), 1, 1, 1, List.of());
      out.accept(measured);
      return measured;
    };
  }

  @Test
  void everyoneIsMeasuredOnceInEachRoundAndMediansAreCompared() {
    List<Measurement> out = new ArrayList<>();

    new Contest(
            List.of(
                contestant("lockstep", 1, 100.0, 900.0, 120.0),
                contestant("other", 1, 60.0, 50.0, 1.0),
                contestant("lockstep", 2, 240.0, 1.0, 300.0),
                contestant("other", 2, 80.0, 90.0, 70.0)),
            3)
        .run(out::add);

    assertThat(
            out.stream()
                .filter(StepMeasurement.class::isInstance)
                .map(StepMeasurement.class::cast)
                .map(step -> step.trainer() + step.lanes()))
        .hasSize(12)
        .startsWith("lockstep1", "other1", "lockstep2", "other2", "lockstep1");
    assertThat(out.subList(12, out.size()))
        .containsExactly(
            new RatioMeasurement("W1", "other", 1, 1, 3, 120, 50, 2.4),
            new RatioMeasurement("W1", "other", 2, 1, 3, 240, 80, 3),
            new LanesMeasurement("W1", "lockstep", 2, 1, 1, 3, 240, 120, 2),
            new LanesMeasurement("W1", "other", 2, 1, 1, 3, 80, 50, 1.6));
  }

  @Test
  void oneAloneIsComparedWithNobody() {
    List<Measurement> out = new ArrayList<>();
    new Contest(List.of(contestant("lockstep", 1, 100.0)), 1).run(out::add);
    assertThat(out).hasSize(1);
  }
}
