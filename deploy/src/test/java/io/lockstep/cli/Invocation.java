package io.lockstep.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// One run of the command inside this JVM, and what it said. The folder it worked in reads `{dir}`.
record Invocation(int code, String data, String talk) {

  /// @param words arguments; `{dir}` in them stands for `folder`
  static Invocation of(Path folder, String... words) {
    return of(folder, new Interruption(), words);
  }

  static Invocation of(Path folder, Interruption interruption, String... words) {
    return of(folder, interruption, Output.Screen.NONE, words);
  }

  /// As in a terminal without colour.
  static Invocation onTerminal(Path folder, String... words) {
    return of(folder, new Interruption(), Output.Screen.PLAIN, words);
  }

  /// With standard output behind `sink`, of which nothing is seen here.
  static Invocation into(DataSink sink, Path folder, String... words) {
    ByteArrayOutputStream talk = new ByteArrayOutputStream();
    Output output = new Output(stream(sink), stream(talk), Output.Screen.NONE);
    int code = new Lockstep(output, new Interruption()).run(placed(folder, words));
    return new Invocation(code, "", shown(talk, folder));
  }

  private static Invocation of(
      Path folder, Interruption interruption, Output.Screen screen, String... words) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    ByteArrayOutputStream talk = new ByteArrayOutputStream();
    Output output = new Output(stream(data), stream(talk), screen);
    int code = new Lockstep(output, interruption).run(placed(folder, words));
    return new Invocation(code, shown(data, folder), shown(talk, folder));
  }

  private static String[] placed(Path folder, String... words) {
    return Arrays.stream(words)
        .map(word -> word.replace("{dir}", folder.toString()))
        .toArray(String[]::new);
  }

  /// The last block of an error on stderr, or what was said when there is none.
  String block() {
    int at = talk.lastIndexOf("error: ");
    return (at < 0 ? talk : talk.substring(at)).strip();
  }

  private static PrintStream stream(OutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String shown(ByteArrayOutputStream bytes, Path folder) {
    return bytes
        .toString(StandardCharsets.UTF_8)
        .replace(System.lineSeparator(), "\n")
        .replace(folder.toString(), "{dir}");
  }
}
