package io.lockstep.cli.progress;

import io.lockstep.audit.AuditWatch;
import io.lockstep.audit.Extent;
import java.io.PrintStream;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// How far an audit is: on a terminal a line that is redrawn, elsewhere a line for each span of
/// steps, and one every ten seconds.
public final class AuditProgress implements AuditWatch, AutoCloseable {

  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final PrintStream talk;
  private final OptionalInt columns;
  private RedrawnLine drawn;
  private Extent.Span span;
  private volatile String text = "";
  private long saidNanos = System.nanoTime();

  /// @param columns of the terminal; empty when there is none
  public AuditProgress(PrintStream talk, OptionalInt columns) {
    this.talk = talk;
    this.columns = columns;
  }

  @Override
  public void spanBegun(Extent.Span next) {
    span = next;
    String what = "making steps %s again".formatted(AuditText.span(span));
    text = what;
    if (columns.isEmpty()) {
      talk.println(what);
    } else if (drawn == null) {
      int width = columns.getAsInt() - 1;
      drawn = new RedrawnLine(talk, width, _ -> text.substring(0, Math.min(width, text.length())));
    }
  }

  @Override
  public void stepMade(long step) {
    long now = System.nanoTime();
    if (columns.isPresent()) {
      text = "step %,d of %,d".formatted(step, span.last());
    } else if (now - saidNanos >= PAUSE_NANOS) {
      saidNanos = now;
      talk.printf("step %,d of %,d%n", step, span.last());
    }
  }

  @Override
  public void close() {
    if (drawn != null) {
      drawn.close();
    }
  }
}
