package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.FaultKind;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;

/// Turns whatever ends a command into one block and one exit code.
final class Errors {

  private final Output output;
  private final Lockstep.Root root;

  Errors(Output output, Lockstep.Root root) {
    this.output = output;
    this.root = root;
  }

  /// A command line that cannot be understood.
  int usage(CommandLine.ParameterException thrown, String[] arguments) {
    CommandLine command = thrown.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    List<String> nearest =
        thrown instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String meant = nearest.isEmpty() ? "" : "; did you mean " + String.join(" or ", nearest) + "?";
    String message =
        thrown instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unknown(command, unmatched)
            : thrown.getMessage().lines().findFirst().orElse("");
    output.failure(
        Failure.of(ExitCode.USAGE, decapitalized(message) + meant)
            .at(("lockstep " + String.join(" ", arguments)).strip())
            .advising(name + " --help"));
    trace(thrown);
    return ExitCode.USAGE.number();
  }

  /// Anything that a command throws.
  int report(Throwable thrown) {
    if (thrown instanceof DataSink.ReaderGone) {
      return ExitCode.READER_GONE.number();
    }
    Failure failure = failureOf(thrown);
    output.failure(failure);
    trace(thrown);
    return failure.code().number();
  }

  private static Failure failureOf(Throwable thrown) {
    if (thrown instanceof LockstepException known) {
      return known.failure();
    }
    if (thrown instanceof OutOfMemoryError) {
      return Failure.of(ExitCode.OUT_OF_MEMORY, "the Java heap is exhausted")
          .at("heap of %,d MiB".formatted(Runtime.getRuntime().maxMemory() >> 20))
          .advising(
              "give it more: LOCKSTEP_JVM_OPTS=-Xmx8g lockstep ..., or a smaller train.batch");
    }
    Optional<StorageFault> storage = storageFault(thrown);
    if (storage.isPresent()) {
      return storage.get().failure(ExitCode.STORAGE, "a file cannot be used");
    }
    String place =
        Arrays.stream(thrown.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith("io.lockstep."))
            .findFirst()
            .map(StackTraceElement::toString)
            .orElse("");
    return Failure.of(ExitCode.INTERNAL, "internal error: " + thrown)
        .at(place)
        .keeping("checkpoints written so far")
        .advising("lockstep doctor, and report this with its output; --debug shows more");
  }

  /// What a file system refused where nobody had a word for it; the innermost that is known.
  private static Optional<StorageFault> storageFault(Throwable thrown) {
    return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
        .filter(IOException.class::isInstance)
        .map(cause -> StorageFault.of(cause, Path.of("").toAbsolutePath()))
        .filter(fault -> fault.kind() != FaultKind.OTHER)
        .findFirst();
  }

  private void trace(Throwable thrown) {
    if (root.debug()) {
      thrown.printStackTrace(output.talk());
    }
  }

  private static String unknown(
      CommandLine command, CommandLine.UnmatchedArgumentException thrown) {
    String word = thrown.getUnmatched().getFirst();
    if (thrown.isUnknownOption()) {
      return "unknown option " + word;
    }
    boolean root = command.getParent() == null;
    return root ? "unknown command " + word : "nothing is expected after these words: " + word;
  }

  private static String decapitalized(String text) {
    boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return word ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
  }
}
