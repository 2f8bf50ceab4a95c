package io.lockstep.failure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One fatal error as its reader sees it: what is wrong, where, what is safe, what to do next.
///
/// @param code who has to act
/// @param error what is wrong, in one line
/// @param cause where: `file:line:column`, `host:port` or a step; empty when there is no place
/// @param kept what is safe, such as the path and step of the last good checkpoint; empty when
///   nothing was at stake
/// @param advice one command or one change that helps
public record Failure(ExitCode code, String error, String cause, String kept, String advice) {

  /// What the system says of files and of connections alike.
  private static final Set<FaultKind> OF_ANY_CHANNEL =
      EnumSet.of(
          FaultKind.OTHER,
          FaultKind.BROKEN_PIPE,
          FaultKind.CLOSED,
          FaultKind.CUT_OFF,
          FaultKind.BUSY);

  public Failure {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(kept, "kept");
    Objects.requireNonNull(advice, "advice");
    error = OneLine.of(error);
    cause = OneLine.of(cause);
    kept = OneLine.of(kept);
    advice = OneLine.of(advice);
  }

  /// Begins a failure that says only what is wrong.
  public static Failure of(ExitCode code, String error) {
    return new Failure(code, error, "", "", "");
  }

  /// What anything that was thrown comes to: its own failure if it has one, what a file system
  /// refused where nobody had a word for it, otherwise a fault of this program, with the place
  /// where it shows.
  public static Failure causedBy(Throwable thrown) {
    if (thrown instanceof LockstepException known) {
      return known.failure();
    }
    if (thrown instanceof OutOfMemoryError exhausted) {
      return MemoryFault.of(exhausted);
    }
    return storageFault(thrown)
        .map(fault -> fault.failure(ExitCode.STORAGE, "a file cannot be used"))
        .orElseGet(() ->
            of(ExitCode.INTERNAL, "internal error: " + thrown)
                .at(placeOf(thrown))
                .keeping("checkpoints written so far")
                .advising("lockstep doctor, and report this with its output; --debug shows more"));
  }

  /// The innermost that is known.
  private static Optional<StorageFault> storageFault(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .filter(IOException.class::isInstance)
        .map(cause -> StorageFault.of(cause, Path.of("").toAbsolutePath()))
        .filter(fault -> !OF_ANY_CHANNEL.contains(fault.kind()))
        .findFirst();
  }

  private static String placeOf(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith("io.lockstep."))
        .findFirst()
        .map(StackTraceElement::toString)
        .orElse("");
  }

  public Failure at(String place) {
    return new Failure(code, error, place, kept, advice);
  }

  public Failure keeping(String what) {
    return new Failure(code, error, cause, what, advice);
  }

  public Failure advising(String command) {
    return new Failure(code, error, cause, kept, command);
  }

  /// The block printed on stderr: `error:`, `cause:`, `kept:`, `try:`, one line each, always all
  /// four.
  public String block() {
    return "error: %s%n  cause: %s%n  kept:  %s%n  try:   %s"
        .formatted(
            error, orDash(cause), kept.isEmpty() ? "nothing was changed" : kept, orDash(advice));
  }

  public LockstepException exception() {
    return new LockstepException(this, null);
  }

  public LockstepException exception(Throwable origin) {
    return new LockstepException(this, origin);
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
