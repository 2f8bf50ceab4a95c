package io.lockstep.run;

import java.util.Map;

/// Follows the chain of a ledger that is read line by line. Lines of older ledgers, which have
/// none, may stand before those that have one, and nowhere else.
final class ChainReading {

  private final LineChain chain = new LineChain(BookHead.NOTHING);
  private boolean begun;
  private boolean lost;

  /// How a line stands to the one before.
  enum Link {
    /// It carries the hash of it.
    RIGHT,
    /// It carries none, nor do those before it.
    NONE,
    /// Of the line before nothing is known.
    UNKNOWN,
    /// It carries another hash than that of the line before.
    OTHER,
    /// It carries none, as those before it do.
    CUT
  }

  /// The next line, which is one of the ledger.
  ///
  /// @param text its bytes without the line end
  Link next(Map<String, Object> line, byte[] text) {
    Object stated = line.get(LineChain.KEY);
    Link link = link(stated);
    begun |= stated != null;
    follow(text);
    return link;
  }

  private Link link(Object stated) {
    if (stated == null) {
      return begun ? Link.CUT : Link.NONE;
    }
    if (lost) {
      return Link.UNKNOWN;
    }
    return stated.equals(chain.sha256()) ? Link.RIGHT : Link.OTHER;
  }

  /// The next line is damaged: what follows it cannot be tied to what it was.
  void damaged(byte[] text) {
    follow(text);
    lost = true;
  }

  private void follow(byte[] text) {
    chain.follow(text);
    lost = false;
  }

  /// Of the line read last.
  String sha256() {
    return chain.sha256();
  }

  /// Whether a line has carried a hash.
  boolean hasBegun() {
    return begun;
  }
}
