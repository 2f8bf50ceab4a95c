package io.lockstep.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds who listens on a port of this machine, for the error of whoever wanted it too. Linux
/// tells; other systems do not.
public final class PortHolder {

  private static final Path PROC = Path.of("/proc");
  private static final String LISTENS = "0A";
  private static final String OUR_MAIN_CLASS = "io.lockstep.cli.Lockstep";
  private static final int COMMAND_CHARS_MAX = 80;

  private PortHolder() {}

  /// Address and port as an error shows them, with who holds the port where that is known, such as
  /// `127.0.0.1:25620, held by process 4711 (lockstep coordinator c.yaml)`.
  public static String shown(String host, int port) {
    return "%s:%d%s".formatted(host, port, of(port).map(", held by "::concat).orElse(""));
  }

  /// Process id and command; empty when it is another user's process, or nobody's any more.
  static Optional<String> of(int port) {
    try {
      Set<String> sockets = new HashSet<>();
      for (String table : List.of("net/tcp", "net/tcp6")) {
        sockets.addAll(listening(Files.readAllLines(PROC.resolve(table)), port));
      }
      return sockets.isEmpty() ? Optional.empty() : holder(sockets);
    } catch (IOException | UncheckedIOException | SecurityException notTold) {
      return Optional.empty();
    }
  }

  /// Sockets that listen on the port, as their links in `/proc/PID/fd` name them.
  ///
  /// @param table lines of `/proc/net/tcp`: number, local address and port in hex, remote, state,
  ///   six fields, and the inode
  static Set<String> listening(List<String> table, int port) {
    String suffix = ":%04X".formatted(port);
    return table.stream()
        .map(line -> line.strip().split("\\s+"))
        .filter(
            fields -> fields.length > 9 && fields[1].endsWith(suffix) && fields[3].equals(LISTENS))
        .map(fields -> "socket:[" + fields[9] + "]")
        .collect(Collectors.toSet());
  }

  private static Optional<String> holder(Set<String> sockets) throws IOException {
    try (Stream<Path> processes = Files.list(PROC)) {
      return processes
          .filter(process -> process.getFileName().toString().matches("[0-9]+"))
          .filter(process -> holds(process, sockets))
          .map(process -> "process %s%s".formatted(process.getFileName(), command(process)))
          .findFirst();
    }
  }

  private static boolean holds(Path process, Set<String> sockets) {
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      return descriptors.anyMatch(descriptor -> sockets.contains(target(descriptor)));
    } catch (IOException | UncheckedIOException notOurs) {
      return false;
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException goneMeanwhile) {
      return "";
    }
  }

  private static String command(Path process) {
    try {
      byte[] words = Files.readAllBytes(process.resolve("cmdline"));
      return " (%s)"
          .formatted(typed(List.of(new String(words, StandardCharsets.UTF_8).split("\0"))));
    } catch (IOException goneMeanwhile) {
      return "";
    }
  }

  /// Short: our own command as a person types it, of any other the program.
  static String typed(List<String> words) {
    int main = words.indexOf(OUR_MAIN_CLASS);
    String program = words.getFirst().replaceFirst(".*/", "");
    String text =
        main < 0
            ? program
            : Stream.concat(Stream.of("lockstep"), words.subList(main + 1, words.size()).stream())
                .collect(Collectors.joining(" "));
    return OneLine.of(
        text.length() > COMMAND_CHARS_MAX ? text.substring(0, COMMAND_CHARS_MAX) + "…" : text);
  }
}
