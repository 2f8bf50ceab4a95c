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

  /// Deflate cannot pack more than this many bytes into one.
  private static final int GZIP_RATIO_MAX = 1032;

  static IdxFile read(DataFile file) {
    MessageDigest digest = Sha256.digest();
    try (DigestInputStream in = new DigestInputStream(file.open(), digest);
        ContentDigest content = new ContentDigest(digest)) {
      List<Integer> shape = header(file, in);
      in.on(false);
      int width = width(file, shape);
      long claimed = (long) shape.getFirst() * width;
      checkClaim(file, shape, claimed);
      ByteRows.Reading reading = ByteRows.read(in, shape.getFirst(), width, content);
      if (reading.bytes() < claimed) {
        throw lying(file, shape, claimed, "the file ends after " + reading.bytes());
      }
      if (in.read() >= 0) {
        throw lying(file, shape, claimed, "the file goes on after them");
      }
      return new IdxFile(file, shape, reading.rows(), content.hex());
    } catch (IOException e) {
      throw file.unreadable(e, file.path().toString());
    }
  }

  private static List<Integer> header(DataFile file, InputStream in) throws IOException {
    byte[] magic = in.readNBytes(4);
    if (magic.length < 4 || magic[0] != 0 || magic[1] != 0) {
      throw notIdx(file, "it does not begin with two zero bytes, a type and a dimension count");
    }
    if (magic[2] != 0x08) {
      throw notIdx(
          file, "its type is 0x%02x, only 0x08 (unsigned byte) is read".formatted(magic[2]));
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
      throw file.failure("the IDX file holds no examples", file.path().toString())
          .advising("give a file with at least one example")
          .exception();
    }
    return List.copyOf(shape);
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
    long onDisk = file.bytes();
    if (file.gzipped()) {
      if (claimed > onDisk * GZIP_RATIO_MAX) {
        throw lying(file, shape, claimed, "%d gzipped bytes cannot hold that".formatted(onDisk));
      }
    } else {
      long held = onDisk - 4 - 4L * shape.size();
      if (held != claimed) {
        throw lying(file, shape, claimed, "the file holds " + held);
      }
    }
    long heapBytes = Runtime.getRuntime().maxMemory();
    if (claimed > heapBytes) {
      throw Failure.of(
              ExitCode.OUT_OF_MEMORY,
              "the images take %d MiB, the heap has %d".formatted(claimed >> 20, heapBytes >> 20))
          .at(file.path().toString())
          .advising("give Java more memory: LOCKSTEP_JVM_OPTS=-Xmx" + ((claimed >> 30) + 2) + "g")
          .exception();
    }
  }

  private static LockstepException lying(
      DataFile file, List<Integer> shape, long claimed, String truth) {
    String sizes = String.join(" x ", shape.stream().map(String::valueOf).toList());
    return file.failure(
            "the IDX header claims %s = %d bytes, %s".formatted(sizes, claimed, truth),
            file.path().toString())
        .advising("get the file again")
        .exception();
  }

  private static LockstepException notIdx(DataFile file, String reason) {
    return file.failure("not an IDX file of unsigned bytes: " + reason, file.path().toString())
        .advising("check that the file is IDX, such as train-images-idx3-ubyte.gz")
        .exception();
  }
}
