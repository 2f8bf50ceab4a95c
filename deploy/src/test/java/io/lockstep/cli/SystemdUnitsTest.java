package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.failure.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The units say what the program knows, and systemd finds nothing wrong with them.
final class SystemdUnitsTest {

  /// Where the program lies, by the units.
  private static final String PLACE = "/opt/lockstep";

  /// Tenths of the figure of `systemd-analyze security`, which is 1.3 by systemd 252; later ones
  /// look at more.
  private static final int EXPOSURE_MAX = 20;

  private static final long SECONDS_MAX = 60;

  /// `| 2 | the command line … | no |`
  private static final Pattern NEVER_AGAIN = Pattern.compile("(?m)^\\| (\\d+) \\|.*\\| no \\|$");

  @TempDir Path folder;

  private static String unit(String role) {
    return NodeEnvironment.file("deploy/systemd/lockstep-%s.service".formatted(role));
  }

  /// All values of a setting, in order.
  private static List<String> values(String unit, String setting) {
    return unit.lines()
        .filter(line -> line.startsWith(setting + "="))
        .map(line -> line.substring(setting.length() + 1))
        .toList();
  }

  private static String value(String unit, String setting) {
    assertThat(values(unit, setting)).as(setting).hasSize(1);
    return values(unit, setting).getFirst();
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }

  private static Map<String, String> variables(List<String> lines) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String line : lines) {
      String[] parts = line.split("=", 2);
      assertThat(parts).as(line).hasSize(2);
      variables.put(parts[0], parts[1]);
    }
    return variables;
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void aUnitStartsItsNodeWithVariablesThatTheNodeReads(String role) {
    String unit = unit(role);

    assertThat(value(unit, "ExecStart")).isEqualTo(PLACE + "/deploy/bin/lockstep " + role);
    assertThat(NodeEnvironment.ROOT.resolve("deploy/bin/lockstep")).isExecutable();
    NodeEnvironment node = NodeEnvironment.of(role, variables(values(unit, "Environment")));
    assertThat(node.text("LOCKSTEP_CERTIFICATES")).isEqualTo("/etc/lockstep/certificates");
    assertThat(value(unit, "EnvironmentFile")).isEqualTo("-/etc/lockstep/" + role + ".env");
    String state = "/var/lib/" + value(unit, "StateDirectory");
    assertThat(value(unit, "WorkingDirectory")).isEqualTo(state);
    if (role.equals("coordinator")) {
      assertThat(node.text("LOCKSTEP_RUNS")).startsWith(state + "/");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void theFileOfVariablesHasNoneThatTheNodeDoesNotRead(String role) {
    List<String> lines = new ArrayList<>();
    for (String line : NodeEnvironment.file("deploy/systemd/%s.env".formatted(role)).split("\n")) {
      String text = line.startsWith("#LOCKSTEP_") ? line.substring(1) : line;
      if (!text.isBlank() && !text.startsWith("#")) {
        lines.add(text);
      }
    }

    assertThat(NodeEnvironment.of(role, variables(lines)).text("LOCKSTEP_COORDINATORS"))
        .contains(":25620");
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void aNodeHasTheTimeToWriteACheckpointAndEndsInGoodOrder(String role) {
    String unit = unit(role);

    assertThat(Long.parseLong(value(unit, "TimeoutStopSec")))
        .isGreaterThan(Interruption.END_SECONDS_MAX);
    assertThat(values(unit, "KillSignal")).as("SIGTERM").isEmpty();
    assertThat(words(value(unit, "SuccessExitStatus")))
        .contains(Integer.toString(ExitCode.INTERRUPTED.number()), "143");
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void aNodeIsStartedAgainUnlessThePageOfTheCommandSaysThatItIsOfNoUse(String role) {
    String unit = unit(role);

    assertThat(value(unit, "Restart")).isEqualTo("on-failure");
    List<String> never =
        NEVER_AGAIN
            .matcher(NodeEnvironment.file("docs/command.md"))
            .results()
            .map(row -> row.group(1))
            .toList();
    assertThat(words(value(unit, "RestartPreventExitStatus"))).containsExactlyElementsOf(never);
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void systemdFindsNothingWrongWithAUnitAndLittleExposed(String role) throws Exception {
    assumeTrue(
        List.of("/usr/bin", "/bin").stream()
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, "systemd-analyze"))));
    Path unit = folder.resolve("lockstep-%s.service".formatted(role));
    Files.writeString(unit, unit(role).replace(PLACE, NodeEnvironment.ROOT.toString()));

    assertThat(said("systemd-analyze", "verify", "--man=no", unit.toString())).isEmpty();
    String figure =
        said(
            "systemd-analyze",
            "security",
            "--no-pager",
            "--offline=true",
            "--threshold=" + EXPOSURE_MAX,
            unit.toString());
    assertThat(figure).contains("Overall exposure level for lockstep-" + role + ".service: ");
    Matcher told =
        Pattern.compile("by systemd 252 (\\d\\.\\d)")
            .matcher(NodeEnvironment.file("docs/deploying.md"));
    assertThat(told.find()).isTrue();
    if (said("systemd-analyze", "--version").startsWith("systemd 252 ")) {
      assertThat(figure).contains(".service: " + told.group(1) + " OK");
    }
  }

  /// What a command says, which has to end with 0.
  private static String said(String... words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
