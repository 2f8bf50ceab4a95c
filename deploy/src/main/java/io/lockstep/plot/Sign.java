package io.lockstep.plot;

import io.lockstep.plot.canvas.Ink;
import io.lockstep.plot.canvas.Mark;
import io.lockstep.plot.canvas.Point;
import io.lockstep.plot.canvas.Stroke;
import java.util.ArrayList;
import java.util.List;

/// Shapes of points, so that colour is never all that tells them apart.
enum Sign {
  DISC,
  SQUARE,
  TRIANGLE,
  DIAMOND,
  FLAT_TRIANGLE,
  PENTAGON;

  /// @param edge around it, so that signs that cover each other are told apart
  Mark mark(Point center, double radius, Ink fill, Ink edge) {
    Stroke stroke = Stroke.of(edge, 0.8);
    return switch (this) {
      case DISC -> new Mark.Disc(center, radius, fill, stroke);
      case SQUARE -> polygon(center, radius * 1.15, new Turned(4, 45), fill, stroke);
      case TRIANGLE -> polygon(center, radius * 1.25, new Turned(3, -90), fill, stroke);
      case DIAMOND -> polygon(center, radius * 1.25, new Turned(4, 0), fill, stroke);
      case FLAT_TRIANGLE -> polygon(center, radius * 1.25, new Turned(3, 90), fill, stroke);
      case PENTAGON -> polygon(center, radius * 1.15, new Turned(5, -90), fill, stroke);
    };
  }

  private record Turned(int corners, double degrees) {}

  private static Mark polygon(Point center, double radius, Turned turned, Ink fill, Stroke stroke) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < turned.corners(); i++) {
      double angle = Math.toRadians(turned.degrees() + 360.0 * i / turned.corners());
      points.add(center.plus(radius * Math.cos(angle), radius * Math.sin(angle)));
    }
    return new Mark.Polygon(points, fill, stroke);
  }

  static Sign of(int index) {
    return values()[index % values().length];
  }
}
