package io.lockstep.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes float32 tensors as a safetensors file: header length (8 bytes, little-endian), JSON
/// header, then the values without gaps, in the order given.
///
/// @see "https://github.com/huggingface/safetensors, section Format"
public final class SafetensorsWriter {

  private static final int ALIGNMENT = 8;

  private final FileChannel channel;
  private final MessageDigest digest = Sha256.digest();
  private final ByteBuffer piece =
      ByteBuffer.allocate(Sha256.PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long length;

  private SafetensorsWriter(FileChannel channel) {
    this.channel = channel;
  }

  /// Creates the file, writes it and forces it to the disk. Holds one piece of 256 KiB besides the
  /// caller's arrays, however large these are.
  ///
  /// @param metadata free text by name, stored in the header
  /// @return what the file must be from now on
  /// @throws IllegalArgumentException if two tensors have the same name
  /// @throws java.nio.file.FileAlreadyExistsException if there is such a file
  public static FileSeal write(Path file, List<TensorSlice> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = header(tensors, metadata);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var writer = new SafetensorsWriter(channel);
      writer.piece.putLong(header.length);
      writer.drain();
      writer.bytes(header);
      for (TensorSlice tensor : tensors) {
        writer.floats(tensor);
      }
      channel.force(true);
      return new FileSeal(writer.length, Sha256.hex(writer.digest));
    }
  }

  /// Number of bytes that `write` would produce for these tensors.
  public static long bytesOf(List<TensorSlice> tensors, Map<String, String> metadata) {
    return Long.BYTES
        + header(tensors, metadata).length
        + tensors.stream().mapToLong(TensorSlice::bytes).sum();
  }

  private static byte[] header(List<TensorSlice> tensors, Map<String, String> metadata) {
    Map<String, Object> entries = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      entries.put(SafetensorsReader.METADATA, metadata);
    }
    long begin = 0;
    for (TensorSlice tensor : tensors) {
      long end = begin + tensor.bytes();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", "F32");
      entry.put("shape", tensor.shape());
      entry.put("data_offsets", List.of(begin, end));
      if (tensor.name().equals(SafetensorsReader.METADATA)
          || entries.put(tensor.name(), entry) != null) {
        throw new IllegalArgumentException(
            "a safetensors file cannot hold a second '%s'".formatted(tensor.name()));
      }
      begin = end;
    }
    byte[] json = JsonText.line(entries);
    byte[] padded = new byte[Math.ceilDiv(json.length, ALIGNMENT) * ALIGNMENT];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(json, 0, padded, 0, json.length);
    return padded;
  }

  private void floats(TensorSlice tensor) throws IOException {
    int floatsMax = piece.capacity() / Float.BYTES;
    for (int at = 0; at < tensor.length(); at += floatsMax) {
      int count = Math.min(floatsMax, tensor.length() - at);
      piece.asFloatBuffer().put(tensor.values(), tensor.offset() + at, count);
      piece.position(count * Float.BYTES);
      drain();
    }
  }

  private void bytes(byte[] bytes) throws IOException {
    for (int at = 0; at < bytes.length; at += piece.capacity()) {
      piece.put(bytes, at, Math.min(piece.capacity(), bytes.length - at));
      drain();
    }
  }

  private void drain() throws IOException {
    piece.flip();
    length += piece.remaining();
    digest.update(piece.array(), 0, piece.limit());
    DurableFiles.writeFully(channel, piece);
    piece.clear();
  }
}
