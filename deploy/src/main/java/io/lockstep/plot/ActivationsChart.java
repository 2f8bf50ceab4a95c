package io.lockstep.plot;

import io.lockstep.plot.canvas.Area;
import io.lockstep.plot.canvas.Point;
import io.lockstep.plot.canvas.Stroke;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// Draws each activation with its derivative, in a small panel of its own.
public final class ActivationsChart {

  private static final int COLUMNS = 3;
  private static final double HEIGHT = 118;
  private static final double GAP = 52;
  private static final double NUMBERS = 30;

  private ActivationsChart() {}

  /// @param x where it was looked at, ascending
  /// @param y the function there
  /// @param slope the derivative there
  public record Activation(String name, List<Double> x, List<Double> y, List<Double> slope) {

    public Activation {
      x = List.copyOf(x);
      y = List.copyOf(y);
      slope = List.copyOf(slope);
    }

    List<Point> curve(List<Double> values) {
      return Stream.iterate(0, i -> i < x.size(), i -> i + 1)
          .map(i -> new Point(x.get(i), values.get(i)))
          .toList();
    }
  }

  /// @param activations one at least
  public static Figure of(List<Activation> activations, Look look) {
    Drawing drawing = new Drawing(look.theme());
    Theme theme = look.theme();
    double top = drawing.heading("Activations and their derivatives", "");
    Stroke function = Stroke.of(theme.series(0), 2);
    Stroke slope = Stroke.of(theme.series(1), 1.8).dashed(6.0, 2.5);
    top =
        new Legend()
                .line("activation of x", function)
                .line("its derivative", slope)
                .draw(drawing, top)
            + 22;
    double width = (Drawing.WIDTH - 2 * Drawing.MARGIN) / COLUMNS;
    for (int i = 0; i < activations.size(); i++) {
      Activation activation = activations.get(i);
      Area area =
          new Area(
              Drawing.MARGIN + (i % COLUMNS) * width + NUMBERS,
              top + (double) (i / COLUMNS) * (HEIGHT + GAP),
              width - NUMBERS - 14,
              HEIGHT);
      Panel panel = new Panel(area, horizontal(activation, area), vertical(activation, area));
      panel.drawGround(drawing);
      drawZero(drawing, panel);
      panel.drawCurve(drawing, activation.curve(activation.y()), function);
      panel.drawCurve(drawing, activation.curve(activation.slope()), slope);
      panel.drawFrame(drawing);
      panel.drawNames(drawing, "", activation.name());
    }
    int rows = Math.ceilDiv(activations.size(), COLUMNS);
    double height = top + rows * (HEIGHT + GAP) - 24;
    return new Figure("activations", drawing.picture(height), table(activations));
  }

  private static Axis horizontal(Activation activation, Area area) {
    return new Axis(
        Axis.Kind.LINEAR,
        Math.floor(activation.x().getFirst()),
        Math.ceil(activation.x().getLast()),
        area.x(),
        area.right());
  }

  private static Axis vertical(Activation activation, Area area) {
    double[] values =
        Stream.concat(activation.y().stream(), activation.slope().stream())
            .mapToDouble(Double::doubleValue)
            .toArray();
    return Axis.linear(
        Math.min(0, DoubleStream.of(values).min().orElse(0)),
        Math.max(1, DoubleStream.of(values).max().orElse(1)),
        area.bottom(),
        area.y());
  }

  private static void drawZero(Drawing drawing, Panel panel) {
    Stroke stroke = Stroke.of(drawing.theme().soft().faded(0.6), 1);
    Area area = panel.area();
    double x = panel.x().at(0);
    double y = panel.y().at(0);
    drawing.line(stroke, new Point(area.x(), y), new Point(area.right(), y));
    drawing.line(stroke, new Point(x, area.y()), new Point(x, area.bottom()));
  }

  private static DataTable table(List<Activation> activations) {
    DataTable table = new DataTable("activation", "x", "y", "derivative");
    for (Activation activation : activations) {
      for (int i = 0; i < activation.x().size(); i++) {
        table.add(
            activation.name(),
            activation.x().get(i),
            activation.y().get(i),
            activation.slope().get(i));
      }
    }
    return table;
  }
}
