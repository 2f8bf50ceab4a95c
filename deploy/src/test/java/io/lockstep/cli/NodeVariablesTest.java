package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.failure.LockstepException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Whatever a node can be told by flags it can be told by its environment.
final class NodeVariablesTest {

  private static final Map<String, String> CONFIG = Map.of("LOCKSTEP_CONFIG", "other.yaml");

  private static List<ArgSpec> flags(CommandLine command) {
    return command.getCommandSpec().args().stream().filter(NodeVariables::isForPeople).toList();
  }

  private static ArgSpec flag(CommandLine command, String variable) {
    return flags(command).stream()
        .filter(flag -> NodeVariables.nameOf(flag).equals(variable))
        .findFirst()
        .orElseThrow();
  }

  private static String value(ArgSpec flag) {
    Class<?> type = flag.type();
    if (type.isEnum()) {
      return "local";
    }
    return type == boolean.class ? "true" : type == int.class || type == Integer.class ? "7" : "x";
  }

  private static List<String> words(String role, ArgSpec flag) {
    if (flag.isPositional()) {
      return List.of(role, value(flag));
    }
    String name = ((OptionSpec) flag).longestName();
    boolean alone = flag.arity().max() == 0;
    return List.of(role, "c.yaml", alone ? name : name + "=" + value(flag));
  }

  /// What a flag comes to, told by words and an environment.
  private static Object told(
      String role, String variable, Map<String, String> environment, List<String> words) {
    CommandLine command = NodeEnvironment.command(role);
    command.getParent().setDefaultValueProvider(new NodeVariables(environment));
    command.getParent().parseArgs(words.toArray(String[]::new));
    return flag(command, variable).getValue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void everyFlagOfANodeMayComeFromItsVariable(String role) {
    List<String> compared = new ArrayList<>();
    for (ArgSpec flag : flags(NodeEnvironment.command(role))) {
      String variable = NodeVariables.nameOf(flag);
      // Those are asked for by the command itself, see below.
      if (flag.group() != null || variable.equals("LOCKSTEP_SET")) {
        continue;
      }
      Object byWord = told(role, variable, Map.of(), words(role, flag));
      List<String> others = flag.isPositional() ? List.of(role) : List.of(role, "c.yaml");
      assertThat(told(role, variable, Map.of(variable, value(flag)), others))
          .as(variable)
          .isEqualTo(byWord)
          .isNotNull();
      compared.add(variable);
    }
    assertThat(compared).hasSizeGreaterThan(10).contains("LOCKSTEP_CONFIG", "LOCKSTEP_HTTP");
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void everyVariableOfANodeStandsOnThePageOfTheConfiguration(String role) {
    String page = NodeEnvironment.file("docs/configuration.md");

    assertThat(flags(NodeEnvironment.command(role)).stream().map(NodeVariables::nameOf))
        .as("variables that the page does not name")
        .allMatch(name -> page.contains("`" + name + "`"));
  }

  @Test
  void aWordOfTheCommandLineCountsMoreThanItsVariable() {
    Map<String, String> environment =
        Map.of("LOCKSTEP_CONFIG", "other.yaml", "LOCKSTEP_COORDINATORS", "a:1,b:2");

    assertThat(told("worker", "LOCKSTEP_CONFIG", environment, List.of("worker", "c.yaml")))
        .isEqualTo(Path.of("c.yaml"));
    assertThat(
            told(
                "worker",
                "LOCKSTEP_COORDINATORS",
                environment,
                List.of("worker", "--coordinators", "c:3")))
        .isEqualTo(List.of("c:3"));
    assertThat(told("worker", "LOCKSTEP_COORDINATORS", environment, List.of("worker")))
        .isEqualTo(List.of("a:1", "b:2"));
  }

  @Test
  void aVariableThatIsEmptyCountsAsNone() {
    Map<String, String> environment =
        Map.of("LOCKSTEP_CONFIG", "other.yaml", "LOCKSTEP_GRPC_PORT", " ");

    assertThat(told("coordinator", "LOCKSTEP_GRPC_PORT", environment, List.of("coordinator")))
        .isEqualTo(25_620);
  }

  @ParameterizedTest
  @CsvSource({"true,''", "iris-3,iris-3", "last,last"})
  void whichRunIsGoneOnWithMayComeFromAVariable(String value, String run) {
    Map<String, String> environment = Map.of("LOCKSTEP_CONFIG", "c.yaml", "LOCKSTEP_RESUME", value);

    assertThat(told("coordinator", "LOCKSTEP_RESUME", environment, List.of("coordinator")))
        .isEqualTo(run);
  }

  @Test
  void noRunIsGoneOnWithWhereTheVariableSaysFalse() {
    assertThat(
            told(
                "coordinator",
                "LOCKSTEP_RESUME",
                Map.of("LOCKSTEP_CONFIG", "c.yaml", "LOCKSTEP_RESUME", "false"),
                List.of("coordinator")))
        .isNull();
    assertThat(told("coordinator", "LOCKSTEP_RESUME", CONFIG, List.of("coordinator"))).isNull();
  }

  @Test
  void changesOfAVariableArePartedAsAShellPartsWords() {
    Map<String, List<String>> cases =
        Map.of(
            "train.epochs=3", List.of("train.epochs=3"),
            " a=1 \t b=2\n", List.of("a=1", "b=2"),
            "data.dir='/my data' b=2", List.of("data.dir=/my data", "b=2"),
            "'data.delimiter=;'", List.of("data.delimiter=;"),
            "data.delimiter=\",\"", List.of("data.delimiter=,"),
            "a=C:\\data", List.of("a=C:\\data"),
            "a='$1'", List.of("a=$1"),
            "a=it's b=2", List.of("a=it's", "b=2"));

    cases.forEach((text, words) ->
        assertThat(new NodeVariables(Map.of("LOCKSTEP_SET", text)).changes(List.of()))
            .as(text)
            .isEqualTo(words));
  }

  @Test
  void changesOfTheCommandLineTakeThePlaceOfThose() {
    NodeVariables variables = new NodeVariables(Map.of("LOCKSTEP_SET", "a=1\nb=2"));

    assertThat(variables.changes(List.of("c=3"))).containsExactly("c=3");
    assertThat(variables.changes(List.of())).containsExactly("a=1", "b=2");
    assertThat(new NodeVariables(Map.of()).changes(List.of())).isEmpty();
  }

  @Test
  void quietAndVerboseContradictEachOtherInTheEnvironmentToo() {
    NodeVariables both =
        new NodeVariables(Map.of("LOCKSTEP_QUIET", "true", "LOCKSTEP_VERBOSE", "true"));

    assertThatThrownBy(() -> new TalkOptions().unlessTold(both))
        .isInstanceOf(LockstepException.class)
        .hasMessageContaining("--quiet, --verbose are mutually exclusive");
  }

  @Test
  void aValueThatCannotBeReadIsShownWithItsVariable() {
    NodeVariables variables = new NodeVariables(Map.of("LOCKSTEP_PORT", "many"));
    ArgSpec port = flag(NodeEnvironment.command("coordinator"), "LOCKSTEP_PORT");

    assertThat(variables.origin(port, "coordinator", "c.yaml")).contains("LOCKSTEP_PORT=many");
    assertThat(variables.origin(port, "coordinator", "--port=few")).isEmpty();
    assertThat(variables.origin(port, "coordinator", "--port", "few")).isEmpty();
  }
}
