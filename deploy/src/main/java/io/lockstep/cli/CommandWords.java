package io.lockstep.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A command to be shown, in the words that a shell would take apart again.
final class CommandWords {

  private final List<String> words = new ArrayList<>();

  CommandWords(String... words) {
    add(words);
  }

  CommandWords add(String... more) {
    return add(List.of(more));
  }

  CommandWords add(List<String> more) {
    words.addAll(more);
    return this;
  }

  /// The command in one line, each word in single quotes where it needs them.
  String text() {
    return words.stream().map(CommandWords::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
