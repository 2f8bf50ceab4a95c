package io.lockstep.bench.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Where every thread of a node stands: a node that hangs tells why.
final class Stacks {

  private static final int SECONDS_MAX = 10;

  private Stacks() {}

  /// Into a file for each in the folder.
  static void write(List<NodeProcess> nodes, Path folder) throws IOException, InterruptedException {
    String command = System.getProperty("java.home") + "/bin/jstack";
    for (NodeProcess node : nodes) {
      Process stack =
          new ProcessBuilder(command, Long.toString(node.pid()))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve(node.name() + ".stacks").toFile())
              .start();
      if (!stack.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        stack.destroyForcibly();
      }
    }
  }
}
