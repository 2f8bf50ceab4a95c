package io.lockstep.plot;

import io.lockstep.plot.canvas.Area;
import io.lockstep.plot.canvas.Ink;
import io.lockstep.plot.canvas.Mark;
import io.lockstep.plot.canvas.Mark.Anchor;
import io.lockstep.plot.canvas.Pixels;
import io.lockstep.plot.canvas.Point;
import io.lockstep.plot.canvas.Stroke;
import java.util.function.DoubleFunction;

/// Which colour is which value.
final class ColorBar {

  /// Room that it takes with its numbers.
  static final double ROOM = 62;

  private static final double WIDTH = 12;
  private static final int SHADES = 128;

  private ColorBar() {}

  /// @param place where it lies: x, top and height count
  /// @param values from below to above
  /// @param colors by value
  /// @param unit behind each number, may be empty
  static void draw(
      Drawing drawing, Area place, Axis values, DoubleFunction<Ink> colors, String unit) {
    Area bar = new Area(place.x(), place.y(), WIDTH, place.height());
    Pixels shades =
        new Pixels(
            1,
            SHADES,
            (_, row) -> {
              double pixel = bar.y() + (row + 0.5) / SHADES * bar.height();
              return colors.apply(values.valueAt(pixel)).rgb();
            });
    drawing.add(new Mark.Raster(bar, shades));
    drawing.frame(bar, Stroke.of(drawing.theme().soft(), 1));
    for (Axis.Tick tick : values.ticks(Panel.TICKS_APART_Y)) {
      drawing.line(
          Stroke.of(drawing.theme().soft(), 1),
          new Point(bar.right(), tick.at()),
          new Point(bar.right() + 3, tick.at()));
      drawing.note(tick.text() + unit, new Point(bar.right() + 6, tick.at() + 4), Anchor.START);
    }
  }
}
