package io.lockstep.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Reads float32 tensors of a safetensors file that nobody vouches for. Opening checks the whole
/// header before any tensor is read: its length (at most 100 MB and inside the file), unique names,
/// shapes and offsets that agree, and values that cover the file without gap, overlap or rest. So
/// no allocation is larger than the file itself.
public final class SafetensorsReader implements AutoCloseable {

  static final String METADATA = "__metadata__";
  static final long HEADER_BYTES_MAX = 100_000_000;

  private final FileChannel channel;
  private final String fileName;
  private final long valuesAt;
  private final SafetensorsHeader header;

  private SafetensorsReader(FileChannel channel, String fileName) throws IOException {
    this.channel = channel;
    this.fileName = fileName;
    long headerBytes = readHeaderLength();
    this.valuesAt = Long.BYTES + headerBytes;
    ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
    readFully(json, Long.BYTES);
    this.header = SafetensorsHeader.parse(json.array(), fileName, channel.size() - valuesAt);
  }

  /// @throws FormatException if the file breaks the format in any way
  public static SafetensorsReader open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new SafetensorsReader(channel, file.getFileName().toString());
    } catch (IOException | RuntimeException refused) {
      channel.close();
      throw refused;
    }
  }

  /// Names of the tensors in the order of the header.
  public Set<String> names() {
    return header.entries().keySet();
  }

  public Map<String, String> metadata() {
    return header.metadata();
  }

  public List<Integer> shape(String name) throws FormatException {
    return entry(name).shape();
  }

  /// The values of one tensor in a new array.
  public float[] read(String name) throws IOException {
    float[] values = new float[entry(name).length()];
    readInto(name, values, 0);
    return values;
  }

  /// Reads one tensor into `target[offset, offset + its length)`.
  ///
  /// @throws IllegalArgumentException if it does not fit
  public void readInto(String name, float[] target, int offset) throws IOException {
    SafetensorsHeader.Entry entry = entry(name);
    if (offset < 0 || offset > target.length - entry.length()) {
      throw new IllegalArgumentException(
          "tensor '%s' of %d floats does not fit at %d of %d"
              .formatted(name, entry.length(), offset, target.length));
    }
    ByteBuffer piece = ByteBuffer.allocate(Sha256.PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int floatsMax = piece.capacity() / Float.BYTES;
    for (int at = 0; at < entry.length(); at += floatsMax) {
      int count = Math.min(floatsMax, entry.length() - at);
      piece.clear().limit(count * Float.BYTES);
      readFully(piece, valuesAt + entry.begin() + (long) at * Float.BYTES);
      piece.flip().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(target, offset + at, count);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private SafetensorsHeader.Entry entry(String name) throws FormatException {
    SafetensorsHeader.Entry entry = header.entries().get(Objects.requireNonNull(name, "name"));
    if (entry == null) {
      throw new FormatException("%s has no tensor '%s'".formatted(fileName, name));
    }
    return entry;
  }

  private long readHeaderLength() throws IOException {
    ByteBuffer first = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(first, 0);
    long bytes = first.getLong(0);
    if (bytes < 2 || bytes > HEADER_BYTES_MAX || bytes > channel.size() - Long.BYTES) {
      throw new FormatException(
          "%s: a header of %s bytes; the file has %d and the limit is %d"
              .formatted(fileName, Long.toUnsignedString(bytes), channel.size(), HEADER_BYTES_MAX));
    }
    return bytes;
  }

  private void readFully(ByteBuffer target, long position) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        throw new FormatException("%s ends at byte %d".formatted(fileName, at));
      }
      at += count;
    }
  }
}
