package io.lockstep.cli;

import io.lockstep.launch.ClusterCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Something that the script `cluster` was asked to do on hosts, and what it says. Platform threads
/// read: a blocked read of a pipe holds a carrier of the virtual ones.
final class AskedHost {

  /// After which one that was asked to end is ended.
  private static final int GRACE_SECONDS = 10;

  /// Of what is said; nobody has that much to say.
  private static final int LINES_MAX = 100_000;

  private final Process process;
  private final String awaited;
  private final CountDownLatch heard = new CountDownLatch(1);
  private final List<String> out = new ArrayList<>();
  private final List<String> err = new ArrayList<>();
  private final List<Thread> reading;

  /// All that was said.
  record Said(int code, List<String> out, List<String> err) {

    /// Why there is no answer, in the words of whoever had the last one.
    String lastWords() {
      return err.stream()
          .filter(line -> line.startsWith("error: "))
          .findFirst()
          .map(line -> line.substring("error: ".length()))
          .or(() -> err.stream().filter(line -> !line.isBlank()).reduce((_, last) -> last))
          .orElse("no answer");
    }

    /// What stands behind a word of an error block.
    String block(String word, String otherwise) {
      return err.stream()
          .filter(line -> line.startsWith(word))
          .findFirst()
          .map(line -> line.substring(word.length()))
          .orElse(otherwise);
    }

    byte[] jsonLine() {
      return out.stream()
          .filter(line -> line.startsWith("{"))
          .findFirst()
          .orElse("")
          .getBytes(StandardCharsets.UTF_8);
    }
  }

  private AskedHost(Process process, String awaited) {
    this.process = process;
    this.awaited = awaited;
    this.reading = List.of(read(process.inputReader(), out), read(process.errorReader(), err));
  }

  /// @param words of the script
  static AskedHost start(List<String> words) throws IOException {
    return start(words, "");
  }

  /// @param awaited words at the beginning of a line of its output, for [#heard]
  static AskedHost start(List<String> words, String awaited) throws IOException {
    List<String> line = new ArrayList<>(List.of(ClusterCommand.script().toString()));
    line.addAll(words);
    return new AskedHost(new ProcessBuilder(line).start(), awaited);
  }

  private Thread read(BufferedReader said, List<String> into) {
    return Thread.ofPlatform()
        .daemon()
        .name("asked-host")
        .start(() -> {
          try (said) {
            said.lines().limit(LINES_MAX).forEach(each -> hear(each, into));
          } catch (IOException | java.io.UncheckedIOException closed) {
            // What was heard until then is all there is.
          } finally {
            if (into == out) {
              heard.countDown();
            }
          }
        });
  }

  private void hear(String line, List<String> into) {
    synchronized (into) {
      into.add(line);
    }
    if (into == out && !awaited.isEmpty() && line.startsWith(awaited)) {
      heard.countDown();
    }
  }

  /// Waits until the words that are awaited were said.
  ///
  /// @return false when it ended without them, or took too long
  boolean heard(int seconds) throws InterruptedException {
    if (!heard.await(seconds, TimeUnit.SECONDS)) {
      return false;
    }
    return copy(out).stream().anyMatch(line -> line.startsWith(awaited));
  }

  /// Waits for its end.
  ///
  /// @param seconds after which it is ended
  Said end(int seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    for (Thread each : reading) {
      each.join(TimeUnit.SECONDS.toMillis(GRACE_SECONDS));
    }
    return new Said(process.waitFor(), copy(out), copy(err));
  }

  /// Ends its standard input, which it takes as a wish to end.
  Said stop() throws InterruptedException {
    try {
      process.getOutputStream().close();
    } catch (IOException gone) {
      // It has ended.
    }
    return end(GRACE_SECONDS);
  }

  private static List<String> copy(List<String> lines) {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }
}
