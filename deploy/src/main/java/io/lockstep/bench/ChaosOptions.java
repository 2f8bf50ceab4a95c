package io.lockstep.bench;

import io.lockstep.bench.chaos.ChaosSettings;
import java.time.Duration;
import java.util.Set;
import picocli.CommandLine.Option;

/// What `chaos` alone takes.
final class ChaosOptions {

  static final Set<String> NAMES =
      Set.of("--minutes", "--seed", "--faults-every", "--coordinators", "--workers");

  private static final double MILLIS = 1e3;
  private static final double MILLIS_PER_MINUTE = 6e4;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "5",
      description = "With chaos: how long faults come (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "With chaos: decides which faults come when (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--faults-every",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "With chaos: from one fault to the next (default: ${DEFAULT-VALUE}).")
  private double faultsEvery;

  @Option(
      names = "--coordinators",
      paramLabel = "N",
      defaultValue = "3",
      description = "With chaos: 2 or 3 (default: ${DEFAULT-VALUE}).")
  private int coordinators;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "3",
      description = "With chaos: 2 or more (default: ${DEFAULT-VALUE}).")
  private int workers;

  /// @throws IllegalArgumentException with a word for the user, if they make no sense
  ChaosSettings settings() {
    return new ChaosSettings(
        coordinators,
        workers,
        Duration.ofMillis(Math.round(minutes * MILLIS_PER_MINUTE)),
        Duration.ofMillis(Math.round(faultsEvery * MILLIS)),
        seed);
  }
}
