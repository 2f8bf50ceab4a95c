package io.lockstep.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;

/// Which steps are to be made again. What lies before them, back to the nearest checkpoint or to
/// the beginning, is made again as well, and compared.
public sealed interface Extent {

  /// Steps behind each place from which one can begin.
  int USUAL = 10;

  /// The first few of the run, and the first few behind each checkpoint: what it costs does not
  /// depend on the length of the run.
  record Usual() implements Extent {}

  /// These, both included.
  record Steps(long first, long last) implements Extent {
    public Steps {
      if (first < 1 || last < first) {
        throw new IllegalArgumentException("steps %d..%d".formatted(first, last));
      }
    }
  }

  /// So many, spread evenly over the run; the last step is one of them.
  record Sample(int count) implements Extent {
    public Sample {
      if (count < 1) {
        throw new IllegalArgumentException("a sample of %d steps".formatted(count));
      }
    }
  }

  /// From the first to the last.
  record All() implements Extent {}

  /// Steps that are made one after the other.
  ///
  /// @param from version with which they begin
  /// @param last step
  record Span(long from, long last) {

    long steps() {
      return last - from;
    }
  }

  /// Spans that have all the steps that are wanted, ascending, none twice.
  ///
  /// @param lastStep of the run so far; those wanted behind it are left out
  /// @param checkpoints versions from which one can begin, beside version 0
  default List<Span> spans(long lastStep, NavigableSet<Long> checkpoints) {
    List<Span> wanted = new ArrayList<>();
    switch (this) {
      case Usual _ -> {
        wanted.add(new Span(0, USUAL));
        checkpoints.forEach(version -> wanted.add(new Span(version, version + USUAL)));
      }
      case Steps(long first, long last) -> wanted.add(new Span(start(first, checkpoints), last));
      case Sample(int count) -> {
        for (int number = 1; number <= count; number++) {
          long step = Math.ceilDiv(Math.multiplyExact(lastStep, (long) number), (long) count);
          wanted.add(new Span(start(step, checkpoints), step));
        }
      }
      case All _ -> wanted.add(new Span(0, lastStep));
    }
    return joined(wanted, lastStep);
  }

  private static long start(long step, NavigableSet<Long> checkpoints) {
    Long version = checkpoints.floor(step - 1);
    return version == null ? 0 : version;
  }

  private static List<Span> joined(List<Span> wanted, long lastStep) {
    List<Span> joined = new ArrayList<>();
    wanted.sort(Comparator.comparingLong(Span::from));
    for (Span each : wanted) {
      Span span = new Span(each.from(), Math.min(each.last(), lastStep));
      if (span.steps() <= 0) {
        continue;
      }
      if (!joined.isEmpty() && joined.getLast().last() >= span.from()) {
        Span before = joined.removeLast();
        span = new Span(before.from(), Math.max(before.last(), span.last()));
      }
      joined.add(span);
    }
    return List.copyOf(joined);
  }
}
