package io.lockstep.plot.canvas;

import java.util.List;

/// One thing that is drawn.
public sealed interface Mark {

  /// Open lines, each through its points.
  record Lines(List<List<Point>> lines, Stroke stroke) implements Mark {

    public Lines {
      lines = lines.stream().map(List::copyOf).toList();
    }

    public static Lines of(Stroke stroke, Point... points) {
      return new Lines(List.of(List.of(points)), stroke);
    }
  }

  /// Closed and filled.
  record Polygon(List<Point> corners, Ink fill, Stroke edge) implements Mark {

    public Polygon {
      corners = List.copyOf(corners);
    }
  }

  record Box(Area area, Ink fill) implements Mark {}

  record Disc(Point center, double radius, Ink fill, Stroke edge) implements Mark {}

  /// One line of text.
  ///
  /// @param at where its baseline begins, has its middle or ends
  /// @param size of the letters, in pixels of the page
  record Label(String text, Point at, double size, Ink ink, Anchor anchor, Turn turn)
      implements Mark {

    public static Label of(String text, Point at, double size, Ink ink, Anchor anchor) {
      return new Label(text, at, size, ink, anchor, Turn.NONE);
    }
  }

  /// Pixels of one colour each, with sharp edges between them.
  record Raster(Area area, Pixels pixels) implements Mark {}

  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /// How a text runs.
  enum Turn {
    NONE,
    /// From below to above, a quarter turn to the left about its anchor.
    UPWARDS
  }
}
