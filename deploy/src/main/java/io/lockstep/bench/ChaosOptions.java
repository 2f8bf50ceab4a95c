package io.lockstep.bench;

import io.lockstep.bench.chaos.ChaosSettings;
import io.lockstep.bench.chaos.SoakSettings;
import java.time.Duration;
import java.util.Set;
import picocli.CommandLine.Option;

/// What `chaos` and `soak` alone take.
final class ChaosOptions {

  static final Set<String> OF_CHAOS =
      Set.of("--minutes", "--seed", "--faults-every", "--coordinators", "--workers");
  static final Set<String> OF_SOAK =
      Set.of("--minutes", "--seed", "--runs-every", "--coordinators", "--workers");

  private static final double MILLIS = 1e3;
  private static final double MILLIS_PER_MINUTE = 6e4;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "5",
      description = "With chaos or soak: how long (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "With chaos or soak: decides what comes when (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--faults-every",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "With chaos: from one fault to the next (default: ${DEFAULT-VALUE}).")
  private double faultsEvery;

  @Option(
      names = "--runs-every",
      paramLabel = "SECONDS",
      defaultValue = "40",
      description = "With soak: from one run to the next (default: ${DEFAULT-VALUE}).")
  private double runsEvery;

  @Option(
      names = "--coordinators",
      paramLabel = "N",
      defaultValue = "3",
      description = "With chaos or soak: 2 or 3 (default: ${DEFAULT-VALUE}).")
  private int coordinators;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "3",
      description = "With chaos or soak: 2 or more (default: ${DEFAULT-VALUE}).")
  private int workers;

  /// @throws IllegalArgumentException with a word for the user, if they make no sense
  ChaosSettings chaos() {
    return new ChaosSettings(coordinators, workers, duration(), seconds(faultsEvery), seed);
  }

  /// @throws IllegalArgumentException with a word for the user, if they make no sense
  SoakSettings soak() {
    return new SoakSettings(coordinators, workers, duration(), seconds(runsEvery), seed);
  }

  private Duration duration() {
    return Duration.ofMillis(Math.round(minutes * MILLIS_PER_MINUTE));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * MILLIS));
  }
}
