package io.lockstep.plot;

import io.lockstep.plot.canvas.Area;
import io.lockstep.plot.canvas.Glyphs;
import io.lockstep.plot.canvas.Ink;
import io.lockstep.plot.canvas.Mark;
import io.lockstep.plot.canvas.Mark.Anchor;
import io.lockstep.plot.canvas.Picture;
import io.lockstep.plot.canvas.Point;
import io.lockstep.plot.canvas.Stroke;
import java.util.ArrayList;
import java.util.List;

/// A page that is being drawn, 600 pixels wide.
final class Drawing {

  static final double WIDTH = 600;
  static final double MARGIN = 14;
  static final double TITLE_SIZE = 15;
  static final double TEXT_SIZE = 12;
  static final double TICK_SIZE = 11;

  private static final double TITLE_BASELINE = 25;
  private static final double SUBTITLE_BASELINE = 43;
  private static final double SUBTITLE_LEADING = 16;
  private static final int SUBTITLE_LINES_MAX = 3;

  private final Theme theme;
  private final List<Mark> marks = new ArrayList<>();
  private String title = "";

  Drawing(Theme theme) {
    this.theme = theme;
  }

  Theme theme() {
    return theme;
  }

  /// Draws the heading.
  ///
  /// @param subtitle one more line, or a few if it is long; may be empty
  /// @return where what follows may begin
  double heading(String newTitle, String subtitle) {
    title = newTitle;
    double room = WIDTH - 2 * MARGIN;
    text(newTitle, new Point(MARGIN, TITLE_BASELINE), TITLE_SIZE, theme.ink(), room);
    double baseline = TITLE_BASELINE;
    for (String line : Glyphs.lines(subtitle, TEXT_SIZE, room, SUBTITLE_LINES_MAX)) {
      baseline = baseline == TITLE_BASELINE ? SUBTITLE_BASELINE : baseline + SUBTITLE_LEADING;
      text(line, new Point(MARGIN, baseline), TEXT_SIZE, theme.soft(), room);
    }
    return baseline + 10;
  }

  /// From `at` to the right, cut to `widthMax`.
  void text(String text, Point at, double size, Ink ink, double widthMax) {
    add(Mark.Label.of(Glyphs.cut(text, size, widthMax), at, size, ink, Anchor.START));
  }

  /// A text of the usual size in the soft colour, about its anchor.
  void note(String text, Point at, Anchor anchor) {
    add(Mark.Label.of(text, at, TICK_SIZE, theme.soft(), anchor));
  }

  void line(Stroke stroke, Point from, Point to) {
    add(Mark.Lines.of(stroke, from, to));
  }

  void box(Area area, Ink fill) {
    add(new Mark.Box(area, fill));
  }

  void frame(Area area, Stroke stroke) {
    add(
        new Mark.Polygon(
            List.of(
                new Point(area.x(), area.y()),
                new Point(area.right(), area.y()),
                new Point(area.right(), area.bottom()),
                new Point(area.x(), area.bottom())),
            theme.paper().faded(0),
            stroke));
  }

  void add(Mark mark) {
    if (!(mark instanceof Mark.Label label) || !label.text().isEmpty()) {
      marks.add(mark);
    }
  }

  Picture picture(double height) {
    return new Picture(title, WIDTH, height, theme.paper(), marks);
  }
}
