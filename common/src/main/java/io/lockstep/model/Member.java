package io.lockstep.model;

/// One of the threads that train on the same rows together, each with a [Pass] of its own on one
/// [Workspace]. Each takes its own rows forward and backward; of the gradient of the parameters,
/// which sums over all rows, each computes its own part.
///
/// @param index from 0
/// @param count members, at least 1
/// @param meeting returns when all members have called it; what each wrote before is visible to all
public record Member(int index, int count, Runnable meeting) {

  public static final Member ALONE = new Member(0, 1, () -> {});

  /// Rows of a share are multiples of so many, to be cut into whole tiles.
  private static final int ALIGNMENT = 8;

  public Member {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException("member %d of %d".formatted(index, count));
    }
  }

  /// The first of this member's rows when there are so many; the next member's are those from
  /// [#endRow] on.
  public int firstRow(int rows) {
    return boundary(rows, index);
  }

  /// One past the last of this member's rows.
  public int endRow(int rows) {
    return boundary(rows, index + 1);
  }

  private int boundary(int rows, int member) {
    int unit = rows >= (long) ALIGNMENT * count ? ALIGNMENT : 1;
    long units = Math.ceilDiv(rows, unit);
    return Math.min(rows, (int) (units * member / count) * unit);
  }
}
