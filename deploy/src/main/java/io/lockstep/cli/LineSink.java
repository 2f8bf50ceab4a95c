package io.lockstep.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Takes text as bytes and gives it on line by line, without line ends. Any thread.
final class LineSink extends OutputStream {

  private final Consumer<String> lines;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  LineSink(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public synchronized void write(int b) {
    if (b != '\n') {
      line.write(b);
      return;
    }
    lines.accept(line.toString(StandardCharsets.UTF_8).replace("\r", ""));
    line.reset();
  }
}
