package io.lockstep.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The environment in place of a command line: each flag of a node that is not among its words has
/// the value of its variable, `--grpc-port` that of `LOCKSTEP_GRPC_PORT` and CONFIG that of
/// `LOCKSTEP_CONFIG`. So a unit file or a manifest says all there is to say in one way. A variable
/// that is empty counts as none.
final class NodeVariables implements IDefaultValueProvider {

  private static final String PREFIX = "LOCKSTEP_";
  private static final String SET = "--set";
  private static final String YES = "true";
  private static final String NO = "false";

  /// As a shell takes words apart, without its backslash: a path may have one.
  private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|\\S)+");

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

  private final Map<String, String> environment;

  /// Those of this process.
  NodeVariables() {
    this(System.getenv());
  }

  NodeVariables(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  static String nameOf(ArgSpec flag) {
    return nameOf(flag instanceof OptionSpec option ? option.longestName() : flag.paramLabel());
  }

  private static String nameOf(String flag) {
    return PREFIX + flag.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /// Whether a person may give it: not what a parent tells its child, and not the help.
  static boolean isForPeople(ArgSpec flag) {
    return !flag.hidden()
        && !(flag instanceof OptionSpec option && (option.usageHelp() || option.versionHelp()));
  }

  /// The value of a flag, as it would stand on the command line. Several of one flag are not told
  /// apart here, see [#changes].
  @Override
  public String defaultValue(ArgSpec flag) {
    if (!isForPeople(flag) || nameOf(flag).equals(nameOf(SET))) {
      return null;
    }
    String value = valueOf(nameOf(flag)).orElse(null);
    boolean mayStandAlone = flag.isOption() && flag.arity().min() == 0 && flag.arity().max() > 0;
    if (value == null || !mayStandAlone) {
      return value;
    }
    return switch (value) {
      case YES -> ((OptionSpec) flag).fallbackValue();
      case NO -> null;
      default -> value;
    };
  }

  /// @return whether a flag without a value is given by its variable
  boolean isTrue(String flag) {
    return valueOf(nameOf(flag)).filter(YES::equalsIgnoreCase).isPresent();
  }

  /// The changes of the configuration: those of the command line, or, where it has none, the words
  /// of `LOCKSTEP_SET`. White space parts them, and is kept within quotes.
  ///
  /// @param given `key=value`, as given by `--set`
  List<String> changes(List<String> given) {
    return given.isEmpty() ? words(valueOf(nameOf(SET)).orElse("")) : given;
  }

  /// The variable whose value is that of a flag, and that value; nothing where the command line has
  /// the flag.
  ///
  /// @param words the command line
  Optional<String> origin(ArgSpec flag, String... words) {
    if (!(flag instanceof OptionSpec option)) {
      return Optional.empty();
    }
    boolean isGiven =
        Stream.of(words)
            .anyMatch(word -> Stream.of(option.names()).anyMatch(name -> isFlag(word, name)));
    String variable = nameOf(option);
    return isGiven ? Optional.empty() : valueOf(variable).map(value -> variable + "=" + value);
  }

  private static boolean isFlag(String word, String name) {
    return word.equals(name) || word.startsWith(name + "=");
  }

  private Optional<String> valueOf(String variable) {
    return Optional.ofNullable(environment.get(variable))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static List<String> words(String text) {
    return WORD.matcher(text)
        .results()
        .map(word -> QUOTED.matcher(word.group()).replaceAll(NodeVariables::unquoted))
        .toList();
  }

  private static String unquoted(MatchResult quoted) {
    return Matcher.quoteReplacement(quoted.group(1) == null ? quoted.group(2) : quoted.group(1));
  }
}
