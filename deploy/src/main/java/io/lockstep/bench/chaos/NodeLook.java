package io.lockstep.bench.chaos;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks at what a node holds: its heap by `jcmd`, which collects it first, the rest by `/proc`;
/// and reads its figures as whoever watches a cluster does. The first and the last list of classes
/// that are on the heap are kept: what grows stands there.
final class NodeLook {

  private static final long SECONDS_MAX = 30;
  private static final int MILLIS_MAX = 30_000;

  /// Connections come and go all the time: what is kept is the least of some moments.
  private static final int GLANCES = 10;

  private static final long GLANCE_PAUSE_MILLIS = 100;
  private static final String COMMAND = System.getProperty("java.home") + "/bin/jcmd";
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  /// What the collector puts where it does not care to move what lives: it is nobody's.
  private static final Pattern FILLER =
      Pattern.compile("(?m)^ *\\d+: +\\d+ +(\\d+) +(?:\\[L)?jdk\\.internal\\.vm\\.Filler");

  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");
  private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)");
  private static final long BYTES_PER_KB = 1_024;

  private final Path folder;

  /// @param folder where lists of classes go
  NodeLook(Path folder) {
    this.folder = folder;
  }

  /// @throws io.lockstep.failure.LockstepException with exit code 2 where it cannot be looked
  static void require() {
    if (!Files.isExecutable(Path.of(COMMAND))) {
      throw Failure.of(ExitCode.USAGE, "a soak needs jcmd, which this Java does not have")
          .at(COMMAND)
          .advising("name a whole JDK: JAVA_HOME=DIR lockstep bench soak")
          .exception();
    }
  }

  /// @throws IOException if the node does not answer
  Held at(NodeProcess node) throws IOException, InterruptedException {
    scrape(node);
    long heap = heap(classes(node));
    Path process = Path.of("/proc", Long.toString(node.pid()));
    String status = Files.readString(process.resolve("status"));
    return new Held(
        heap,
        BYTES_PER_KB * number(RESIDENT, status),
        number(THREADS, status),
        files(process.resolve("fd")));
  }

  private static long files(Path folder) throws IOException, InterruptedException {
    long least = Long.MAX_VALUE;
    for (int glance = 0; glance < GLANCES; glance++) {
      Thread.sleep(GLANCE_PAUSE_MILLIS);
      try (Stream<Path> files = Files.list(folder)) {
        least = Math.min(least, files.count());
      }
    }
    return least;
  }

  private static void scrape(NodeProcess node) throws IOException {
    URI page = URI.create(node.http() + "/metrics");
    HttpURLConnection connection = (HttpURLConnection) page.toURL().openConnection();
    connection.setConnectTimeout(MILLIS_MAX);
    connection.setReadTimeout(MILLIS_MAX);
    try (InputStream figures = connection.getInputStream()) {
      figures.transferTo(OutputStream.nullOutputStream());
    } finally {
      connection.disconnect();
    }
  }

  private String classes(NodeProcess node) throws IOException, InterruptedException {
    Path first = folder.resolve(node.name() + ".classes-first");
    Path file = Files.exists(first) ? folder.resolve(node.name() + ".classes-last") : first;
    Process process =
        new ProcessBuilder(COMMAND, Long.toString(node.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .redirectOutput(file.toFile())
            .start();
    if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("%s did not answer jcmd for %d s".formatted(node.name(), SECONDS_MAX));
    }
    return Files.readString(file);
  }

  /// @param classes as `jcmd` lists them
  static long heap(String classes) throws IOException {
    long fillers =
        FILLER.matcher(classes).results().mapToLong(found -> Long.parseLong(found.group(1))).sum();
    return number(TOTAL, classes) - fillers;
  }

  private static long number(Pattern pattern, String text) throws IOException {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IOException(
          "'%s' is not in: %s".formatted(pattern, text.lines().limit(3).toList()));
    }
    return Long.parseLong(found.group(1));
  }
}
