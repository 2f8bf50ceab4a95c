package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.format.Sha256;
import io.lockstep.source.DataFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxFileTest {

  private static final int ROWS = 25_000;
  private static final int WIDTH = 28 * 28;

  @TempDir Path folder;

  /// Two segments of several pieces, of which the last one is not full.
  private static byte[] content() {
    byte[] pixels = new byte[ROWS * WIDTH];
    Random random = new Random(5);
    for (int i = 0; i < pixels.length; i += 1 + random.nextInt(500)) {
      pixels[i] = (byte) random.nextInt();
    }
    return ByteBuffer.allocate(16 + pixels.length)
        .putInt(0x00000803)
        .putInt(ROWS)
        .putInt(28)
        .putInt(28)
        .put(pixels)
        .array();
  }

  @Test
  void theHashIsThatOfTheWholeContent() throws IOException {
    byte[] content = content();
    var digest = Sha256.digest();
    digest.update(content);
    Path file = Files.write(folder.resolve("images"), content);
    assertThat(IdxFile.read(new DataFile(file, "")).sha256()).isEqualTo(Sha256.hex(digest));
  }

  @Test
  void packingChangesNeitherHashNorRows() throws IOException {
    byte[] content = content();
    Path plain = Files.write(folder.resolve("images"), content);
    Path packed = folder.resolve("images.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(content);
    }
    IdxFile one = IdxFile.read(new DataFile(plain, ""));
    IdxFile other = IdxFile.read(new DataFile(packed, ""));
    assertThat(other.sha256()).isEqualTo(one.sha256());
    assertThat(other.shape()).isEqualTo(one.shape()).containsExactly(ROWS, 28, 28);
    for (int row = 0; row < ROWS; row++) {
      byte[] segment = other.rows().segment(row);
      int at = other.rows().at(row);
      assertThat(ByteBuffer.wrap(segment, at, WIDTH))
          .isEqualTo(ByteBuffer.wrap(content, 16 + row * WIDTH, WIDTH));
    }
  }
}
