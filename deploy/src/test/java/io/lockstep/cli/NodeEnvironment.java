package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/// A node as a unit file, a container or a manifest tells it what to do: words and variables, read
/// as the program would read them.
///
/// @param role the first of its words
/// @param flags what each flag comes to, by its variable
record NodeEnvironment(String role, Map<String, Object> flags) {

  static final Path ROOT = Path.of(System.getProperty("lockstep.root"));

  /// What is read by the scripts, the JVM or the log, and is no flag.
  private static final Set<String> OTHERS =
      Set.of("LOCKSTEP_NO_BUILD", "LOCKSTEP_JVM_OPTS", "LOCKSTEP_LOG", "LOCKSTEP_TOKEN");

  private static final Pattern VERSION = Pattern.compile("(?m)^  <version>(.*)</version>$");

  /// Reads them; a word or a variable that the program does not know is a failure.
  static NodeEnvironment of(String role, Map<String, String> variables) {
    CommandLine command = command(role);
    Map<String, ArgSpec> byVariable =
        command.getCommandSpec().args().stream()
            .filter(NodeVariables::isForPeople)
            .collect(Collectors.toMap(NodeVariables::nameOf, flag -> flag));
    Set<String> unknown =
        variables.keySet().stream()
            .filter(name -> name.startsWith("LOCKSTEP_"))
            .filter(name -> !byVariable.containsKey(name) && !OTHERS.contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(unknown).as("variables that a %s does not read", role).isEmpty();
    command.setDefaultValueProvider(new NodeVariables(variables));
    command.getParent().parseArgs(role);
    return new NodeEnvironment(
        role,
        byVariable.entrySet().stream()
            .filter(each -> each.getValue().getValue() != null)
            .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().getValue())));
  }

  /// The command of that name, as a process has it.
  static CommandLine command(String role) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    Output output = new Output(nowhere, nowhere, Output.Screen.NONE);
    return Lockstep.addAll(new CommandLine(new Lockstep.Root()), output, new Interruption())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .getSubcommands()
        .get(role);
  }

  String text(String variable) {
    return String.valueOf(flags.get(variable));
  }

  int number(String variable) {
    return (Integer) flags.get(variable);
  }

  static String file(String name) {
    try {
      return Files.readString(ROOT.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  /// Of this build, as the root pom has it.
  static String version() {
    Matcher version = VERSION.matcher(file("pom.xml"));
    assertThat(version.find()).isTrue();
    return version.group(1);
  }
}
