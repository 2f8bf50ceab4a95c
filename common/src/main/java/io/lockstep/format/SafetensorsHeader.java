package io.lockstep.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The parsed and checked header. Read as a stream of tokens with a limit on the number of tensors,
/// so that a header of the largest size cannot fill the heap with objects.
///
/// @param entries by name, in the order of the header
/// @param metadata free text by name
record SafetensorsHeader(Map<String, Entry> entries, Map<String, String> metadata) {

  static final int TENSORS_MAX = 100_000;
  static final int DIMENSIONS_MAX = 32;

  /// @param begin first byte of its values, counted from the end of the header
  /// @param end one past its last byte
  record Entry(List<Integer> shape, long begin, long end) {
    int length() {
      return (int) ((end - begin) / Float.BYTES);
    }
  }

  SafetensorsHeader {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    metadata = Map.copyOf(metadata);
  }

  /// @param valuesBytes bytes of the file behind the header
  static SafetensorsHeader parse(byte[] json, String fileName, long valuesBytes)
      throws IOException {
    try (JsonParser parser = JsonText.FACTORY.createParser(json)) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      Map<String, String> metadata = new LinkedHashMap<>();
      expect(parser.nextToken() == JsonToken.START_OBJECT, "the header is not a JSON object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        expect(parser.nextToken() == JsonToken.START_OBJECT, "'" + name + "' is not an object");
        if (name.equals(SafetensorsReader.METADATA)) {
          readMetadata(parser, metadata);
        } else {
          expect(entries.size() < TENSORS_MAX, "more than " + TENSORS_MAX + " tensors");
          entries.put(name, readEntry(parser, name));
        }
      }
      expect(parser.nextToken() == null, "text behind the header's object");
      checkCover(entries, valuesBytes);
      return new SafetensorsHeader(entries, metadata);
    } catch (IOException refused) {
      String reason = refused.getMessage().lines().findFirst().orElse("");
      throw new FormatException(fileName + ": " + reason, refused);
    }
  }

  private static void readMetadata(JsonParser parser, Map<String, String> metadata)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      expect(
          parser.nextToken() == JsonToken.VALUE_STRING, "metadata '" + key + "' is not a string");
      expect(metadata.size() < TENSORS_MAX, "more than " + TENSORS_MAX + " metadata entries");
      metadata.put(key, parser.getText());
    }
  }

  private static Entry readEntry(JsonParser parser, String name) throws IOException {
    String type = "";
    List<Long> shape = null;
    List<Long> offsets = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "dtype" -> type = parser.getText();
        case "shape" -> shape = numbers(parser, value, name);
        case "data_offsets" -> offsets = numbers(parser, value, name);
        default -> throw new FormatException("tensor '%s': unknown '%s'".formatted(name, key));
      }
    }
    expect(type.equals("F32"), "tensor '%s' is %s, and only F32 is read".formatted(name, type));
    expect(
        shape != null && offsets != null && offsets.size() == 2,
        "tensor '%s' lacks a shape or two offsets".formatted(name));
    return entry(name, shape, offsets.get(0), offsets.get(1));
  }

  private static Entry entry(String name, List<Long> shape, long begin, long end)
      throws FormatException {
    try {
      List<Integer> extents = shape.stream().map(Math::toIntExact).toList();
      long bytes = shape.stream().reduce((long) Float.BYTES, Math::multiplyExact);
      expect(
          bytes == Math.subtractExact(end, begin),
          "tensor '%s' of shape %s has %d bytes at [%d, %d)"
              .formatted(name, shape, bytes, begin, end));
      Math.toIntExact(bytes / Float.BYTES);
      return new Entry(extents, begin, end);
    } catch (ArithmeticException tooLarge) {
      throw new FormatException(
          "tensor '%s': shape %s is beyond any array".formatted(name, shape), tooLarge);
    }
  }

  private static List<Long> numbers(JsonParser parser, JsonToken first, String name)
      throws IOException {
    expect(first == JsonToken.START_ARRAY, "tensor '" + name + "': not a list of numbers");
    List<Long> numbers = new ArrayList<>(4);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(
          parser.currentToken() == JsonToken.VALUE_NUMBER_INT
              && parser.getLongValue() >= 0
              && numbers.size() < DIMENSIONS_MAX,
          "tensor '%s': not a list of at most %d whole numbers from 0"
              .formatted(name, DIMENSIONS_MAX));
      numbers.add(parser.getLongValue());
    }
    return numbers;
  }

  private static void checkCover(Map<String, Entry> entries, long valuesBytes)
      throws FormatException {
    var ascending = new ArrayList<>(entries.entrySet());
    ascending.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> each) -> each.getValue().begin())
            .thenComparingLong(each -> each.getValue().end()));
    long covered = 0;
    for (Map.Entry<String, Entry> each : ascending) {
      Entry entry = each.getValue();
      expect(
          entry.begin() == covered,
          "tensor '%s' begins at byte %d, %s the values before it, which end at %d"
              .formatted(
                  each.getKey(),
                  entry.begin(),
                  entry.begin() < covered ? "overlapping" : "leaving a gap behind",
                  covered));
      covered = entry.end();
    }
    expect(
        covered == valuesBytes,
        "the tensors take %d bytes, but %d follow the header".formatted(covered, valuesBytes));
  }

  private static void expect(boolean holds, String otherwise) throws FormatException {
    if (!holds) {
      throw new FormatException(otherwise);
    }
  }
}
