package io.lockstep.layer;

/// Which columns one of several passes sums over the rows of all. Whole vectors, so that no two
/// write to one line of a cache.
record ColumnShare(int from, int end) {

  private static final int ALIGNMENT = 16;

  static ColumnShare of(int width, Workbench bench) {
    return new ColumnShare(
        boundary(width, bench.member(), bench.members()),
        boundary(width, bench.member() + 1, bench.members()));
  }

  private static int boundary(int width, int part, int parts) {
    long units = Math.ceilDiv(width, ALIGNMENT);
    return Math.min(width, (int) (units * part / parts) * ALIGNMENT);
  }

  int count() {
    return end - from;
  }

  boolean isEmpty() {
    return from == end;
  }
}
