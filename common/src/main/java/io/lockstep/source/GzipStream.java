package io.lockstep.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The content of a gzip file: of all its members, each verified by its length and checksum, to the
/// last byte of the file. The stream of the JDK ends in silence at whatever follows the first
/// member and is no second one, so a download that broke there would be half the data and no error.
///
/// @see "Deutsch, GZIP file format specification version 4.3, RFC 1952"
final class GzipStream extends InputStream {

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int FLAGS_RESERVED = 0xe0;

  /// The packed bytes are not what gzip writes; the message says why and where.
  static final class Damaged extends IOException {
    private static final long serialVersionUID = 1;

    private Damaged(String reason) {
      super(reason);
    }
  }

  private final InputStream raw;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int limit;

  /// Bytes of the file before the buffer.
  private long before;

  private boolean ended;

  /// @param raw the packed bytes from the first on, closed with this stream
  GzipStream(InputStream raw) throws IOException {
    this.raw = raw;
    if (!beginMember()) {
      throw cutOff();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      int count = inflate(bytes, offset, length);
      if (count > 0) {
        checksum.update(bytes, offset, count);
        return count;
      }
      if (inflater.finished()) {
        at = limit - inflater.getRemaining();
        endMember();
        ended = !beginMember();
      } else if (inflater.needsInput()) {
        at = limit;
        if (!fill()) {
          throw cutOff();
        }
        inflater.setInput(buffer, 0, limit);
      } else {
        throw damaged("needs a dictionary");
      }
    }
    return -1;
  }

  private int inflate(byte[] bytes, int offset, int length) throws Damaged {
    try {
      return inflater.inflate(bytes, offset, length);
    } catch (DataFormatException e) {
      at = limit - inflater.getRemaining();
      throw damaged(e.getMessage() == null ? "no deflate data" : e.getMessage());
    }
  }

  /// Reads the header of a member; false when the file ends here.
  private boolean beginMember() throws IOException {
    long start = position();
    if (at == limit && !fill()) {
      return false;
    }
    checksum.reset();
    if (headerByte() != 0x1f || headerByte() != 0x8b) {
      throw new Damaged(
          "at byte %d something follows the gzip data that is not gzip".formatted(start));
    }
    if (headerByte() != 8) {
      throw damaged("unknown method");
    }
    int flags = headerByte();
    if ((flags & FLAGS_RESERVED) != 0) {
      throw damaged("reserved flags");
    }
    skipHeader(6);
    if ((flags & FLAG_EXTRA) != 0) {
      skipHeader(headerByte() | headerByte() << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText();
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      long sum = checksum.getValue() & 0xffff;
      if ((headerByte() | headerByte() << 8) != sum) {
        throw damaged("the checksum of the header does not match");
      }
    }
    checksum.reset();
    inflater.reset();
    inflater.setInput(buffer, at, limit - at);
    return true;
  }

  private int headerByte() throws IOException {
    int value = next();
    checksum.update(value);
    return value;
  }

  private void skipHeader(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      headerByte();
    }
  }

  private void skipText() throws IOException {
    int value;
    do {
      value = headerByte();
    } while (value != 0);
  }

  private void endMember() throws IOException {
    long sum = number();
    if (sum != checksum.getValue()) {
      throw damaged("the checksum does not match");
    }
    if (number() != (inflater.getBytesWritten() & 0xffff_ffffL)) {
      throw damaged("the length does not match");
    }
  }

  private long number() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private int next() throws IOException {
    if (at == limit && !fill()) {
      throw cutOff();
    }
    return buffer[at++] & 0xff;
  }

  private boolean fill() throws IOException {
    before += limit;
    at = 0;
    limit = Math.max(0, raw.read(buffer, 0, buffer.length));
    return limit > 0;
  }

  /// Bytes of the file that were used up.
  private long position() {
    return before + at;
  }

  private Damaged cutOff() {
    return new Damaged(
        "the gzip data end early, at byte %d: the file is cut off".formatted(position()));
  }

  private Damaged damaged(String reason) {
    return new Damaged("the gzip data are damaged at byte %d: %s".formatted(position(), reason));
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    raw.close();
  }
}
