package io.lockstep.plot.canvas;

/// A rectangle in a picture, in pixels of the page.
public record Area(double x, double y, double width, double height) {

  public double right() {
    return x + width;
  }

  public double bottom() {
    return y + height;
  }

  public Point center() {
    return new Point(x + width / 2, y + height / 2);
  }

  /// What is left of it within a margin on all sides.
  public Area inset(double margin) {
    return new Area(x + margin, y + margin, width - 2 * margin, height - 2 * margin);
  }
}
