package io.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsTest {

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBackBitForBit() throws IOException {
    float[] vector = randomFloats(300_000, 7);
    vector[8] = Float.intBitsToFloat(0x7fc12345); // A NaN with a payload.
    vector[9] = -0f;
    Path file = folder.resolve("w.safetensors");
    FileSeal seal =
        SafetensorsWriter.write(
            file,
            List.of(
                new TensorSlice("dense_1/weight", List.of(100, 2000), vector, 5),
                new TensorSlice("dense_1/bias", List.of(2000), vector, 200_005),
                new TensorSlice("empty", List.of(0), vector, 0)),
            Map.of("made by", "a test"));

    seal.verify(file);
    try (SafetensorsReader reader = SafetensorsReader.open(file)) {
      assertThat(reader.names()).containsExactly("dense_1/weight", "dense_1/bias", "empty");
      assertThat(reader.shape("dense_1/weight")).containsExactly(100, 2000);
      assertThat(reader.metadata()).containsExactly(Map.entry("made by", "a test"));
      float[] target = new float[300_000];
      reader.readInto("dense_1/weight", target, 5);
      reader.readInto("dense_1/bias", target, 200_005);
      assertThat(target).startsWith(0, 0, 0, 0, 0).endsWith(0, 0, 0);
      assertThat(bits(target, 5, 202_005)).isEqualTo(bits(vector, 5, 202_005));
      assertThat(reader.read("empty")).isEmpty();
      assertThatThrownBy(() -> reader.readInto("dense_1/bias", target, 299_000))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> reader.read("dense_2/bias"))
          .isInstanceOf(FormatException.class)
          .hasMessage("w.safetensors has no tensor 'dense_2/bias'");
    }
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Path file = folder.resolve("w.safetensors");
    SafetensorsWriter.write(file, List.of(TensorSlice.flat("a", new float[] {1f, -2f})), Map.of());

    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    int padded = Math.ceilDiv(header.length(), 8) * 8;
    String hex =
        "%02x00000000000000".formatted(padded)
            + HexFormat.of()
                .formatHex(
                    (header + " ".repeat(padded - header.length()))
                        .getBytes(StandardCharsets.US_ASCII))
            + "0000803f000000c0";
    assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).isEqualTo(hex);
  }

  @Test
  void twoTensorsOfOneNameAreRefusedBeforeAnythingIsWritten() {
    Path file = folder.resolve("w.safetensors");
    TensorSlice tensor = TensorSlice.flat("a", new float[1]);

    assertThatThrownBy(() -> SafetensorsWriter.write(file, List.of(tensor, tensor), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("second 'a'");
    assertThat(file).doesNotExist();
  }

  /// Each row is a header that lies, the bytes behind it, and a part of what must be said.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}} | 12 | overlapping
          {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[12,16]}} | 16 | gap
          {'a':{'dtype':'F32','shape':[1],'data_offsets':[-4,0]}} | 0 | whole numbers
          {'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | 4 | whole numbers
          {'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}} | 4 | whole numbers
          {'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | 8 | has 8 bytes at [8, 0)
          {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 12 | take 8 bytes, but 12
          {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 4 | take 8 bytes, but 4
          {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | 8 | has 12 bytes at
          {'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,0]}} | 0 | beyond any array
          {'a':{'dtype':'F32','shape':[2147483647,2],'data_offsets':[0,17179869176]}} | 8 | beyond any array
          {'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,4]}} | 4 | out of range
          {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 4 | Duplicate
          {'a':{'dtype':'F16','shape':[2],'data_offsets':[0,4]}} | 4 | is F16, and only F32
          {'a':{'dtype':'F32','data_offsets':[0,4]}} | 4 | lacks a shape
          {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'class':'Evil'}} | 4 | unknown 'class'
          {'a':[1]} | 0 | is not an object
          {'__metadata__':{'x':1}} | 0 | is not a string
          [1,2] | 0 | not a JSON object
          {} {} | 0 | text behind
          {'a':{'dtype':'F32' | 0 | Unexpected end
          """)
  void aHeaderThatLiesIsRefused(String header, int valueBytes, String said) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    Path file = lying(json.length, json, valueBytes);

    assertThatThrownBy(() -> SafetensorsReader.open(file).close())
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("lying.safetensors: ")
        .hasMessageContaining(said);
  }

  @ParameterizedTest
  @CsvSource({"-1", "0", "1", "1000", "100000001", "9223372036854775807"})
  void aHeaderLengthThatLiesIsRefusedBeforeAnythingIsAllocated(long headerBytes)
      throws IOException {
    Path file = lying(headerBytes, "{}".getBytes(StandardCharsets.UTF_8), 0);

    assertThatThrownBy(() -> SafetensorsReader.open(file).close())
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("a header of");
  }

  @Test
  void anyTruncationAndAnyFlippedBitIsRefusedOrHarmless() throws IOException {
    Path good = folder.resolve("good.safetensors");
    SafetensorsWriter.write(
        good, List.of(TensorSlice.flat("a", randomFloats(4, 1))), Map.of("k", "v"));
    byte[] bytes = Files.readAllBytes(good);
    Path bad = folder.resolve("bad.safetensors");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(bad, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> SafetensorsReader.open(bad).close())
          .isInstanceOf(FormatException.class);
    }
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(bad, flipped);
      try (SafetensorsReader reader = SafetensorsReader.open(bad)) {
        for (String name : reader.names()) {
          reader.read(name);
        }
      } catch (FormatException refused) {
        assertThat(refused).hasMessageStartingWith("bad.safetensors");
      }
    }
  }

  @Test
  void theHashOfTheWeightsIsThatOfTheLittleEndianBytes() {
    float[] weights = randomFloats(200_001, 3);
    ByteBuffer bytes = ByteBuffer.allocate(800_004).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(weights);

    assertThat(Sha256.weights(weights)).isEqualTo(Sha256.ofBytes(bytes.array()));
    assertThat(Sha256.weights(new float[0]))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(Sha256.weights(new float[] {1f, 2f})) // printf '\0\0\x80\x3f\0\0\0\x40' | sha256sum
        .isEqualTo("b9c80b5adeca450753a16950c3cc655d271f7bef7a485bc83f112b72fef21d37");
  }

  private Path lying(long headerBytes, byte[] header, int valueBytes) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length + valueBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(headerBytes).put(header);
    return Files.write(folder.resolve("lying.safetensors"), bytes.array());
  }

  private static int[] bits(float[] values, int from, int to) {
    int[] bits = new int[to - from];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[from + i]);
    }
    return bits;
  }

  private static float[] randomFloats(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }
}
