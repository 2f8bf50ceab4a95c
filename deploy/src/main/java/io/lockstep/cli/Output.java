package io.lockstep.cli;

import io.lockstep.failure.Failure;
import io.lockstep.format.JsonText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Where a command speaks: data to stdout, talk to stderr.
///
/// @param terminal true when a person watches stderr: lines may be redrawn
/// @param color true when escape sequences are welcome
record Output(PrintStream data, PrintStream talk, boolean terminal, boolean color) {

  /// The streams of this process. The launch script says whether stderr is a terminal, since it
  /// passes stderr through a filter.
  static Output ofProcess() {
    boolean terminal = Boolean.getBoolean("lockstep.terminal");
    String noColor = System.getenv("NO_COLOR");
    boolean color = terminal && (noColor == null || noColor.isEmpty());
    return new Output(stream(FileDescriptor.out), stream(FileDescriptor.err), terminal, color);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  void failure(Failure failure) {
    String block = failure.block();
    talk.println(color ? block.replaceFirst("^error:", "\u001b[31merror:\u001b[0m") : block);
  }

  /// One JSON object on one line of stdout.
  void json(Map<String, ?> object) {
    data.println(new String(JsonText.line(object), StandardCharsets.UTF_8));
  }
}
