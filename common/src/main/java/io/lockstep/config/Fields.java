package io.lockstep.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;

/// The keys of one mapping, read by name and type; every refusal names path and place.
final class Fields {

  /// Numbers as YAML 1.2 writes them (core schema, section 10.3.2).
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,19}");

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  private final String path;
  private final Value.Mapping mapping;

  private Fields(String path, Value.Mapping mapping) {
    this.path = path;
    this.mapping = mapping;
  }

  /// @param path dotted path of the mapping, empty for the whole file
  /// @param known all keys that the mapping may have
  static Fields of(String path, Value value, List<String> known) {
    Value.Mapping mapping =
        switch (value) {
          case Value.Mapping found -> found;
          case Value.Scalar scalar when scalar.isNull() ->
              new Value.Mapping(List.of(), value.place());
          case Value.Scalar _, Value.Items _ ->
              throw path.isEmpty()
                  ? Refusal.because(
                      "this file holds no keys, so it is not a configuration",
                      value.place(),
                      "give the configuration, not the data: lockstep train CONFIG")
                  : Refusal.wrong(
                      path, value, "a mapping with keys such as " + String.join(", ", known));
        };
    for (Value.Entry entry : mapping.entries()) {
      if (known.stream().noneMatch(entry.key()::equalsIgnoreCase)) {
        throw Refusal.unknownKey(path, entry, mapping, known);
      }
      Value.Entry first = mapping.entry(entry.key()).orElseThrow();
      if (first != entry) {
        throw Refusal.twice(first, entry.key(), entry.place());
      }
    }
    return new Fields(path, mapping);
  }

  String place() {
    return mapping.place();
  }

  /// Its own.
  String path() {
    return path;
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /// A nested mapping; one that is not there is empty, so that its defaults apply.
  Fields section(String key, List<String> known) {
    return of(path(key), find(key).orElse(new Value.Mapping(List.of(), place())), known);
  }

  boolean has(String key) {
    return find(key).isPresent();
  }

  Optional<Value> find(String key) {
    return mapping.entry(key).map(Value.Entry::value);
  }

  Value required(String key) {
    Value value = find(key).orElseThrow(() -> Refusal.missing(path(key), place()));
    if (value instanceof Value.Scalar scalar && scalar.isNull()) {
      throw Refusal.nothing(path(key), scalar);
    }
    return value;
  }

  String text(String key) {
    return text(path(key), find(key).orElseThrow(() -> Refusal.missing(path(key), place())));
  }

  Optional<String> optionalText(String key) {
    return find(key).map(value -> text(path(key), value));
  }

  private static String text(String path, Value value) {
    if (value instanceof Value.Scalar scalar) {
      if (scalar.isNull()) {
        throw Refusal.noText(path, scalar);
      }
      return scalar.text();
    }
    throw Refusal.wrong(path, value, "text");
  }

  List<String> texts(String key, List<String> otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    List<String> texts = new ArrayList<>();
    for (Value value : items(key)) {
      texts.add(text(path(key), value));
    }
    return texts;
  }

  List<Value> items(String key) {
    Value value = required(key);
    if (value instanceof Value.Items items) {
      return items.values();
    }
    throw Refusal.wrong(path(key), value, "a list");
  }

  int whole(String key, int otherwise, int min, int max) {
    return (int) whole(key, (long) otherwise, min, max);
  }

  long whole(String key, long otherwise, long min, long max) {
    return find(key).map(value -> whole(path(key), value, min, max)).orElse(otherwise);
  }

  static long whole(String path, Value value, long min, long max) {
    String wanted = "a whole number from %d to %d".formatted(min, max);
    if (value instanceof Value.Scalar scalar
        && !scalar.quoted()
        && WHOLE.matcher(scalar.text()).matches()) {
      try {
        long number = Long.parseLong(scalar.text());
        if (number >= min && number <= max) {
          return number;
        }
      } catch (NumberFormatException _) {
        // Nineteen digits can pass 2^63: refused below, as any number out of range.
      }
    }
    throw Numeral.meantWhole(value, text -> isWhole(text, min, max))
        .map(number -> Refusal.numeral(path, value, wanted, number))
        .orElseGet(() -> Refusal.wrong(path, value, wanted));
  }

  private static boolean isWhole(String text, long min, long max) {
    return new BigDecimal(text).stripTrailingZeros().scale() <= 0
        && new BigDecimal(text).compareTo(BigDecimal.valueOf(min)) >= 0
        && new BigDecimal(text).compareTo(BigDecimal.valueOf(max)) <= 0;
  }

  double number(String key, double otherwise, DoublePredicate allowed, String wanted) {
    return find(key).map(value -> number(path(key), value, allowed, wanted)).orElse(otherwise);
  }

  double requiredNumber(String key, DoublePredicate allowed, String wanted) {
    return number(path(key), required(key), allowed, wanted);
  }

  static double number(String path, Value value, DoublePredicate allowed, String wanted) {
    if (value instanceof Value.Scalar scalar
        && !scalar.quoted()
        && NUMBER.matcher(scalar.text()).matches()) {
      double number = Double.parseDouble(scalar.text());
      if (Double.isFinite(number) && allowed.test(number)) {
        return number;
      }
    }
    throw Numeral.meant(value, text -> allowed.test(Double.parseDouble(text)))
        .map(number -> Refusal.numeral(path, value, wanted, number))
        .orElseGet(() -> Refusal.wrong(path, value, wanted));
  }

  double fraction(String key, double otherwise) {
    return number(key, otherwise, x -> x >= 0 && x < 1, "a number from 0 to below 1");
  }

  double aboveZero(String key, double otherwise) {
    return number(key, otherwise, x -> x > 0, "a number above 0");
  }

  double zeroOrMore(String key, double otherwise) {
    return number(key, otherwise, x -> x >= 0, "a number, 0 or more");
  }

  /// A number that is used in float32. One that leaves its range by rounding is refused with a
  /// reason of its own.
  double zeroOrMoreFloat(String key, double otherwise) {
    zeroOrMore(key, otherwise);
    return number(
        key,
        otherwise,
        Checks::isNotNegativeFloat,
        "0 or more and below 3.4028236e38, the end of float32");
  }

  boolean yesOrNo(String key, boolean otherwise) {
    Optional<Value> value = find(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    if (value.get() instanceof Value.Scalar scalar && !scalar.quoted()) {
      if (scalar.text().equalsIgnoreCase("true")) {
        return true;
      }
      if (scalar.text().equalsIgnoreCase("false")) {
        return false;
      }
    }
    throw Refusal.wrong(path(key), value.get(), "true or false");
  }

  <E extends Enum<E>> E choice(String key, Class<E> kind, E otherwise) {
    return find(key).map(value -> choice(path(key), value, kind)).orElse(otherwise);
  }

  /// `null` may be the word of another trainer.
  static String word(String path, Value value) {
    boolean nullWord = value instanceof Value.Scalar scalar && scalar.isNull();
    return nullWord && !((Value.Scalar) value).text().isEmpty()
        ? ((Value.Scalar) value).text()
        : text(path, value);
  }

  static <E extends Enum<E>> E choice(String path, Value value, Class<E> kind) {
    String word = word(path, value);
    List<String> known = new ArrayList<>();
    for (E constant : kind.getEnumConstants()) {
      if (Words.of(constant).equalsIgnoreCase(word)) {
        return constant;
      }
      known.add(Words.of(constant));
    }
    throw Refusal.unknownWord(path, word, value.place(), known);
  }
}
