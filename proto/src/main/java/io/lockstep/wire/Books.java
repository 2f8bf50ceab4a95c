package io.lockstep.wire;

import io.lockstep.wire.LeaderFrame.Book;

/// Between the books of a run and their names in the schema.
final class Books {

  private Books() {}

  static io.lockstep.proto.v1.Book message(Book book) {
    return switch (book) {
      case LEDGER -> io.lockstep.proto.v1.Book.LEDGER;
      case METRICS -> io.lockstep.proto.v1.Book.METRICS;
    };
  }

  /// @throws IllegalArgumentException if this build knows no such book
  static Book book(io.lockstep.proto.v1.Book message) {
    return switch (message) {
      case LEDGER -> Book.LEDGER;
      case METRICS -> Book.METRICS;
      case BOOK_UNKNOWN, UNRECOGNIZED ->
          throw new IllegalArgumentException("no book of a run: " + message);
    };
  }
}
