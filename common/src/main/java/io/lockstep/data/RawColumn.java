package io.lockstep.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One column as it was read, before anything is fitted or encoded. Grows by rows.
sealed interface RawColumn {

  int MISSING_CODE = -1;

  String name();

  int count();

  void addMissing();

  static RawColumn empty(ReadPlan.Wanted wanted) {
    return switch (wanted.kind()) {
      case ReadPlan.Kind.Text() -> new Texts(wanted.name());
      case ReadPlan.Kind.Plain(), ReadPlan.Kind.Written(_), ReadPlan.Kind.Date(_) ->
          new Numbers(wanted.name(), wanted.kind());
    };
  }

  /// Numbers, or days since 1970-01-01; a missing one is NaN.
  final class Numbers implements RawColumn {
    private final String name;
    private final ReadPlan.Kind kind;
    private double[] values = new double[1024];
    private int count;

    Numbers(String name, ReadPlan.Kind kind) {
      this.name = name;
      this.kind = kind;
    }

    ReadPlan.Kind kind() {
      return kind;
    }

    /// How the cells are written, when they are numbers and not plain ones.
    Optional<NumberWriting> writing() {
      return kind instanceof ReadPlan.Kind.Written(NumberWriting writing)
          ? Optional.of(writing)
          : Optional.empty();
    }

    /// The value of a cell, or NaN when it has none.
    double parse(String cell) {
      return switch (kind) {
        case ReadPlan.Kind.Plain() -> NumberText.parse(cell);
        case ReadPlan.Kind.Written(NumberWriting writing) -> writing.parse(cell);
        case ReadPlan.Kind.Date(DateOrder order) -> DateValue.of(cell, order);
        case ReadPlan.Kind.Text() -> throw new IllegalStateException("texts have no value");
      };
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int count() {
      return count;
    }

    void add(double value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, grown(count));
      }
      values[count++] = value;
    }

    @Override
    public void addMissing() {
      add(Double.NaN);
    }

    double at(int row) {
      return values[row];
    }
  }

  /// Texts as codes into a dictionary in order of appearance.
  final class Texts implements RawColumn {
    private final String name;
    private final Map<String, Integer> codeByText = new HashMap<>();
    private final List<String> dictionary = new ArrayList<>();
    private final List<Long> firstLines = new ArrayList<>();
    private int[] codes = new int[1024];
    private int count;

    Texts(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int count() {
      return count;
    }

    void add(String text, long line) {
      Integer code = codeByText.get(text);
      if (code == null) {
        code = dictionary.size();
        codeByText.put(text, code);
        dictionary.add(text);
        firstLines.add(line);
      }
      add(code);
    }

    @Override
    public void addMissing() {
      add(MISSING_CODE);
    }

    private void add(int code) {
      if (count == codes.length) {
        codes = Arrays.copyOf(codes, grown(count));
      }
      codes[count++] = code;
    }

    /// Code of a row, or [#MISSING_CODE].
    int code(int row) {
      return codes[row];
    }

    List<String> dictionary() {
      return dictionary;
    }

    /// Line on which a code appeared first.
    long firstLine(int code) {
      return firstLines.get(code);
    }
  }

  /// Whether a cell that is not missing is no number, or no date, where one belongs.
  static boolean isUnreadable(RawColumn column, String cell) {
    return column instanceof Numbers numbers && Double.isNaN(numbers.parse(cell));
  }

  private static int grown(int count) {
    return Math.addExact(count, Math.max(1024, count >> 1));
  }
}
