package io.lockstep.bench.chaos;

import java.util.Locale;

/// Something that a process holds and has to give back, with how much of it may come and go by
/// itself.
enum Holding {
  /// What is left on the heap after a full collection, in bytes.
  HEAP(1L << 20, 5, 1L << 20, "MiB"),

  /// Memory of the process, in bytes: that of the heap comes and goes with collections, and the
  /// compiler adds to it for an hour.
  RESIDENT(32L << 20, 15, 1L << 20, "MiB"),

  /// Pools are as large as their load was at most.
  THREADS(5, 0, 1, ""),

  /// Descriptors of files and sockets: some connections are on their way at any time.
  FILES(5, 0, 1, "");

  private static final int PERCENT = 100;

  private final long amount;
  private final int percent;
  private final long unit;
  private final String unitWord;

  Holding(long amount, int percent, long unit, String unitWord) {
    this.amount = amount;
    this.percent = percent;
    this.unit = unit;
    this.unitWord = unitWord;
  }

  /// How much more than this is no growth yet.
  double allowance(double held) {
    return amount + held * percent / PERCENT;
  }

  String words() {
    return name().toLowerCase(Locale.ROOT) + (unitWord.isEmpty() ? "" : " " + unitWord);
  }

  /// In the unit of its words.
  double inUnits(double held) {
    return held / unit;
  }
}
