package io.lockstep.plot;

import io.lockstep.plot.canvas.Area;
import io.lockstep.plot.canvas.Ink;
import io.lockstep.plot.canvas.Mark;
import io.lockstep.plot.canvas.Point;
import io.lockstep.plot.canvas.Stroke;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;

/// Draws how loss and metrics of each part went over the epochs, one below the other, with the best
/// epoch through all of them.
public final class HistoryChart {

  private static final double FIRST_HEIGHT = 190;
  private static final double HEIGHT = 120;
  private static final double GAP = 30;
  private static final double LINE = 1.8;

  /// Shares, told in percent.
  private static final Set<String> SHARES =
      Set.of("accuracy", "precision", "recall", "f1", "f1_macro", "f1_micro", "top_k", "top_5");

  private final History history;
  private final Drawing drawing;
  private final Theme theme;

  private HistoryChart(History history, Theme theme) {
    this.history = history;
    this.theme = theme;
    this.drawing = new Drawing(theme);
  }

  /// @param history of one epoch at least
  public static Figure of(History history, Look look) {
    return new HistoryChart(history, look.theme()).figure();
  }

  /// A panel to be drawn.
  ///
  /// @param name with its unit
  /// @param factor of what is drawn to what is recorded
  private record Subject(String metric, String name, double factor, List<Series> series) {}

  private record Series(List<Point> values, Stroke stroke) {}

  private Figure figure() {
    double top = drawing.heading(history.run() + ": training history", subtitle());
    double y = legend().draw(drawing, top) + 22;
    List<Subject> subjects = subjects();
    double left = Drawing.MARGIN;
    for (Subject subject : subjects) {
      left = Math.max(left, Drawing.MARGIN + Panel.widthOfNumbers(vertical(subject, 0, HEIGHT)));
    }
    for (int i = 0; i < subjects.size(); i++) {
      double height = i == 0 ? FIRST_HEIGHT : HEIGHT;
      Area area = new Area(left, y, Drawing.WIDTH - left - Drawing.MARGIN - 8, height);
      draw(subjects.get(i), area, i == subjects.size() - 1 ? "epoch" : "");
      y = area.bottom() + GAP + 16;
    }
    return new Figure("history", drawing.picture(y), history.table());
  }

  private String subtitle() {
    int count = history.epochs().size();
    long steps = history.epochs().getLast().step();
    return "%d %s, %d %s"
        .formatted(count, count == 1 ? "epoch" : "epochs", steps, steps == 1 ? "step" : "steps");
  }

  private Legend legend() {
    Legend legend = new Legend();
    List<String> parts = history.parts();
    for (String part : parts) {
      if (isCurve(part)) {
        legend.line(part, stroke(part));
      } else {
        legend.sign(part, Sign.DIAMOND, ink(part));
      }
    }
    history
        .bestEpoch()
        .ifPresent(best -> {
          double loss = epoch(best).value("validation", "loss");
          String more = Double.isFinite(loss) ? ", validation loss " + Numeral.figure(loss) : "";
          legend.line("best: epoch " + best + more, bestStroke());
        });
    return legend;
  }

  private boolean isCurve(String part) {
    return history.epochs().stream().anyMatch(epoch -> epoch.parts().containsKey(part));
  }

  private History.Epoch epoch(int number) {
    return history.epochs().stream()
        .filter(epoch -> epoch.epoch() == number)
        .findFirst()
        .orElse(history.epochs().getLast());
  }

  private Stroke bestStroke() {
    return Stroke.of(theme.ink(), 1.2).dashed(2.0, 3.0);
  }

  private Ink ink(String part) {
    return theme.series(
        switch (part) {
          case "train" -> 0;
          case "validation" -> 1;
          case "test" -> 2;
          default -> 3 + history.parts().indexOf(part);
        });
  }

  private Stroke stroke(String part) {
    Stroke whole = Stroke.of(ink(part), LINE);
    return part.equals("train") ? whole : whole.dashed(7.0, 2.5);
  }

