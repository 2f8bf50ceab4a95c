package io.lockstep.launch;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// How fast the way between two machines is. One listens where a node would and greets whoever
/// comes; the other measures the time of a byte there and back, then how long many bytes take in
/// each direction. It listens without any protection, so it takes and gives nothing but such bytes,
/// to one caller at a time, and for a while only.
public final class LinkProbe implements AutoCloseable {

  private static final byte[] GREETING = "lockstep-probe\n".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES_MAX = 16 << 20;
  private static final int BYTES_FIRST = 1 << 20;
  private static final int PIECE_BYTES = 64 << 10;
  private static final int CALLERS_MAX = 16;
  private static final int ECHOES = 21;
  private static final int GREETING_MILLIS = 1_000;
  private static final int READ_MILLIS = 5_000;

  /// Until a measurement, or a caller, is cut off.
  private static final Duration CALL_MAX = Duration.ofSeconds(20);

  /// What takes longer is no way on which more bytes tell more.
  private static final long LONG_NANOS = 200_000_000;

  private static final byte ECHO = 1;
  private static final byte TAKE = 2;
  private static final byte GIVE = 3;

  private final ServerSocket listening;
  private final Semaphore callers = new Semaphore(CALLERS_MAX);
  private final Semaphore measuring = new Semaphore(1, true);

  /// What was measured.
  ///
  /// @param roundTripMicros the median
  /// @param thereMegabytes a second, 10^6 bytes each
  /// @param backMegabytes likewise
  public record Figures(long roundTripMicros, long thereMegabytes, long backMegabytes) {}

  private LinkProbe(ServerSocket listening) {
    this.listening = listening;
  }

  /// Listens from now on, until this is closed.
  ///
  /// @throws IOException if that is no address of this machine, or the port is taken
  public static LinkProbe listen(String host, int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port), CALLERS_MAX);
    } catch (IOException refused) {
      socket.close();
      throw refused;
    }
    LinkProbe probe = new LinkProbe(socket);
    Thread.ofPlatform().daemon().name("probe-" + port).start(probe::welcome);
    return probe;
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException already) {
      // It listens no more.
    }
  }

  private void welcome() {
    while (!listening.isClosed()) {
      try {
        Socket caller = listening.accept();
        if (callers.tryAcquire()) {
          Thread.ofPlatform().daemon().name("probe-caller").start(() -> serve(caller));
        } else {
          caller.close();
        }
      } catch (IOException closed) {
        // By this process, or by a caller that is gone again.
      }
    }
  }

  private void serve(Socket caller) {
    try (caller) {
      caller.setTcpNoDelay(true);
      caller.setSoTimeout(READ_MILLIS);
      if (!measuring.tryAcquire(CALL_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      try {
        cutOff(caller);
        caller.getOutputStream().write(GREETING);
        answer(
            new DataInputStream(caller.getInputStream()),
            new DataOutputStream(caller.getOutputStream()));
      } finally {
        measuring.release();
      }
    } catch (IOException gone) {
      // Whoever measures knows that it failed.
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      callers.release();
    }
  }

  private static void answer(DataInputStream in, DataOutputStream out) throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    for (int wish = in.read(); wish >= 0; wish = in.read()) {
      switch (wish) {
        case ECHO -> out.write(ECHO);
        case TAKE -> {
          skip(in, lengthOf(in), piece);
          out.write(TAKE);
        }
        case GIVE -> give(out, lengthOf(in), piece);
        default -> throw new IOException("no wish has the number " + wish);
      }
    }
  }

  private static int lengthOf(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > BYTES_MAX) {
      throw new IOException("%d bytes are wished for; at most %d".formatted(length, BYTES_MAX));
    }
    return length;
  }

  /// Measures over a connection that was just made, and closes it.
  ///
  /// @return nothing when somebody else listens there, who is sent nothing at all
  /// @throws IOException when it breaks, or stalls, in between
  public static Optional<Figures> measure(Socket socket) throws IOException {
    try (socket) {
      cutOff(socket);
      socket.setTcpNoDelay(true);
      if (!isGreeted(socket)) {
        return Optional.empty();
      }
      socket.setSoTimeout(READ_MILLIS);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      long roundTrip = roundTripNanos(in, out);
      long there = bytesPerSecond(length -> take(in, out, length));
      long back = bytesPerSecond(length -> fetch(in, out, length));
      return Optional.of(new Figures(roundTrip / 1_000, there / 1_000_000, back / 1_000_000));
    }
  }

  private static boolean isGreeted(Socket socket) {
    try {
      socket.setSoTimeout(GREETING_MILLIS);
      return Arrays.equals(socket.getInputStream().readNBytes(GREETING.length), GREETING);
    } catch (IOException other) {
      return false;
    }
  }

  private static long roundTripNanos(DataInputStream in, DataOutputStream out) throws IOException {
    long[] nanos = new long[ECHOES];
    for (int turn = 0; turn < ECHOES; turn++) {
      long begun = System.nanoTime();
      out.write(ECHO);
      expect(in, ECHO);
      nanos[turn] = System.nanoTime() - begun;
    }
    Arrays.sort(nanos);
    return nanos[ECHOES / 2];
  }

  private interface Transfer {
    void move(int length) throws IOException;
  }

  private static long bytesPerSecond(Transfer transfer) throws IOException {
    int length = BYTES_FIRST;
    long nanos = timeOf(transfer, length);
    if (nanos < LONG_NANOS) {
      length = BYTES_MAX;
      nanos = timeOf(transfer, length);
    }
    return length * 1_000_000_000L / Math.max(1, nanos);
  }

  private static long timeOf(Transfer transfer, int length) throws IOException {
    long begun = System.nanoTime();
    transfer.move(length);
    return System.nanoTime() - begun;
  }

  private static void take(DataInputStream in, DataOutputStream out, int length)
      throws IOException {
    wish(out, TAKE, length);
    give(out, length, new byte[PIECE_BYTES]);
    expect(in, TAKE);
  }

  private static void fetch(DataInputStream in, DataOutputStream out, int length)
      throws IOException {
    wish(out, GIVE, length);
    skip(in, length, new byte[PIECE_BYTES]);
  }

  private static void wish(DataOutputStream out, byte what, int length) throws IOException {
    out.write(what);
    out.writeInt(length);
  }

  private static void expect(DataInputStream in, byte answer) throws IOException {
    if (in.read() != answer) {
      throw new EOFException("the other end has gone");
    }
  }

  private static void give(DataOutputStream out, int length, byte[] piece) throws IOException {
    for (int left = length; left > 0; left -= piece.length) {
      out.write(piece, 0, Math.min(left, piece.length));
    }
  }

  private static void skip(DataInputStream in, int length, byte[] piece) throws IOException {
    for (int left = length; left > 0; ) {
      int read = in.read(piece, 0, Math.min(left, piece.length));
      if (read < 0) {
        throw new EOFException("the other end has gone");
      }
      left -= read;
    }
  }

  /// A write to somebody who reads nothing has no end of its own.
  private static void cutOff(Socket socket) {
    CompletableFuture.delayedExecutor(CALL_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> {
          try {
            socket.close();
          } catch (IOException already) {
            // It is closed.
          }
        });
  }
}
