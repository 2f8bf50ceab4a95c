package io.lockstep.training;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Lines of the books behind the newest checkpoint that is known, as the leader writes them.
final class ReplicaLines {

  /// As many wait for a disk that takes no checkpoint.
  private static final long BYTES_MAX = 64L << 20;

  private final Deque<Line> ledger = new ArrayDeque<>();
  private final Deque<Line> metrics = new ArrayDeque<>();
  private final long base;
  private long bytes;

  record Line(long step, byte[] bytes) {}

  /// @param base step of the checkpoint behind which lines are told
  ReplicaLines(long base) {
    this.base = base;
  }

  void ledger(long step, byte[] line) {
    long last = ledger.isEmpty() ? base : ledger.getLast().step();
    if (step <= base) {
      return;
    }
    if (!ledger.isEmpty() && step != last + 1) {
      throw new Replica.MisfitException(
          "the ledger goes on with step %d behind step %d".formatted(step, last));
    }
    keep(ledger, new Line(step, line));
  }

  void metrics(long step, byte[] line) {
    keep(metrics, new Line(step, line));
  }

  private void keep(Deque<Line> book, Line line) {
    bytes += line.bytes().length;
    if (bytes > BYTES_MAX) {
      throw new Replica.MisfitException(
          "more than %d MiB of lines wait for a checkpoint".formatted(BYTES_MAX >> 20));
    }
    book.add(line);
  }

  /// A checkpoint of this step is on the disk, and before it all lines that it speaks of. The line
  /// of an epoch that this very step has ended may be written later.
  void forgetUpTo(long step) {
    forget(ledger, step);
    forget(metrics, step - 1);
  }

  private void forget(Deque<Line> book, long step) {
    while (!book.isEmpty() && book.peek().step() <= step) {
      bytes -= book.remove().bytes().length;
    }
  }

  /// Lines of the ledger behind this step.
  List<Line> ledgerBehind(long step) {
    return behind(ledger, step);
  }

  /// Lines of the metrics behind this step.
  List<Line> metricsBehind(long step) {
    return behind(metrics, step);
  }

  private static List<Line> behind(Deque<Line> book, long step) {
    return book.stream().filter(line -> line.step() > step).toList();
  }
}
