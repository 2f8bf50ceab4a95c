package io.lockstep.failure;

import java.util.Objects;

/// Which memory is exhausted, in words: the JVM has one error for several.
final class MemoryFault {

  private static final long HEAP_MIB_ADVISED_MIN = 512;

  private MemoryFault() {}

  static Failure of(OutOfMemoryError thrown) {
    String words = Objects.toString(thrown.getMessage(), "");
    if (words.contains("native thread")) {
      return Failure.of(ExitCode.OUT_OF_MEMORY, "no more threads can be started")
          .at("the limits of processes and of memory: ulimit -u, ulimit -v")
          .advising("raise the limit, or use fewer --lanes and --processes");
    }
    if (words.contains("direct buffer")) {
      return Failure.of(ExitCode.OUT_OF_MEMORY, "the memory outside the Java heap is exhausted")
          .at(words)
          .advising("give it more: LOCKSTEP_JVM_OPTS=-XX:MaxDirectMemorySize=4g lockstep ...");
    }
    long heapMib = Runtime.getRuntime().maxMemory() >> 20;
    return Failure.of(ExitCode.OUT_OF_MEMORY, "the Java heap is exhausted")
        .at("it may grow to %d MiB, and more is needed".formatted(heapMib))
        .advising(
            "give it more: LOCKSTEP_JVM_OPTS=-Xmx%dm lockstep ..., or take a smaller train.batch"
                .formatted(Math.max(HEAP_MIB_ADVISED_MIN, 2 * heapMib)));
  }
}
