package io.lockstep.plot;

import io.lockstep.plot.canvas.Area;
import io.lockstep.plot.canvas.Glyphs;
import io.lockstep.plot.canvas.Ink;
import io.lockstep.plot.canvas.Mark;
import io.lockstep.plot.canvas.Point;
import io.lockstep.plot.canvas.Stroke;
import java.util.ArrayList;
import java.util.List;

/// What the lines and signs of a picture mean, in rows above it.
final class Legend {

  private static final double ROW = 18;
  private static final double KEY = 26;
  private static final double GAP = 16;
  private static final double NAME_MAX = 300;

  private sealed interface Key {
    String name();
  }

  private record LineKey(String name, Stroke stroke) implements Key {}

  private record SignKey(String name, Sign sign, Ink ink) implements Key {}

  private record RingKey(String name, Ink ink) implements Key {}

  private record BoxKey(String name, Ink ink) implements Key {}

  private final List<Key> keys = new ArrayList<>();

  Legend line(String name, Stroke stroke) {
    keys.add(new LineKey(name, stroke));
    return this;
  }

  Legend sign(String name, Sign sign, Ink ink) {
    keys.add(new SignKey(name, sign, ink));
    return this;
  }

  Legend ring(String name, Ink ink) {
    keys.add(new RingKey(name, ink));
    return this;
  }

  Legend box(String name, Ink ink) {
    keys.add(new BoxKey(name, ink));
    return this;
  }

  /// Draws it from `top` downwards.
  ///
  /// @return where what follows may begin
  double draw(Drawing drawing, double top) {
    if (keys.isEmpty()) {
      return top;
    }
    double x = Drawing.MARGIN;
    double y = top;
    for (Key key : keys) {
      String name = Glyphs.cut(key.name(), Drawing.TEXT_SIZE, NAME_MAX);
      double width = KEY + Glyphs.width(name, Drawing.TEXT_SIZE);
      if (x > Drawing.MARGIN && x + width > Drawing.WIDTH - Drawing.MARGIN) {
        x = Drawing.MARGIN;
        y += ROW;
      }
      drawKey(drawing, key, new Point(x, y + ROW / 2));
      drawing.text(
          name,
          new Point(x + KEY, y + ROW / 2 + 4),
          Drawing.TEXT_SIZE,
          drawing.theme().ink(),
          NAME_MAX);
      x += width + GAP;
    }
    return y + ROW + 4;
  }

  /// Draws it in columns, row by row.
  ///
  /// @return where what follows may begin
  double drawColumns(Drawing drawing, double top, int columns) {
    double width = (Drawing.WIDTH - 2 * Drawing.MARGIN) / columns;
    for (int i = 0; i < keys.size(); i++) {
      Point left =
          new Point(
              Drawing.MARGIN + i % columns * width, top + (double) (i / columns) * ROW + ROW / 2);
      drawKey(drawing, keys.get(i), left);
      drawing.text(
          keys.get(i).name(),
          left.plus(KEY, 4),
          Drawing.TICK_SIZE,
          drawing.theme().ink(),
          width - KEY - 8);
    }
    return top + Math.ceilDiv(keys.size(), columns) * ROW;
  }

  private static void drawKey(Drawing drawing, Key key, Point left) {
    switch (key) {
      case LineKey(String _, Stroke stroke) ->
          drawing.add(Mark.Lines.of(stroke, left, left.plus(KEY - 6, 0)));
      case SignKey(String _, Sign sign, Ink ink) ->
          drawing.add(sign.mark(left.plus(KEY / 2 - 2, 0), 4.5, ink, drawing.theme().paper()));
      case RingKey(String _, Ink ink) ->
          drawing.add(
              new Mark.Disc(
                  left.plus(KEY / 2 - 2, 0),
                  5.5,
                  drawing.theme().paper().faded(0),
                  Stroke.of(ink, 1.3)));
      case BoxKey(String _, Ink ink) ->
          drawing.add(new Mark.Box(new Area(left.x() + 4, left.y() - 6, 14, 12), ink));
    }
  }
}
