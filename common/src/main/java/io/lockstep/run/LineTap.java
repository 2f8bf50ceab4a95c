package io.lockstep.run;

/// Told of each line of a book as it is added, before it is on any disk.
@FunctionalInterface
public interface LineTap {

  /// For books that nobody else holds.
  LineTap NONE = (_, _, _) -> {};

  /// @param step that the line is of
  /// @param bytes `[0, length)` is the line with its line end; good during the call only
  void line(long step, byte[] bytes, int length);
}
