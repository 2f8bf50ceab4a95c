package io.lockstep.kernel;

/// Which rows of a result one call computes: those of the blocks `member`, `member + members` and
/// so on, where a block has `blockRows` rows, the last one what is left. The calls of all members
/// of a team compute each row once. Blocks of one member lie apart, so that all have the same work
/// even where rows differ, as those do that belong to the middle and to the edge of an image.
///
/// A block is computed in runs of at most so many rows, the last run of the last block first.
public record RowSplit(int blockRows, int member, int members) {

  /// All rows in one block.
  public static final RowSplit WHOLE = new RowSplit(Integer.MAX_VALUE, 0, 1);

  /// Most rows of a block: as many as are computed in one run anyway.
  private static final int BLOCK_ROWS_MAX = 128;

  /// Blocks are multiples of so many rows, to be cut into whole tiles.
  private static final int ALIGNMENT = 8;

  public RowSplit {
    if (blockRows < 1 || member < 0 || member >= members) {
      throw new IllegalArgumentException(
          "member %d of %d, %d rows a block".formatted(member, members, blockRows));
    }
  }

  /// The usual split of so many rows among `members` calls. Where there are few rows, the last of
  /// them may have none.
  public static RowSplit of(int rows, int member, int members) {
    if (members == 1) {
      return WHOLE;
    }
    int even = Math.ceilDiv(Math.max(1, rows), members);
    int blocks = Math.ceilDiv(even, BLOCK_ROWS_MAX);
    int aligned = Math.ceilDiv(Math.ceilDiv(even, blocks), ALIGNMENT) * ALIGNMENT;
    return new RowSplit(aligned, member, members);
  }

  /// Whether this member has none of so many rows.
  boolean isEmpty(int rows) {
    return lastRun(rows, 1) < 0;
  }

  /// The first row of the last run, negative when this member has none.
  int lastRun(int rows, int runMax) {
    int last = (rows - 1) / blockRows;
    int block = last - Math.floorMod(last - member, members);
    return rows == 0 || block < 0 ? -1 : runIn(block * blockRows, rows, runMax);
  }

  /// The first row of the run before the one that starts at `from`, negative when there is none.
  int runBefore(int from, int rows, int runMax) {
    int block = from / blockRows;
    if (from > block * blockRows) {
      return from - runMax;
    }
    return block < members ? -1 : runIn((block - members) * blockRows, rows, runMax);
  }

  /// One past the last row of the run that starts at `from`.
  int runEnd(int from, int rows, int runMax) {
    return Math.min(from + runMax, blockEnd(from / blockRows * blockRows, rows));
  }

  /// The last run of the block that starts at `begin`.
  private int runIn(int begin, int rows, int runMax) {
    return begin + (blockEnd(begin, rows) - 1 - begin) / runMax * runMax;
  }

  private int blockEnd(int begin, int rows) {
    return begin + Math.min(blockRows, rows - begin);
  }
}
