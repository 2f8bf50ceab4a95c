package io.lockstep.plot.canvas;

/// A place in a picture: x to the right, y downwards, in pixels of the page.
public record Point(double x, double y) {

  public Point plus(double right, double down) {
    return new Point(x + right, y + down);
  }
}
