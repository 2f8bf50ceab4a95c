package io.lockstep.cli;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/// The first images of a public set in IDX, to be written as a smaller set.
final class PublicImages {

  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;

  private final String part;
  private final int rows;
  private final int columns;
  private final byte[] pixels;
  private final byte[] labels;

  /// @param folder of the four files under their usual names
  /// @param part `train` or `t10k`
  PublicImages(Path folder, String part, int count) throws IOException {
    this.part = part;
    try (DataInputStream images = open(folder.resolve(imagesOf(part)));
        DataInputStream classes = open(folder.resolve(labelsOf(part)))) {
      images.skipNBytes(2 * Integer.BYTES);
      rows = images.readInt();
      columns = images.readInt();
      pixels = images.readNBytes(count * rows * columns);
      classes.skipNBytes(2 * Integer.BYTES);
      labels = classes.readNBytes(count);
    }
  }

  private static DataInputStream open(Path file) throws IOException {
    return new DataInputStream(new GZIPInputStream(Files.newInputStream(file)));
  }

  private static String imagesOf(String part) {
    return part + "-images-idx3-ubyte.gz";
  }

  private static String labelsOf(String part) {
    return part + "-labels-idx1-ubyte.gz";
  }

  /// Lines of a label and the pixels, without a header.
  void writeLines(Path file) throws IOException {
    StringBuilder lines = new StringBuilder();
    int width = rows * columns;
    for (int image = 0; image < labels.length; image++) {
      lines.append(labels[image]);
      for (int pixel = 0; pixel < width; pixel++) {
        lines.append(',').append(Byte.toUnsignedInt(pixels[image * width + pixel]));
      }
      lines.append('\n');
    }
    Files.writeString(file, lines);
  }

  /// Under the usual names, though not packed.
  void writeFiles(Path folder) throws IOException {
    write(folder.resolve(imagesOf(part)), pixels, IMAGES_MAGIC, labels.length, rows, columns);
    write(folder.resolve(labelsOf(part)), labels, LABELS_MAGIC, labels.length);
  }

  private static void write(Path file, byte[] bytes, int... head) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(head.length * Integer.BYTES);
    for (int number : head) {
      header.putInt(number);
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(header.array());
      out.write(bytes);
    }
  }
}
