package io.lockstep.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// JSON text from and to plain maps, lists, strings and numbers; never to classes named by the
/// text. Doubles keep their bits; those that JSON has no number for, NaN and the infinities, are
/// written as null. A key that comes twice is refused.
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

  private JsonText() {}

  /// One line without a line end, UTF-8.
  ///
  /// @throws IllegalArgumentException if a value is none of those
  public static byte[] line(Map<String, ?> object) {
    return text(object, Form.LINE);
  }

  /// Indented for people, without a line end, UTF-8.
  ///
  /// @throws IllegalArgumentException if a value is none of those
  public static byte[] indented(Map<String, ?> object) {
    return text(object, Form.INDENTED);
  }

  private enum Form {
    LINE,
    INDENTED
  }

  private static byte[] text(Map<String, ?> object, Form form) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
      if (form == Form.INDENTED) {
        generator.useDefaultPrettyPrinter();
      }
      write(object, generator);
    } catch (IOException unwritable) {
      throw new IllegalArgumentException("not plain values: " + object, unwritable);
    }
    return bytes.toByteArray();
  }

  private static void write(Object value, JsonGenerator generator) throws IOException {
    switch (value) {
      case null -> generator.writeNull();
      case Map<?, ?> object -> {
        generator.writeStartObject();
        for (Map.Entry<?, ?> field : object.entrySet()) {
          if (!(field.getKey() instanceof String name)) {
            throw notPlain(field.getKey());
          }
          generator.writeFieldName(name);
          write(field.getValue(), generator);
        }
        generator.writeEndObject();
      }
      case List<?> list -> {
        generator.writeStartArray();
        for (Object element : list) {
          write(element, generator);
        }
        generator.writeEndArray();
      }
      case String text -> generator.writeString(text);
      case Integer number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      case BigInteger number -> generator.writeNumber(number);
      case Float number when !Float.isFinite(number) -> generator.writeNull();
      case Float number -> generator.writeNumber(number);
      case Double number when !Double.isFinite(number) -> generator.writeNull();
      case Double number -> generator.writeNumber(number);
      case Boolean truth -> generator.writeBoolean(truth);
      default -> throw notPlain(value);
    }
  }

  /// What would be written as null because JSON has no number for it, by its dotted name.
  public static Map<String, Number> notFinite(Map<String, ?> object) {
    Map<String, Number> found = new LinkedHashMap<>();
    object.forEach((name, value) -> findNotFinite(name, value, found));
    return found;
  }

  private static void findNotFinite(String name, Object value, Map<String, Number> found) {
    switch (value) {
      case Map<?, ?> object ->
          object.forEach((key, inside) -> findNotFinite(name + "." + key, inside, found));
      case List<?> list -> list.forEach(inside -> findNotFinite(name, inside, found));
      case Float number when !Float.isFinite(number) -> found.put(name, number);
      case Double number when !Double.isFinite(number) -> found.put(name, number);
      case null, default -> {}
    }
  }

  private static IllegalArgumentException notPlain(Object value) {
    return new IllegalArgumentException(
        "no plain value: %s of %s".formatted(value, value == null ? "no class" : value.getClass()));
  }

  /// @throws FormatException if the bytes are not one JSON object
  public static Map<String, Object> object(byte[] utf8) throws FormatException {
    try (JsonParser parser = FACTORY.createParser(utf8)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new FormatException("not a JSON object");
      }
      Map<String, Object> object = fields(parser);
      if (parser.nextToken() != null) {
        throw new FormatException("not a JSON object: something follows its end");
      }
      return object;
    } catch (FormatException already) {
      throw already;
    } catch (IOException unreadable) {
      String reason = unreadable.getMessage().lines().findFirst().orElse("");
      throw new FormatException("not a JSON object: " + reason, unreadable);
    }
  }

  private static Map<String, Object> fields(JsonParser parser) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return fields;
  }

  /// What the token at hand begins. Depth has a limit, which the parser minds.
  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> fields(parser);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case null, default -> throw new FormatException("not a JSON object: it ends within a value");
    };
  }
}
