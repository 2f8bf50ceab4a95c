package io.lockstep.plot;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.plot.canvas.Area;
import io.lockstep.plot.canvas.Glyphs;
import io.lockstep.plot.canvas.Mark;
import io.lockstep.plot.canvas.Mark.Label;
import io.lockstep.plot.canvas.Picture;
import java.util.List;

/// What every picture promises, whatever is drawn: each text lies on the page, none on another, and
/// none is too small to read.
final class PageCheck {

  /// Letters have a little room around them already.
  private static final double TOUCH = 0.5;

  private PageCheck() {}

  static void assertReadable(Figure figure) {
    Picture picture = figure.picture();
    List<Label> labels =
        picture.marks().stream()
            .filter(Label.class::isInstance)
            .map(Label.class::cast)
            .filter(label -> !label.text().isBlank())
            .toList();
    assertThat(labels).isNotEmpty();
    for (Label label : labels) {
      Area box = box(label);
      assertThat(label.size()).as(label.text()).isGreaterThanOrEqualTo(7);
      assertThat(box.x()).as(label.text()).isGreaterThanOrEqualTo(0);
      assertThat(box.y()).as(label.text()).isGreaterThanOrEqualTo(0);
      assertThat(box.right()).as(label.text()).isLessThanOrEqualTo(picture.width());
      assertThat(box.bottom()).as(label.text()).isLessThanOrEqualTo(picture.height());
    }
    for (int i = 0; i < labels.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertThat(isOver(box(labels.get(i)), box(labels.get(j))))
            .as("'%s' on '%s'", labels.get(i), labels.get(j))
            .isFalse();
      }
    }
  }

  /// From the baseline to the height of capitals, where nearly all of a text is.
  private static Area box(Label label) {
    double width = Glyphs.width(label.text(), label.size());
    double height = label.size() * Glyphs.CAPITAL;
    double before =
        switch (label.anchor()) {
          case START -> 0;
          case MIDDLE -> width / 2;
          case END -> width;
        };
    return switch (label.turn()) {
      case NONE -> new Area(label.at().x() - before, label.at().y() - height, width, height);
      case UPWARDS ->
          new Area(label.at().x() - height, label.at().y() + before - width, height, width);
    };
  }

  private static boolean isOver(Area one, Area other) {
    return one.x() + TOUCH < other.right()
        && other.x() + TOUCH < one.right()
        && one.y() + TOUCH < other.bottom()
        && other.y() + TOUCH < one.bottom();
  }

  static List<String> texts(Figure figure) {
    return figure.picture().marks().stream()
        .filter(Mark.Label.class::isInstance)
        .map(mark -> ((Label) mark).text())
        .toList();
  }
}
