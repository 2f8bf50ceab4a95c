package io.lockstep.wire;

import io.lockstep.failure.OneLine;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// What came to a port and was not taken: said at once, and then counted, so that whoever sends
/// nonsense as fast as the network carries it gets one line a minute and no more. Any thread.
final class Rejections {

  static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Consumer<String> log;
  private final LongSupplier nanoClock;
  private boolean said;
  private long saidNanos;
  private long counted;
  private String newest = "";

  Rejections(Consumer<String> log, LongSupplier nanoClock) {
    this.log = log;
    this.nanoClock = nanoClock;
  }

  /// Something was not taken.
  ///
  /// @param from where it came from; null when that is not known any more
  /// @param what of foreign origin or not, in a few words
  void note(SocketAddress from, String what) {
    String line =
        "refused what came from %s: %s"
            .formatted(source(from), OneLine.upTo(PeerText.REASON_CHARS_MAX, what));
    synchronized (this) {
      counted++;
      newest = line;
    }
    flush();
  }

  private static String source(SocketAddress from) {
    return switch (from) {
      case null -> "a closed connection";
      case DomainSocketAddress _ -> "a process of this host";
      default -> from.toString();
    };
  }

  /// Says what was counted, if the last line is old enough. Called from time to time.
  void flush() {
    String line;
    synchronized (this) {
      long now = nanoClock.getAsLong();
      if (counted == 0 || (said && now - saidNanos < QUIET_NANOS)) {
        return;
      }
      line =
          counted == 1
              ? newest
              : "%s (and %,d more since the last such line)".formatted(newest, counted - 1);
      counted = 0;
      said = true;
      saidNanos = now;
    }
    log.accept(line);
  }
}
