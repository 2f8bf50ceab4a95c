package io.lockstep.plot.canvas;

import java.util.List;

/// How a line is drawn.
///
/// @param width in pixels of the page
/// @param dashes lengths drawn and left out in turn; empty for a whole line
public record Stroke(Ink ink, double width, List<Double> dashes) {

  public Stroke {
    dashes = List.copyOf(dashes);
  }

  public static Stroke of(Ink ink, double width) {
    return new Stroke(ink, width, List.of());
  }

  public Stroke dashed(Double... lengths) {
    return new Stroke(ink, width, List.of(lengths));
  }
}
