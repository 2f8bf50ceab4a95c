package io.lockstep.plot;

import io.lockstep.plot.canvas.Area;
import io.lockstep.plot.canvas.Point;
import io.lockstep.plot.canvas.Stroke;
import java.util.List;

/// Draws the learning rate over the steps.
public final class RateChart {

  private static final double HEIGHT = 230;

  private RateChart() {}

  /// @param optimizer its name, for the heading
  /// @param rates by step, in order; one at least
  public record Rates(String run, String optimizer, List<Rate> rates) {

    public Rates {
      rates = List.copyOf(rates);
    }
  }

  /// @param rate of that step
  public record Rate(long step, double rate) {}

  public static Figure of(Rates rates, Look look) {
    Drawing drawing = new Drawing(look.theme());
    double top = drawing.heading(rates.run() + ": learning rate", subtitle(rates)) + 26;
    List<Point> values =
        rates.rates().stream().map(rate -> new Point(rate.step(), rate.rate())).toList();
    Axis y = Axis.ofRates(values.stream().mapToDouble(Point::y), top + HEIGHT, top);
    double left = Drawing.MARGIN + Panel.widthOfNumbers(y);
    Area area = new Area(left, top, Drawing.WIDTH - left - Drawing.MARGIN - 8, HEIGHT);
    Axis x = Axis.counting(values.getFirst().x(), values.getLast().x(), area.x(), area.right());
    Panel panel = new Panel(area, x, y);
    panel.drawGround(drawing);
    panel.drawCurve(drawing, values, Stroke.of(look.theme().series(0), 1.8));
    panel.drawFrame(drawing);
    panel.drawNames(drawing, "step", "learning rate");
    DataTable table = new DataTable("step", "learning_rate");
    rates.rates().forEach(rate -> table.add(rate.step(), rate.rate()));
    return new Figure("rate", drawing.picture(area.bottom() + Panel.BELOW + 4), table);
  }

  private static String subtitle(Rates rates) {
    double least = rates.rates().stream().mapToDouble(Rate::rate).min().orElse(0);
    double most = rates.rates().stream().mapToDouble(Rate::rate).max().orElse(0);
    String range =
        least == most
            ? "%s in all steps".formatted(Numeral.figure(most))
            : "%s to %s".formatted(Numeral.figure(least), Numeral.figure(most));
    return rates.optimizer() + ", " + range;
  }
}
