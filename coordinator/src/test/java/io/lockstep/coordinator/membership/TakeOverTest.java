package io.lockstep.coordinator.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What people are told about a take-over is what the deadlines of a pace come to. How long it
/// takes on a machine is measured with real processes.
final class TakeOverTest {

  /// The next one begins to lead.
  private static final Duration BEGIN = Duration.ofSeconds(2);

  /// Workers ask each second, answers may take two, and the first step takes its time.
  private static final Duration FIND = Duration.ofSeconds(2);

  private static final Map<Pace, Pattern> ON_THE_PAGE =
      Map.of(
          Pace.PRODUCTION, Pattern.compile("within (\\d+) s workers are\\s+computing again"),
          Pace.LOCAL, Pattern.compile("with `--pace local` within (\\d+) s;"));
  private static final Map<Pace, Pattern> IN_THE_HELP =
      Map.of(
          Pace.PRODUCTION, Pattern.compile("production \\((\\d+) s\\)"),
          Pace.LOCAL, Pattern.compile("local \\((\\d+) s\\)"));

  /// The page promises when workers compute again, and does not frighten with twice as much.
  @ParameterizedTest
  @EnumSource(names = {"PRODUCTION", "LOCAL"})
  void thePageKeepsToTheDeadlines(Pace pace) throws IOException {
    Duration computing = leading(pace).plus(FIND);

    assertThat(told(ON_THE_PAGE.get(pace), "docs/cluster.md"))
        .isBetween(computing, computing.multipliedBy(2));
  }

  /// The flag says when another one leads, to the next second.
  @ParameterizedTest
  @EnumSource(names = {"PRODUCTION", "LOCAL"})
  void theHelpOfTheFlagKeepsToTheDeadlines(Pace pace) throws IOException {
    Duration told =
        told(IN_THE_HELP.get(pace), "deploy/src/main/java/io/lockstep/cli/CoordinatorCommand.java");

    assertThat(told).isBetween(leading(pace), leading(pace).plusSeconds(1));
  }

  private static Duration leading(Pace pace) {
    return pace.heartbeat().plus(pace.pauseAccepted()).plus(pace.stableAfter()).plus(BEGIN);
  }

  private static Duration told(Pattern words, String file) throws IOException {
    Matcher told =
        words.matcher(Files.readString(Path.of(System.getProperty("lockstep.root"), file)));
    assertThat(told.find()).as("%s in %s", words, file).isTrue();
    return Duration.ofSeconds(Long.parseLong(told.group(1)));
  }
}
