package io.lockstep.cli;

import io.lockstep.failure.Failure;
import io.lockstep.format.JsonText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// Where a command speaks: data to stdout, talk to stderr. Data that do not arrive end the command;
/// talk that nobody hears does not.
final class Output {

  /// What stands behind stderr.
  enum Screen {
    /// A file, a pipe or nothing.
    NONE,
    /// A person: lines may be redrawn.
    PLAIN,
    /// A person who welcomes escape sequences.
    COLORED
  }

  private final PrintStream data;
  private final PrintStream talk;
  private final Screen screen;
  private final Set<String> noted = new HashSet<>();

  Output(PrintStream data, PrintStream talk, Screen screen) {
    this.data = data;
    this.talk = talk;
    this.screen = screen;
  }

  /// The streams of this process. The launch script says whether stderr is a terminal, since it
  /// passes stderr through a filter.
  static Output ofProcess() {
    String noColor = System.getenv("NO_COLOR");
    boolean plain = noColor != null && !noColor.isEmpty();
    return new Output(
        new PrintStream(DataSink.ofProcess(), true, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        !Boolean.getBoolean("lockstep.terminal")
            ? Screen.NONE
            : plain ? Screen.PLAIN : Screen.COLORED);
  }

  PrintStream data() {
    return data;
  }

  PrintStream talk() {
    return talk;
  }

  /// Of the terminal behind stderr; empty when there is none.
  OptionalInt columns() {
    return screen == Screen.NONE ? OptionalInt.empty() : OptionalInt.of(Columns.ofTerminal());
  }

  boolean color() {
    return screen == Screen.COLORED;
  }

  void failure(Failure failure) {
    String block = failure.block();
    talk.println(color() ? block.replaceFirst("^error:", "\u001b[31merror:\u001b[0m") : block);
  }

  /// One JSON object on one line of stdout. What JSON has no number for is said once by its name.
  void json(Map<String, ?> object) {
    data.println(new String(JsonText.line(object), StandardCharsets.UTF_8));
    JsonText.notFinite(object)
        .forEach((name, value) -> {
          if (noted.add(name)) {
            talk.printf(
                "note: %s is %s, which JSON has no number for: it says null%n", name, value);
          }
        });
  }
}
