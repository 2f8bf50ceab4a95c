package io.lockstep.cli;

import io.lockstep.config.Words;
import io.lockstep.data.Encoding;
import io.lockstep.data.Encoding.CategoryColumn;
import io.lockstep.data.Encoding.Column;
import io.lockstep.data.Encoding.ConstantColumn;
import io.lockstep.data.Encoding.DateColumn;
import io.lockstep.data.Encoding.NumberColumn;
import io.lockstep.data.Encoding.Pixels;
import io.lockstep.data.Encoding.Table;
import io.lockstep.plot.WeightsChart.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The inputs of a model as a person knows them.
final class ModelInputs {

  /// Side from which a square number of numbers is taken for an image.
  private static final int SIDE_MIN = 8;

  private final Encoding encoding;

  ModelInputs(Encoding encoding) {
    this.encoding = encoding;
  }

  /// One for each float that the network takes.
  List<String> names() {
    List<String> names = new ArrayList<>();
    switch (encoding.features()) {
      case Table table -> table.columns().forEach(column -> addNames(column, names));
      case Pixels pixels -> {
        for (int i = 0; i < pixels.width(); i++) {
          names.add("pixel " + (i + 1));
        }
      }
    }
    return names;
  }

  private static void addNames(Column column, List<String> names) {
    int before = names.size();
    switch (column) {
      case CategoryColumn category -> {
        category.categories().forEach(text -> names.add(column.name() + "=" + text));
        if (!category.rare().isEmpty()) {
          names.add(column.name() + " (rare)");
        }
      }
      case DateColumn date ->
          date.parts().forEach(part -> names.add(column.name() + " " + Words.of(part.part())));
      case NumberColumn _, ConstantColumn _ -> names.add(column.name());
    }
    if (names.size() < before + column.width()) {
      names.add(column.name() + " (missing)");
    }
  }

  /// How the inputs are an image: pixels, or as many numbers as a square of some size has.
  Optional<ImageShape> image() {
    return switch (encoding.features()) {
      case Pixels pixels -> Optional.of(shape(pixels.shape()));
      case Table table -> {
        int side = (int) Math.sqrt(table.columns().size());
        boolean numbers = table.columns().stream().noneMatch(CategoryColumn.class::isInstance);
        boolean square = side * side == table.width() && table.width() == table.columns().size();
        yield numbers && square && side >= SIDE_MIN
            ? Optional.of(new ImageShape(side, side, 1))
            : Optional.empty();
      }
    };
  }

  private static ImageShape shape(List<Integer> sizes) {
    int rows = sizes.getFirst();
    int columns = sizes.size() > 1 ? sizes.get(1) : 1;
    int channels = sizes.stream().skip(2).reduce(1, (one, other) -> one * other);
    return new ImageShape(rows, columns, channels);
  }

  /// A column that is one number and says something, and where its float lies.
  record Number(NumberColumn column, int at) {

    /// What the network takes for a number of the file.
    float encoded(double value) {
      return (float) column.scale().inside(value);
    }

    /// The number of the file that the network takes so.
    double decoded(double encoded) {
      return column.scale().outside(encoded);
    }
  }

  /// The columns that are numbers; empty when any other says something too.
  List<Number> onlyNumbers() {
    List<Number> numbers = new ArrayList<>();
    if (encoding.features() instanceof Table table) {
      int at = 0;
      for (Column column : table.columns()) {
        if (column instanceof NumberColumn number && number.width() == 1) {
          numbers.add(new Number(number, at));
        } else if (!(column instanceof ConstantColumn)) {
          return List.of();
        }
        at += column.width();
      }
    }
    return numbers;
  }
}
