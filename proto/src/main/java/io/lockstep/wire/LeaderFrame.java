package io.lockstep.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/// Leader to stand-by. What each frame means and when it is sent is said in `following.proto`.
public sealed interface LeaderFrame extends Frame {

  /// Begins at the checkpoint of this step; what comes is of later steps.
  ///
  /// @param chunks of each step
  record FromCheckpoint(Reign reign, long step, int chunks) implements LeaderFrame {
    public FromCheckpoint {
      Objects.requireNonNull(reign, "reign");
      Checks.atLeast(0, step, "step");
      Checks.atLeast(1, chunks, "chunks");
    }
  }

  /// A slice of the sum of the gradients of all examples of a batch.
  record SumChunk(Reign reign, long step, int chunk, int offset, Payload payload)
      implements LeaderFrame, TensorFrame {
    public SumChunk {
      Objects.requireNonNull(reign, "reign");
      Objects.requireNonNull(payload, "payload");
      Checks.atLeast(1, step, "step");
      Checks.atLeast(0, chunk, "chunk");
      Checks.atLeast(0, offset, "offset");
    }
  }

  /// What the version of a step is made with besides the gradient. Of two for one step the later
  /// one counts.
  ///
  /// @param rate learning rate
  /// @param examples of the batch
  record StepBegins(Reign reign, long step, double rate, int examples) implements LeaderFrame {
    public StepBegins {
      Objects.requireNonNull(reign, "reign");
      Checks.atLeast(1, step, "step");
      Checks.atLeast(1, examples, "examples");
      if (!Double.isFinite(rate) || rate < 0) {
        throw new IllegalArgumentException("learning rate " + rate);
      }
    }
  }

  /// A book of a run that a stand-by keeps, too.
  enum Book {
    LEDGER,
    METRICS
  }

  /// A line of a book.
  ///
  /// @param line its bytes, with its line end. Handed over with the frame: not changed by anybody
  ///   any more
  record BookLine(Reign reign, Book book, long step, byte[] line) implements LeaderFrame {

    /// Longest line, with its end, that fits into a frame.
    public static final int LINE_BYTES_MAX = FrameReader.CONTENT_BYTES_MAX;

    public BookLine {
      Objects.requireNonNull(reign, "reign");
      Objects.requireNonNull(book, "book");
      Checks.atLeast(0, step, "step");
      Checks.atLeast(1, line.length, "length of a line");
      Checks.atMost(LINE_BYTES_MAX, line.length, "length of a line");
      if (firstEnd(line) != line.length - 1) {
        throw new IllegalArgumentException("a line of a book has one line end, its last byte");
      }
    }

    private static int firstEnd(byte[] line) {
      int at = 0;
      while (at < line.length && line[at] != '\n') {
        at++;
      }
      return at;
    }
  }

  /// The run can go on from this version.
  ///
  /// @param fingerprint of the version, as the ledger has it
  /// @param facts that a checkpoint of it would have
  record Resumable(Reign reign, long version, long fingerprint, Map<String, String> facts)
      implements LeaderFrame {

    /// Most bytes of all names and values, and 16 for each fact.
    public static final int FACTS_BYTES_MAX = FrameReader.CONTENT_BYTES_MAX;

    /// More than the message needs around a name and a value.
    private static final int FACT_BYTES = 16;

    public Resumable {
      Objects.requireNonNull(reign, "reign");
      facts = Map.copyOf(facts);
      Checks.atLeast(0, version, "version");
      Checks.atMost(FACTS_BYTES_MAX, bytes(facts), "length of the facts of a version");
    }

    /// What the facts take at most in the message.
    long factsBytes() {
      return bytes(facts);
    }

    /// What these facts count as, of [#FACTS_BYTES_MAX] at most.
    public static long bytes(Map<String, String> facts) {
      long bytes = 0;
      for (Map.Entry<String, String> fact : facts.entrySet()) {
        bytes += FACT_BYTES + length(fact.getKey()) + length(fact.getValue());
      }
      return bytes;
    }

    private static int length(String text) {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  /// The checkpoint of this step is safe on the disk.
  record Sealed(Reign reign, long step) implements LeaderFrame {
    public Sealed {
      Objects.requireNonNull(reign, "reign");
      Checks.atLeast(0, step, "step");
    }
  }

  /// Received, never sent: a frame whose checksum does not fit. Any of the numbers here may be the
  /// damaged ones. What the stream has brought since is good for nothing.
  ///
  /// @param chunk 0 when the frame is no [SumChunk]
  record Damaged(Reign reign, long step, int chunk, String reason)
      implements LeaderFrame, DamagedFrame {}
}
