package io.lockstep.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The shards that a row of the ledger counts. Takes room and time for its ranges, not for the
/// shards in them: a damaged row may speak of a thousand million.
final class CountedShards {

  private final List<Range> ranges = new ArrayList<>();

  /// Shards `first..last`, both included.
  record Range(int first, int last) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\.\\.(\\d{1,9})");

    Range {
      if (first < 0 || last < first) {
        throw new IllegalArgumentException("shards %d..%d".formatted(first, last));
      }
    }

    /// @throws IllegalArgumentException if it is no range as the ledger writes them
    static Range of(String text) {
      Matcher range = TEXT.matcher(text);
      if (!range.matches()) {
        throw new IllegalArgumentException("no range of shards: " + text);
      }
      return new Range(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)));
    }

    long count() {
      return last - first + 1L;
    }

    String say() {
      return first == last ? "shard %d is".formatted(first) : "shards %s are".formatted(this);
    }

    @Override
    public String toString() {
      return first == last ? String.valueOf(first) : first + ".." + last;
    }
  }

  void add(Range range) {
    ranges.add(range);
  }

  /// What is counted more than once, ascending, at most one range for each that was added.
  List<Range> twice() {
    List<Range> twice = new ArrayList<>();
    int end = 0;
    for (Range range : ascending()) {
      if (range.first < end) {
        twice.add(new Range(range.first, Math.min(range.last, end - 1)));
      }
      end = Math.max(end, range.last + 1);
    }
    return twice;
  }

  /// Whether each of `0..shards - 1` is counted, and no other.
  boolean areAll(int shards) {
    int end = 0;
    for (Range range : ascending()) {
      if (range.first > end) {
        return false;
      }
      end = Math.max(end, range.last + 1);
    }
    return end == shards;
  }

  private List<Range> ascending() {
    return ranges.stream().sorted(Comparator.comparingInt(Range::first)).toList();
  }

  @Override
  public String toString() {
    return ascending().stream().map(Range::toString).collect(Collectors.joining(", ", "{", "}"));
  }
}
