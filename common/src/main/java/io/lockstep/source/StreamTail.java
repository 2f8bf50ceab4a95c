package io.lockstep.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.util.OptionalLong;

/// Passes a stream on and keeps its last bytes: where a decoder has stumbled, they tell a text that
/// was cut off within a character from one that is written otherwise.
final class StreamTail extends FilterInputStream {

  /// Twice what a reader takes at a time, so that all it has not decoded yet is there.
  private static final int KEPT_BYTES = 1 << 14;

  private static final int CHARACTER_BYTES_MAX = 4;

  private final byte[] ring = new byte[KEPT_BYTES];
  private long count;

  StreamTail(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    if (value >= 0) {
      ring[(int) (count++ % KEPT_BYTES)] = (byte) value;
    }
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    for (int done = Math.max(0, read - KEPT_BYTES); done < read; ) {
      int at = (int) ((count + done) % KEPT_BYTES);
      int some = Math.min(KEPT_BYTES - at, read - done);
      System.arraycopy(target, offset + done, ring, at, some);
      done += some;
    }
    count += Math.max(0, read);
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = in.skip(bytes);
    count += skipped;
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /// Offset of the character that the stream ends within; empty when it goes on, or when it is
  /// something else that is wrong with it.
  ///
  /// @param charset of which a decoder has stumbled over what was read last
  OptionalLong cutAt(Charset charset) {
    try {
      if (read() >= 0) {
        return OptionalLong.empty();
      }
    } catch (IOException unreadable) {
      return OptionalLong.empty();
    }
    // What is kept may begin within a character.
    int leftOutMax = count > KEPT_BYTES ? CHARACTER_BYTES_MAX - 1 : 0;
    for (int leftOut = 0; leftOut <= leftOutMax; leftOut++) {
      byte[] last = last((int) Math.min(count, KEPT_BYTES) - leftOut);
      ByteBuffer bytes = ByteBuffer.wrap(last);
      CoderResult result =
          charset.newDecoder().decode(bytes, CharBuffer.allocate(last.length + 1), false);
      if (result.isUnderflow() && bytes.hasRemaining()) {
        return OptionalLong.of(count - bytes.remaining());
      }
    }
    return OptionalLong.empty();
  }

  private byte[] last(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = ring[(int) ((count - length + i) % KEPT_BYTES)];
    }
    return bytes;
  }
}
