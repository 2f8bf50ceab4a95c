package io.lockstep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Each planted bug is found by one of the seeds that every run of the tests plays. Which one is
/// first is logged, and stands in `docs/simulation.md`.
final class PlantedBugsTest {

  private static final Logger LOG = LoggerFactory.getLogger(PlantedBugsTest.class);

  private static final int SEEDS = 1000;

  private static List<SimulatedCourse> courses;

  @BeforeAll
  static void prepare(@TempDir Path folder) throws IOException {
    courses = SimulatedCourse.all(SimulatedCourse.USUAL, folder);
  }

  @AfterAll
  static void close() {
    courses.forEach(SimulatedCourse::close);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aPlantedBugIsFound(Plant plant) {
    assertThat(
            IntStream.range(0, SEEDS).filter(seed -> finding(plant, seed).isPresent()).findFirst())
        .as("a seed that finds %s", plant)
        .isPresent();
  }

  /// How the seed finds the bug; empty when it does not.
  private static Optional<String> finding(Plant plant, int seed) {
    try {
      courses.get(seed % courses.size()).play(seed, new SimulatedToll(), plant);
      return Optional.empty();
    } catch (LockstepException
        | CompletionException
        | IllegalStateException
        | AssertionError found) {
      String how = found.toString().lines().limit(3).reduce("", (one, more) -> one + " " + more);
      LOG.warn("planted={} seed={} found=\"{}\"", plant, seed, how.strip());
      return Optional.of(how);
    }
  }
}
