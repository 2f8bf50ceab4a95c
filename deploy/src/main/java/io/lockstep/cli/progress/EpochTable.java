package io.lockstep.cli.progress;

import io.lockstep.run.EpochMetrics;
import io.lockstep.run.Metrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// Epochs as rows under one head. Of the columns as many are shown as there is room for, the most
/// telling ones; each keeps its place. A pure function of what it is given.
final class EpochTable {

  private static final String GAP = " ";

  /// From here on there is room for more than what is read at a glance.
  private static final int WIDE = 100;

  /// What a cell is made of.
  ///
  /// @param sinceBegun seconds What a row tells.
  ///
  /// @param best whether no earlier epoch was better on the validation part
  /// @param sinceBegun seconds since the command took up the run
  record Row(EpochMetrics epoch, boolean best, double sinceBegun) {}

  /// @param rank the smaller, the longer the column stays
  private record Column(String head, int width, int rank, Cell cell) {}

  @FunctionalInterface
  private interface Cell {
    String text(Row row);
  }

  private final List<Column> columns;

  /// Whether the learning rate is worth a column.
  enum Rate {
    CONSTANT,
    CHANGING
  }

  /// @param parts which figures there are
  /// @param lastEpoch of the run
  /// @param width characters that a row may take
  EpochTable(Parts parts, Rate rate, int lastEpoch, int width) {
    this.columns = fitting(columns(parts, rate, lastEpoch, width), width);
  }

  /// Which figures a run has.
  enum Parts {
    TRAIN,
    TRAIN_ACCURACY,
    VALIDATION,
    VALIDATION_ACCURACY;

    boolean validated() {
      return this == VALIDATION || this == VALIDATION_ACCURACY;
    }

    boolean accurate() {
      return this == TRAIN_ACCURACY || this == VALIDATION_ACCURACY;
    }
  }

  private static List<Column> columns(Parts parts, Rate rate, int lastEpoch, int width) {
    boolean validated = parts.validated();
    List<Column> columns = new ArrayList<>();
    int digits = Math.max("epoch".length(), Integer.toString(lastEpoch).length());
    columns.add(new Column("epoch", digits, 0, row -> "" + row.epoch().epoch()));
    columns.add(new Column("loss", Figures.WIDTH, validated ? 3 : 1, loss("train")));
    if (parts.accurate()) {
      columns.add(new Column("accuracy", Figures.WIDTH, validated ? 5 : 2, accuracy("train")));
    }
    if (validated) {
      columns.add(new Column("val loss", Figures.WIDTH, 1, loss("validation")));
    }
    if (validated && parts.accurate()) {
      columns.add(new Column("val acc", Figures.WIDTH, 4, accuracy("validation")));
    }
    if (rate == Rate.CHANGING) {
      columns.add(
          new Column("rate", Figures.WIDTH, 7, row -> Figures.loss(row.epoch().learningRate())));
    }
    if (width >= WIDE) {
      columns.add(new Column("gradient", Figures.WIDTH, 8, norm(EpochMetrics.Norms::gradient)));
      columns.add(new Column("update", Figures.WIDTH, 9, norm(EpochMetrics.Norms::updateRatio)));
    }
    columns.add(new Column("time", 6, 6, row -> Figures.seconds(row.sinceBegun())));
    if (validated) {
      columns.add(new Column("", 1, 2, row -> row.best() ? "*" : ""));
    }
    return columns;
  }

  private static Cell norm(ToDoubleFunction<EpochMetrics.Norms> size) {
    return row ->
        row.epoch().norms().isKnown() ? Figures.loss(size.applyAsDouble(row.epoch().norms())) : "";
  }

  private static Cell loss(String set) {
    return row -> metrics(row, set).map(Metrics::loss).map(Figures::loss).orElse("");
  }

  private static Cell accuracy(String set) {
    return row -> {
      OptionalDouble share =
          metrics(row, set).map(Metrics::accuracy).orElse(OptionalDouble.empty());
      return share.isPresent() ? Figures.share(share.getAsDouble()) : "";
    };
  }

  private static Optional<Metrics> metrics(Row row, String set) {
    return Optional.ofNullable(row.epoch().metrics().get(set));
  }

  private static List<Column> fitting(List<Column> all, int width) {
    List<Column> kept = new ArrayList<>(all);
    while (kept.size() > 1 && width(kept) > width) {
      kept.remove(kept.stream().max(Comparator.comparingInt(Column::rank)).orElseThrow());
    }
    return List.copyOf(kept);
  }

  private static int width(List<Column> columns) {
    return columns.stream().mapToInt(column -> column.width() + GAP.length()).sum() - GAP.length();
  }

  String head() {
    return line(Column::head);
  }

  String row(Row row) {
    return line(column -> column.cell().text(row));
  }

  private String line(Function<Column, String> text) {
    List<String> cells = new ArrayList<>();
    for (Column column : columns) {
      cells.add(("%" + column.width() + "s").formatted(text.apply(column)));
    }
    return String.join(GAP, cells).stripTrailing();
  }
}
