package io.lockstep.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A configuration before it has meaning: what was written, and where. Immutable.
sealed interface Value {

  /// `file:line:column`, or `--set key` when it came from the command line.
  String place();

  /// One line that shows the value in an error.
  String shown();

  /// Characters of a value that an error repeats.
  int SHOWN_MAX = 60;

  /// @param quoted true when quotes say that it is text, whatever it looks like
  record Scalar(String text, boolean quoted, String place) implements Value {
    @Override
    public String shown() {
      String some = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "..." : text;
      return quoted ? '"' + some + '"' : text.isEmpty() ? "empty" : some;
    }

    boolean isNull() {
      return !quoted && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }

    /// Whether it says that something is left out; in JSON every word has quotes.
    boolean isNone() {
      return text.equalsIgnoreCase(CourseSpelling.NONE);
    }
  }

  record Items(List<Value> values, String place) implements Value {
    public Items {
      values = List.copyOf(values);
    }

    @Override
    public String shown() {
      String all = values.stream().map(Value::shown).collect(Collectors.joining(", ", "[", "]"));
      return all.length() > SHOWN_MAX ? "a list" : all;
    }
  }

  record Mapping(List<Entry> entries, String place) implements Value {
    public Mapping {
      entries = List.copyOf(entries);
    }

    @Override
    public String shown() {
      return entries.isEmpty()
          ? "{}"
          : entries.stream().map(Entry::key).collect(Collectors.joining(", ", "{ ", " }"));
    }

    /// Upper and lower case are one: `ReLU` is `relu`, and `SGD` is `sgd`.
    Optional<Entry> entry(String key) {
      return entries.stream().filter(entry -> entry.key().equalsIgnoreCase(key)).findFirst();
    }
  }

  /// @param place where the key stands
  record Entry(String key, String place, Value value) {}
}
