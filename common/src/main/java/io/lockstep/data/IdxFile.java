package io.lockstep.data;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.format.Sha256;
import io.lockstep.source.DataFile;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The content of an IDX file of unsigned bytes: two zero bytes, type 0x08, number of dimensions,
/// each dimension as a big-endian 32-bit number, then the bytes, the last dimension fastest.
///
/// @param shape sizes, the count of examples first
/// @param sha256 of the content after gunzip
/// @see "LeCun, Cortes, Burges, The MNIST database of handwritten digits, file formats"
record IdxFile(DataFile file, List<Integer> shape, ByteRows rows, String sha256) {

  private static final int DIMENSIONS_MAX = 4;

  /// Bytes of one example.
  static final int WIDTH_MAX = 100_000_000;

  /// Bytes that tell what a file is.
  private static final int HEAD_BYTES = 512;

  /// What other types are called.
  private static final Map<Integer, String> TYPES =
      Map.of(
          0x09, "signed bytes (type 0x09)",
          0x0b, "shorts (type 0x0b)",
          0x0c, "ints (type 0x0c)",
          0x0d, "floats (type 0x0d)",
          0x0e, "doubles (type 0x0e)");

  /// Deflate cannot pack more than this many bytes into one.
  private static final int GZIP_RATIO_MAX = 1032;

  /// Images: each example has a size.
  ///
  /// @throws LockstepException also when the file holds labels
  static IdxFile images(DataFile file) {
    IdxFile images = read(file);
    if (images.shape.size() == 1) {
      throw file.failure(
              "labels where images belong: the IDX file has one number for each of %d examples"
                  .formatted(images.shape.getFirst()),
              file.shown())
          .advising(swap(file))
          .exception();
    }
    return images;
  }

  /// Labels for as many examples as there are images.
  static IdxFile labels(DataFile file, IdxFile images) {
    IdxFile labels = read(file);
    if (labels.shape.size() > 2) {
      throw file.failure(
              "images where labels belong: the IDX file holds %s numbers"
                  .formatted(sizes(labels.shape)),
              file.shown())
          .advising(swap(file))
          .exception();
    }
    if (labels.shape.size() == 2) {
      throw file.failure(
              "a file of labels has one dimension, this one has 2: " + sizes(labels.shape),
              file.shown())
          .advising("write one number for each example, the one of its class")
          .exception();
    }
    if (labels.rows.count() != images.rows.count()) {
      throw file.failure(
              "%d images, but %d labels".formatted(images.rows.count(), labels.rows.count()),
              images.file.shown() + ", " + file.shown())
          .advising("give the images and labels of one set")
          .exception();
    }
    return labels;
  }

  private static String swap(DataFile file) {
    String set = file.key().replaceFirst("\\.[a-z]+$", "");
    return set.isEmpty()
        ? "give the images first, then the labels"
        : "are %s.images and %s.labels swapped?".formatted(set, set);
  }

  private static String sizes(List<Integer> shape) {
    return String.join(" x ", shape.stream().map(String::valueOf).toList());
  }

  static IdxFile read(DataFile file) {
    MessageDigest digest = Sha256.digest();
    try (InputStream unpacked = file.open();
        DigestInputStream in = new DigestInputStream(unpacked, digest);
        ContentDigest content = new ContentDigest(digest)) {
      byte[] head = DataFile.peek(unpacked, HEAD_BYTES);
      List<Integer> shape = header(file, in, head);
      in.on(false);
      int width = width(file, shape);
      long claimed = (long) shape.getFirst() * width;
      checkClaim(file, shape, claimed);
      ByteRows.Reading reading = ByteRows.read(in, shape.getFirst(), width, content);
      if (reading.bytes() < claimed) {
        throw ending(file, shape, claimed, offset(shape) + reading.bytes());
      }
      if (in.read() >= 0) {
        throw ending(file, shape, claimed, Long.MAX_VALUE);
      }
      return new IdxFile(file, shape, reading.rows(), content.hex());
    } catch (IOException e) {
      throw file.unreadable(e, file.shown());
    }
  }

  /// Bytes of the header.
  private static long offset(List<Integer> shape) {
    return 4 + 4L * shape.size();
  }

