package io.lockstep.cli;

import io.lockstep.config.Defaults;
import io.lockstep.data.ColumnKind;
import io.lockstep.data.ColumnLook;
import io.lockstep.data.TableLook;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Decides what a [Draft] says of each column.
final class DraftColumns {

  /// More categories than this make a text column nearly one category a row.
  private static final int CATEGORIES_MAX = 100;

  /// More than this are too many inputs for any row count.
  private static final int CATEGORIES_MOST = 1_000;

  /// Columns that an image has at least.
  private static final int PIXELS_MIN = 64;

  /// The brightest pixel of all images is at least this bright.
  private static final int BRIGHT = 128;

  /// Numbers with a deviation of so many times their mean go over orders of magnitude.
  private static final double DEVIATION_OF_MAGNITUDES = 1.5;

  /// So many deviations away from the mean is no number of a bell.
  private static final double FURTHEST = 12;

  /// Below it the logarithm of 1 + x is nearly x.
  private static final double MAGNITUDE_MIN = 20;

  /// Year, month, day and weekday.
  private static final int DATE_PARTS = 4;

  /// So many different texts that some of them are rare.
  private static final int TEXTS_MANY = 20;

  private final TableLook look;
  private final Draft.Target target;
  private final List<Draft.Remark> ignored = new ArrayList<>();
  private final List<Draft.Remark> dates = new ArrayList<>();
  private final List<Draft.Remark> numbers = new ArrayList<>();
  private final List<Draft.Remark> categories = new ArrayList<>();
  private final List<String> longTails = new ArrayList<>();
  private final Set<String> markers = new LinkedHashSet<>(Defaults.MISSING_MARKERS);

  private DraftColumns(TableLook look, Draft.Target target) {
    this.look = look;
    this.target = target;
  }

  static Draft.Columns of(TableLook look, Draft.Target target) {
    return new DraftColumns(look, target).decided();
  }

  private Draft.Columns decided() {
    ColumnLook label = target.column();
    Draft.Picture picture = picture();
    for (ColumnLook column : look.columns()) {
      if (!column.equals(label) && picture != Draft.Picture.BYTES) {
        decide(column);
      }
    }
    keepOne();
    boolean skipped = label.counts().missing() > 0;
    if (markersAreClasses(look, label)) {
      look.labelMarkers().forEach(markers::remove);
      skipped = false;
    } else if (!target.isOfClasses()) {
      skipped |= decideNumber(label);
    }
    boolean usual = markers.equals(new LinkedHashSet<>(Defaults.MISSING_MARKERS));
    return new Draft.Columns(
        List.copyOf(ignored),
        List.copyOf(dates),
        List.copyOf(numbers),
        List.copyOf(categories),
        List.copyOf(longTails),
        inputs(),
        usual ? Optional.empty() : Optional.of(List.copyOf(markers)),
        skipped,
        picture,
        look.columns().stream().anyMatch(this::hasRareTexts));
  }

  /// @return whether cells are to count as missing that do not yet
  private boolean decideNumber(ColumnLook label) {
    if (label.kind() == ColumnKind.WRITTEN_NUMBER) {
      numbers.add(new Draft.Remark(label.name(), "such as " + label.examples().getFirst()));
    }
    if (label.kind() == ColumnKind.MIXED) {
      markers.addAll(label.examples());
      return true;
    }
    return false;
  }

  /// Whether the columns are the points of a picture: as many as a square of a size has, or three
  /// times as many. Those that are the same in each row belong to it.
  private Draft.Picture picture() {
    int count = look.columns().size() - 1;
    double side = Math.sqrt(count);
    double sideOfThree = Math.sqrt(count / 3.0);
    boolean square = side == Math.rint(side) || sideOfThree == Math.rint(sideOfThree);
    if (count < PIXELS_MIN || !square) {
      return Draft.Picture.NONE;
    }
    double greatest = 0;
    for (ColumnLook column : look.columns()) {
      if (column.equals(target.column())) {
        continue;
      }
      ColumnLook.Numbers bytes = column.numbers();
      boolean whole =
          column.kind() == ColumnKind.WHOLE_NUMBER || column.kind() == ColumnKind.CONSTANT;
      boolean known = column.counts().missing() == 0 && bytes.count() == column.counts().cells();
      if (!whole || !known || bytes.least() < 0 || bytes.greatest() > 255) {
        return Draft.Picture.NONE;
      }
      greatest = Math.max(greatest, bytes.greatest());
    }
    return greatest >= BRIGHT ? Draft.Picture.BYTES : Draft.Picture.FEW_SHADES;
  }

  /// Whether some texts of a column that is learnt from are likely to be too rare to learn from.
  private boolean hasRareTexts(ColumnLook column) {
    ColumnLook.Counts counts = column.counts();
    return column.kind() == ColumnKind.CATEGORY
        && !column.equals(target.column())
        && !isAmong(ignored, column)
        && counts.distinct() >= TEXTS_MANY;
  }

