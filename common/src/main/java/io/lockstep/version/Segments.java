package io.lockstep.version;

import io.lockstep.config.PenaltySection;
import io.lockstep.layout.ParameterLayout;
import io.lockstep.layout.Tensor;
import io.lockstep.layout.TensorKind;
import java.util.ArrayList;
import java.util.List;

/// The flat vector, cut where tensors are treated differently, or at every tensor. Most nets are
/// one segment.
final class Segments {

  private final Segment[] segments;

  private Segments(List<Segment> segments) {
    this.segments = segments.toArray(Segment[]::new);
  }

  /// As few as there can be.
  static Segments few(ParameterLayout layout, PenaltySection penalty) {
    List<Segment> segments = new ArrayList<>();
    for (Tensor tensor : layout.tensors()) {
      Segment.Treatment treatment = treatment(tensor.kind(), penalty);
      if (!segments.isEmpty() && segments.getLast().treatment().equals(treatment)) {
        Segment before = segments.removeLast();
        segments.add(new Segment(before.begin(), tensor.end(), treatment));
      } else {
        segments.add(new Segment(tensor.offset(), tensor.end(), treatment));
      }
    }
    return new Segments(segments);
  }

  /// One for each tensor.
  static Segments ofTensors(ParameterLayout layout, PenaltySection penalty) {
    return new Segments(
        layout.tensors().stream()
            .map(tensor ->
                new Segment(tensor.offset(), tensor.end(), treatment(tensor.kind(), penalty)))
            .toList());
  }

  private static Segment.Treatment treatment(TensorKind kind, PenaltySection penalty) {
    return switch (kind) {
      case TensorKind.Statistic statistic -> Segment.Following.of(statistic);
      case TensorKind.Trained trained ->
          penalty.actsOnAll() || trained == TensorKind.Trained.WEIGHT
              ? Segment.Trained.PENALIZED
              : Segment.Trained.SPARED;
    };
  }

  /// Number of the segment that holds an element.
  int at(int element) {
    int low = 0;
    int high = segments.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (segments[middle].begin() <= element) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  int count() {
    return segments.length;
  }

  Segment get(int number) {
    return segments[number];
  }
}