  private List<Subject> subjects() {
    List<Subject> subjects = new ArrayList<>();
    for (String metric : history.metrics()) {
      double factor = SHARES.contains(metric) ? 100 : 1;
      List<Series> series = new ArrayList<>();
      for (String part : history.parts()) {
        if (isCurve(part)) {
          List<Point> values =
              history.epochs().stream()
                  .filter(epoch -> epoch.has(part, metric))
                  .map(epoch -> new Point(epoch.epoch(), factor * epoch.value(part, metric)))
                  .toList();
          series.add(new Series(values, stroke(part)));
        }
      }
      subjects.add(new Subject(metric, name(metric), factor, series));
    }
    for (String name : history.runSeries()) {
      List<Point> values =
          history.epochs().stream()
              .filter(epoch -> epoch.run().containsKey(name))
              .map(epoch -> new Point(epoch.epoch(), epoch.run().get(name)))
              .toList();
      Stroke stroke = Stroke.of(theme.series(6), LINE);
      subjects.add(new Subject("", words(name), 1, List.of(new Series(values, stroke))));
    }
    return subjects;
  }

  private String name(String metric) {
    String words = metric.equals("loss") ? history.lossName() : words(metric);
    return SHARES.contains(metric) ? words + " (%)" : words;
  }

  private static String words(String key) {
    return key.replace('_', ' ');
  }

  private Axis vertical(Subject subject, double top, double height) {
    DoubleStream curves =
        subject.series().stream().flatMap(series -> series.values().stream()).mapToDouble(Point::y);
    DoubleStream singles =
        singles(subject).stream()
            .mapToDouble(single -> subject.factor() * single.metrics().get(subject.metric()));
    return Axis.fitting(DoubleStream.concat(curves, singles), top + height, top);
  }

  private List<History.Single> singles(Subject subject) {
    return history.last().stream()
        .filter(
            single -> Double.isFinite(single.metrics().getOrDefault(subject.metric(), Double.NaN)))
        .toList();
  }

  private void draw(Subject subject, Area area, String below) {
    List<History.Epoch> epochs = history.epochs();
    Axis x =
        Axis.counting(epochs.getFirst().epoch(), epochs.getLast().epoch(), area.x(), area.right());
    Panel panel = new Panel(area, x, vertical(subject, area.y(), area.height()));
    panel.drawGround(drawing);
    history
        .bestEpoch()
        .ifPresent(best -> {
          double at = x.at(best);
          drawing.line(bestStroke(), new Point(at, area.y()), new Point(at, area.bottom()));
          double value = subject.factor() * epoch(best).value("validation", subject.metric());
          if (Double.isFinite(value)) {
            Point ring = new Point(at, panel.y().at(value));
            drawing.add(
                new Mark.Disc(ring, 5.5, theme.paper().faded(0), Stroke.of(theme.ink(), 1.4)));
          }
        });
    for (Series series : subject.series()) {
      panel.drawCurve(drawing, series.values(), series.stroke());
    }
    for (History.Single single : singles(subject)) {
      double value = subject.factor() * single.metrics().get(subject.metric());
      Point at = new Point(x.at(single.epoch()), panel.y().at(value));
      drawing.add(Sign.DIAMOND.mark(at, 4.5, ink(single.part()), theme.paper()));
    }
    panel.drawFrame(drawing);
    panel.drawNames(drawing, below, subject.name() + notFinite(subject));
  }

  /// What a line that ends, or is not there, leaves open.
  private static String notFinite(Subject subject) {
    return subject.series().stream()
        .flatMap(series -> series.values().stream())
        .filter(value -> !Double.isFinite(value.y()))
        .mapToInt(value -> (int) value.x())
        .min()
        .stream()
        .mapToObj(epoch -> ", no finite number in epoch " + epoch)
        .findFirst()
        .orElse("");
  }
}
