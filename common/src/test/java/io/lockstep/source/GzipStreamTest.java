package io.lockstep.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class GzipStreamTest {

  private static final byte[] FIRST = "x,y\n1,p\n2,n\n".getBytes();
  private static final byte[] SECOND = "3,p\n4,n\n".getBytes();

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static byte[] unpacked(byte[] packed) throws IOException {
    try (GzipStream in = new GzipStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    }
  }

  @Test
  void membersFollowEachOtherToTheEndOfTheFile() throws IOException {
    byte[] packed = joined(gzip(FIRST), gzip(new byte[0]), gzip(SECOND));
    assertThat(unpacked(packed)).isEqualTo(joined(FIRST, SECOND));
  }

  @Test
  void aMemberLargerThanAnyBufferIsUnpacked() throws IOException {
    byte[] content = new byte[1_000_000];
    new Random(3).nextBytes(content);
    assertThat(unpacked(joined(gzip(content), gzip(content)))).isEqualTo(joined(content, content));
  }

  @Test
  void aFileCutOffAnywhereInItsSecondMemberIsRefusedWithTheOffset() throws IOException {
    byte[] first = gzip(FIRST);
    byte[] whole = joined(first, gzip(SECOND));
    for (int length = first.length + 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> unpacked(cut))
          .isInstanceOf(GzipStream.Damaged.class)
          .hasMessage("the gzip data end early, at byte %d: the file is cut off", length);
    }
  }

  @Test
  void whateverFollowsTheDataIsRefusedWithItsOffset() throws IOException {
    byte[] first = gzip(FIRST);
    for (byte[] junk : new byte[][] {{0}, new byte[512], {'x'}, {0x1f, 0x1f, 8, 0}, SECOND}) {
      assertThatThrownBy(() -> unpacked(joined(first, junk)))
          .isInstanceOf(GzipStream.Damaged.class)
          .hasMessage("at byte %d something follows the gzip data that is not gzip", first.length);
    }
  }

  @Test
  void anyFlippedBitOfTheDataOrTheirSumIsSeen() throws IOException {
    byte[] first = gzip(FIRST);
    byte[] whole = joined(first, gzip(SECOND));
    byte[] content = joined(FIRST, SECOND);
    for (int at = first.length + 10; at < whole.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = whole.clone();
        flipped[at] ^= (byte) (1 << bit);
        try {
          // Only the bits that fill up the last byte of the packed data mean nothing.
          assertThat(unpacked(flipped)).as("bit %d of byte %d", bit, at).isEqualTo(content);
        } catch (GzipStream.Damaged e) {
          assertThat(e).hasMessageContaining("at byte");
        }
      }
    }
  }

  @Test
  void namesCommentsAndExtraFieldsOfAHeaderArePassedOver() throws IOException {
    byte[] plain = gzip(FIRST);
    byte[] header = {
      0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 'e', 'f', 'n', 0, 'c', 0
    };
    CRC32 sum = new CRC32();
    sum.update(header);
    byte[] check = {(byte) sum.getValue(), (byte) (sum.getValue() >> 8)};
    byte[] body = Arrays.copyOfRange(plain, 10, plain.length);
    assertThat(unpacked(joined(header, check, body))).isEqualTo(FIRST);
    check[0] ^= 1;
    assertThatThrownBy(() -> unpacked(joined(header, check, body)))
        .hasMessageContaining("the checksum of the header does not match");
  }
}
