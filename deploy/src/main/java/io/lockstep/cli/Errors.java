package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.util.List;
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
    Failure failure = Failure.causedBy(thrown);
    output.failure(failure);
    trace(thrown);
    return failure.code().number();
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
