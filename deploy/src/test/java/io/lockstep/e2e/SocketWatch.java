package io.lockstep.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// What sockets a process has had whenever it was looked at, as Linux tells in `/proc`.
final class SocketWatch {

  private static final long SECONDS_MAX = 120;
  private static final long LOOK_MILLIS = 5;

  /// Columns of `/proc/PID/net/tcp`, and of its twins.
  private static final int LOCAL = 1;

  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String TCP_LISTENS = "0A";

  /// 127.0.0.1, also as an address of IPv6 has it, and ::1.
  private static final List<String> LOOPBACK =
      List.of("0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000");

  private final LockstepProcess process;
  private final Path folder;
  private final SortedSet<Integer> listening = new TreeSet<>();
  private final SortedSet<Integer> dialled = new TreeSet<>();

  SocketWatch(LockstepProcess process) {
    this.process = process;
    this.folder = Path.of("/proc", Long.toString(process.pid()));
  }

  /// Looks at the process again and again.
  void watchUntil(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited too long; it said:%n%s".formatted(process.text()));
      }
      look();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
    }
    look();
  }

  /// Ports on which others than this host may come to it.
  SortedSet<Integer> listening() {
    return listening;
  }

  /// Ports of others that it has connected to, or tried to.
  SortedSet<Integer> dialled() {
    return dialled;
  }

  private void look() {
    Set<String> inodes = inodes();
    for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
      for (String line : lines(table)) {
        String[] columns = line.strip().split("\\s+");
        if (columns.length > INODE && inodes.contains(columns[INODE])) {
          note(table, columns);
        }
      }
    }
  }

  private void note(String table, String[] columns) {
    int remote = port(columns[REMOTE]);
    boolean listens = table.startsWith("tcp") ? columns[STATE].equals(TCP_LISTENS) : remote == 0;
    String local = columns[LOCAL];
    if (listens) {
      if (!LOOPBACK.contains(local.substring(0, local.indexOf(':')))) {
        listening.add(port(local));
      }
    } else if (table.startsWith("tcp") && remote > 0) {
      dialled.add(remote);
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
  }

  private Set<String> inodes() {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> files = Files.list(folder.resolve("fd"))) {
      for (Path file : files.toList()) {
        String target = target(file);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    } catch (IOException fault) {
      throw new UncheckedIOException(process.text(), fault);
    }
    return inodes;
  }

  /// Files come and go while they are looked at.
  private static String target(Path file) {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (IOException gone) {
      return "";
    }
  }

  private List<String> lines(String table) {
    try {
      return Files.readAllLines(folder.resolve("net").resolve(table));
    } catch (IOException fault) {
      throw new UncheckedIOException(process.text(), fault);
    }
  }
}