  private static List<Integer> header(DataFile file, InputStream in, byte[] head)
      throws IOException {
    byte[] magic = in.readNBytes(4);
    if (isReversed(head)) {
      throw file.failure("the IDX header has its bytes in reverse (little-endian)", file.shown())
          .advising("write its numbers big-endian, the most significant byte first")
          .exception();
    }
    if (magic.length < 4 || magic[0] != 0 || magic[1] != 0) {
      throw file.isNot("IDX", head);
    }
    if (magic[2] != 0x08) {
      throw file.failure(
              "the IDX file holds %s, only unsigned bytes (type 0x08) are read"
                  .formatted(TYPES.getOrDefault((int) magic[2], "type 0x%02x".formatted(magic[2]))),
              file.shown())
          .advising("write its numbers as bytes from 0 to 255")
          .exception();
    }
    if (magic[3] < 1 || magic[3] > DIMENSIONS_MAX) {
      throw notIdx(file, "it claims %d dimensions".formatted(magic[3] & 0xff));
    }
    List<Integer> shape = new ArrayList<>();
    for (int i = 0; i < magic[3]; i++) {
      byte[] size = in.readNBytes(4);
      if (size.length < 4) {
        throw notIdx(file, "it ends inside its header");
      }
      int value =
          (size[0] & 0xff) << 24 | (size[1] & 0xff) << 16 | (size[2] & 0xff) << 8 | size[3] & 0xff;
      if (value < 0 || (value == 0 && i > 0)) {
        throw notIdx(file, "dimension %d is %d".formatted(i + 1, Integer.toUnsignedLong(value)));
      }
      shape.add(value);
    }
    if (shape.getFirst() == 0) {
      throw file.failure("the IDX file holds no examples", file.shown())
          .advising("give a file with at least one example")
          .exception();
    }
    return List.copyOf(shape);
  }

  private static boolean isReversed(byte[] head) {
    return head.length >= 8
        && head[0] >= 1
        && head[0] <= DIMENSIONS_MAX
        && (head[1] == 0x08 || TYPES.containsKey((int) head[1]))
        && head[2] == 0
        && head[3] == 0;
  }

  private static int width(DataFile file, List<Integer> shape) {
    long width = 1;
    for (int size : shape.subList(1, shape.size())) {
      width *= size;
      if (width > WIDTH_MAX) {
        throw notIdx(file, "one example would have more than %d bytes".formatted(WIDTH_MAX));
      }
    }
    return (int) width;
  }

  private static void checkClaim(DataFile file, List<Integer> shape, long claimed) {
    Optional<Long> onDisk = file.bytes();
    if (onDisk.isPresent() && file.gzipped()) {
      if (claimed > onDisk.get() * GZIP_RATIO_MAX) {
        throw lying(
            file, shape, claimed, "%d gzipped bytes cannot hold that".formatted(onDisk.get()));
      }
    } else if (onDisk.isPresent()) {
      if (onDisk.get() != offset(shape) + claimed) {
        throw ending(file, shape, claimed, onDisk.get());
      }
    }
    long heapBytes = Runtime.getRuntime().maxMemory();
    if (claimed > heapBytes) {
      throw Failure.of(
              ExitCode.OUT_OF_MEMORY,
              "the images take %d MiB, the heap has %d".formatted(claimed >> 20, heapBytes >> 20))
          .at(file.shown())
          .advising("give Java more memory: LOCKSTEP_JVM_OPTS=-Xmx" + ((claimed >> 30) + 2) + "g")
          .exception();
    }
  }

  /// @param end where the content ends, or more than where it should
  private static LockstepException ending(
      DataFile file, List<Integer> shape, long claimed, long end) {
    long right = offset(shape) + claimed;
    String truth = end < right ? "ends at byte " + end : "goes on";
    return lying(file, shape, claimed, "up to byte %d; the file %s".formatted(right, truth));
  }

  private static LockstepException lying(
      DataFile file, List<Integer> shape, long claimed, String truth) {
    return file.failure(
            "the IDX header claims %s = %d bytes, %s".formatted(sizes(shape), claimed, truth),
            file.shown())
        .advising("get the file again")
        .exception();
  }

  private static LockstepException notIdx(DataFile file, String reason) {
    return file.failure("not an IDX file of unsigned bytes: " + reason, file.shown())
        .advising("check that the file is IDX, such as train-images-idx3-ubyte.gz")
        .exception();
  }
}
