package io.lockstep.bench.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Looks at what a node holds: its heap by `jcmd`, which collects it first, the rest by `/proc`;
/// and reads its figures as whoever watches a cluster does. The first and the last list of classes
/// that are on the heap are kept: what grows stands there.
final class NodeLook implements AutoCloseable {

  private static final long SECONDS_MAX = 30;
  private static final int OK = 200;
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");
  private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)");
  private static final long BYTES_PER_KB = 1_024;

  private final Path folder;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(SECONDS_MAX)).build();

  /// @param folder where lists of classes go
  NodeLook(Path folder) {
    this.folder = folder;
  }

  /// @throws IOException if the node does not answer
  Held at(NodeProcess node) throws IOException, InterruptedException {
    scrape(node);
    long heap = number(TOTAL, classes(node));
    Path process = Path.of("/proc", Long.toString(node.pid()));
    String status = Files.readString(process.resolve("status"));
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      return new Held(
          heap, BYTES_PER_KB * number(RESIDENT, status), number(THREADS, status), files.count());
    }
  }

  private void scrape(NodeProcess node) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(node.http() + "/metrics"))
            .timeout(Duration.ofSeconds(SECONDS_MAX))
            .build();
    int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status != OK) {
      throw new IOException("%s answers %d to %s".formatted(node.name(), status, request.uri()));
    }
  }

  private String classes(NodeProcess node) throws IOException, InterruptedException {
    Path first = folder.resolve(node.name() + ".classes-first");
    Path file = Files.exists(first) ? folder.resolve(node.name() + ".classes-last") : first;
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/jcmd",
                Long.toString(node.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .redirectOutput(file.toFile())
            .start();
    if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("%s did not answer jcmd for %d s".formatted(node.name(), SECONDS_MAX));
    }
    return Files.readString(file);
  }

  private static long number(Pattern pattern, String text) throws IOException {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IOException(
          "'%s' is not in: %s".formatted(pattern, text.lines().limit(3).toList()));
    }
    return Long.parseLong(found.group(1));
  }

  @Override
  public void close() {
    http.close();
  }
}
