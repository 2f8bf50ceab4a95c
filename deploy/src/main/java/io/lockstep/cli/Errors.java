package io.lockstep.cli;

import io.lockstep.config.KeyHomes;
import io.lockstep.config.Nearest;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    String message =
        thrown instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unknown(command, unmatched)
            : thrown.getMessage().lines().findFirst().orElse("").replaceFirst("^Error: ", "");
    String advice =
        thrown instanceof CommandLine.UnmatchedArgumentException unmatched
            ? setInstead(command, unmatched).orElse(name + " --help")
            : name + " --help";
    output.failure(
        Failure.of(ExitCode.USAGE, decapitalized(message))
            .at(place(thrown, arguments))
            .advising(advice));
    trace(thrown);
    return ExitCode.USAGE.number();
  }

  /// Where the value stands that cannot be understood.
  private static String place(CommandLine.ParameterException thrown, String[] arguments) {
    if (thrown.getArgSpec() != null
        && thrown.getCommandLine().getDefaultValueProvider() instanceof NodeVariables variables) {
      Optional<String> variable = variables.origin(thrown.getArgSpec(), arguments);
      if (variable.isPresent()) {
        return variable.get();
      }
    }
    return ("lockstep " + String.join(" ", arguments)).strip();
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
      return "unknown option " + word + nearestOption(command, word).map(Errors::meant).orElse("");
    }
    boolean root = command.getParent() == null;
    return root
        ? "unknown command "
            + word
            + Nearest.ofOurs(word, command.getSubcommands().keySet()).map(Errors::meant).orElse("")
        : "nothing is expected after these words: " + word;
  }

  private static String meant(String word) {
    return "; did you mean %s?".formatted(word);
  }

  /// Without its dashes, which make no two options more alike.
  private static Optional<String> nearestOption(CommandLine command, String word) {
    Map<String, String> byName =
        options(command).stream().collect(Collectors.toMap(Errors::undashed, Function.identity()));
    return Nearest.ofOurs(undashed(word), byName.keySet()).map(byName::get);
  }

  private static String undashed(String option) {
    return option.replaceFirst("^-+", "").replaceFirst("=.*", "");
  }

  private static Set<String> options(CommandLine command) {
    return command.getCommandSpec().optionsMap().keySet();
  }

  /// For `--epochs 5`: what the configuration says can be changed with `--set`.
  private static Optional<String> setInstead(
      CommandLine command, CommandLine.UnmatchedArgumentException thrown) {
    String word = thrown.getUnmatched().getFirst();
    boolean isKey = thrown.isUnknownOption() && options(command).contains("--set");
    return isKey && nearestOption(command, word).isEmpty()
        ? KeyHomes.path(undashed(word)).map("--set %s=VALUE"::formatted)
        : Optional.empty();
  }

  private static String decapitalized(String text) {
    boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return word ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
  }
}
