package io.lockstep.source;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/// Which data file something is awaited of, for whoever watches that from another thread. It is
/// known to all that is called on the reading thread, and goes through no signature: nothing that
/// is read depends on it.
public final class Reading {

  private static final ScopedValue<Reading> CURRENT = ScopedValue.newInstance();

  /// @param file that is opened or read at the moment; empty when none is
  /// @param waits how often something was awaited
  public record Awaited(String file, long waits) {}

  private volatile Awaited awaited = new Awaited("", 0);

  /// Does the work, which reads on the calling thread.
  public <T> T during(Supplier<T> work) {
    return ScopedValue.where(CURRENT, this).call(work::get);
  }

  /// Any thread.
  public Awaited awaited() {
    return awaited;
  }

  private void begin(String file) {
    awaited = new Awaited(file, awaited.waits + 1);
  }

  private void end() {
    awaited = new Awaited("", awaited.waits);
  }

  /// What a file system is asked, as far as anybody watches.
  interface Question<T> {
    T ask() throws IOException;
  }

  static <T> T awaiting(String file, Question<T> question) throws IOException {
    if (!CURRENT.isBound()) {
      return question.ask();
    }
    Reading reading = CURRENT.get();
    reading.begin(file);
    try {
      return question.ask();
    } finally {
      reading.end();
    }
  }

  /// Reads of it are seen.
  static InputStream watched(InputStream raw, String file) {
    return new FilterInputStream(raw) {
      @Override
      public int read() throws IOException {
        return awaiting(file, in::read);
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        return awaiting(file, () -> in.read(bytes, offset, length));
      }
    };
  }
}