  private void decide(ColumnLook column) {
    if (isOfDays(column)) {
      dates.add(new Draft.Remark(column.name(), "such as " + column.examples().getFirst()));
      return;
    }
    Optional<String> reason = reasonToIgnore(column, look.rows());
    if (reason.isPresent()) {
      ignored.add(new Draft.Remark(column.name(), reason.get()));
    } else if (hasLongTail(column)) {
      longTails.add(column.name());
    } else if (column.kind() == ColumnKind.WRITTEN_NUMBER) {
      numbers.add(new Draft.Remark(column.name(), "such as " + column.examples().getFirst()));
    } else if (isReadAsNumbers(column)) {
      markers.addAll(column.examples());
    } else if (column.kind() == ColumnKind.MIXED) {
      long texts = column.counts().cells() - column.numbers().count();
      categories.add(
          new Draft.Remark(
              column.name(),
              "%d of %d cells are not numbers, so all are read as texts"
                  .formatted(texts, column.counts().cells())));
    }
  }

  /// Whether a few numbers are so far beyond the others that most of them would be about one number
  /// to a net.
  private static boolean hasLongTail(ColumnLook column) {
    ColumnLook.Numbers numbers = column.numbers();
    boolean plain = column.kind() == ColumnKind.NUMBER || column.kind() == ColumnKind.WHOLE_NUMBER;
    double furthest =
        Math.max(numbers.greatest() - numbers.mean(), numbers.mean() - numbers.least());
    boolean magnitudes =
        numbers.least() >= 0 && numbers.deviation() > DEVIATION_OF_MAGNITUDES * numbers.mean();
    boolean bothSides =
        numbers.least() < 0 && numbers.greatest() > 0 && furthest > FURTHEST * numbers.deviation();
    return plain
        && Math.max(-numbers.least(), numbers.greatest()) >= MAGNITUDE_MIN
        && (magnitudes || bothSides);
  }

  /// Numbers that the columns will be to a net, about. Of those that a text becomes all but one are
  /// 0 in a row, so they count as their root.
  private long inputs() {
    double inputs = 0;
    for (ColumnLook column : look.columns()) {
      if (!column.equals(target.column()) && !isAmong(ignored, column)) {
        boolean texts = column.kind() == ColumnKind.CATEGORY || isAmong(categories, column);
        double ofTexts = Math.sqrt(column.counts().distinct());
        inputs += isAmong(dates, column) ? DATE_PARTS : texts ? ofTexts : 1;
      }
    }
    return Math.round(inputs);
  }

  private static boolean isAmong(List<Draft.Remark> remarks, ColumnLook column) {
    return remarks.stream().anyMatch(remark -> remark.column().equals(column.name()));
  }

  /// A net needs an input: where all would be ignored, those stay that count the rows, or else
  /// those of one value.
  private void keepOne() {
    for (ColumnKind kind : List.of(ColumnKind.ID_LIKE, ColumnKind.CONSTANT)) {
      if (ignored.size() == look.columns().size() - 1) {
        ignored.removeIf(remark -> {
          ColumnLook column = look.column(remark.column()).orElseThrow();
          boolean numbers = column.numbers().count() == column.counts().cells();
          return column.kind() == kind && (numbers || kind == ColumnKind.CONSTANT);
        });
      }
    }
  }

  private static boolean isOfDays(ColumnLook column) {
    return column.kind() == ColumnKind.DATE
        && column.counts().distinct() > 2
        && column.examples().stream().allMatch(ColumnLook::isDay);
  }

  /// Numbers with some cells that are none, which are to count as missing then.
  private static boolean isReadAsNumbers(ColumnLook column) {
    return column.hasWordsForMissing() || column.isNearlyOfNumbers();
  }

  static boolean canBeNumbers(ColumnLook column) {
    return switch (column.kind()) {
      case NUMBER, WHOLE_NUMBER, WRITTEN_NUMBER -> true;
      case MIXED -> isReadAsNumbers(column);
      case CATEGORY, DATE, FREE_TEXT, ID_LIKE, CONSTANT, EMPTY -> false;
    };
  }

  /// Whether the label's cells that count as missing are more likely a class: without them there is
  /// one class alone, as of the countries `NA` and `DE`.
  static boolean markersAreClasses(TableLook look, ColumnLook label) {
    return label.counts().missing() > 0
        && label.counts().distinct() < 2
        && label.numbers().count() == 0
        && !look.labelMarkers().isEmpty();
  }

  private static Optional<String> reasonToIgnore(ColumnLook column, long rows) {
    ColumnLook.Counts counts = column.counts();
    return switch (column.kind()) {
      case EMPTY -> Optional.of("empty in every row");
      case CONSTANT -> Optional.of("the same in every row");
      case ID_LIKE ->
          Optional.of(
              column.countsRows() ? "counts the rows" : "different in every row, like an id");
      case FREE_TEXT -> Optional.of("%s different sentences".formatted(counts.distinctText()));
      case DATE ->
          counts.distinct() > 2 && counts.distinct() * 10 > counts.counted()
              ? Optional.of("dates without a day")
              : Optional.empty();
      case MIXED -> isReadAsNumbers(column) ? Optional.empty() : tooMany(counts, rows);
      case CATEGORY -> tooMany(counts, rows);
      case NUMBER, WHOLE_NUMBER, WRITTEN_NUMBER -> Optional.empty();
    };
  }

  private static Optional<String> tooMany(ColumnLook.Counts counts, long rows) {
    boolean many =
        counts.distinct() > CATEGORIES_MOST
            || counts.distinct() > CATEGORIES_MAX && counts.distinct() * 10L > rows;
    return many
        ? Optional.of("%s different texts".formatted(counts.distinctText()))
        : Optional.empty();
  }
}
