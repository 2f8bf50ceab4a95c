package io.lockstep.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;

/// JSON text from and to plain maps, lists, strings and numbers; never to classes named by the
/// text. Doubles keep their bits. A key that comes twice is refused.
public final class JsonText {

  static final int NAME_CHARS_MAX = 10_000;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNumberLength(100)
                  .maxNameLength(NAME_CHARS_MAX)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private JsonText() {}

  /// One line without a line end, UTF-8.
  public static byte[] line(Map<String, ?> object) {
    try {
      return MAPPER.writeValueAsBytes(object);
    } catch (JsonProcessingException unwritable) {
      throw new IllegalArgumentException("not plain values: " + object, unwritable);
    }
  }

  /// Indented for people, without a line end, UTF-8.
  public static byte[] indented(Map<String, ?> object) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(object);
    } catch (JsonProcessingException unwritable) {
      throw new IllegalArgumentException("not plain values: " + object, unwritable);
    }
  }

  /// @throws FormatException if the bytes are not one JSON object
  public static Map<String, Object> object(byte[] utf8) throws FormatException {
    try {
      Map<String, Object> object = MAPPER.readValue(utf8, OBJECT);
      if (object == null) {
        throw new FormatException("not a JSON object");
      }
      return object;
    } catch (FormatException already) {
      throw already;
    } catch (IOException unreadable) {
      String reason = unreadable.getMessage().lines().findFirst().orElse("");
      throw new FormatException("not a JSON object: " + reason, unreadable);
    }
  }
}
