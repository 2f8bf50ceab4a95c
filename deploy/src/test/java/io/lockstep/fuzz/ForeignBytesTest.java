package io.lockstep.fuzz;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ForeignBytesTest {

  private static final long SEED = Long.getLong("lockstep.fuzz.seed", 2026);

  /// So many times as many inputs as in each run of the tests.
  private static final int TIMES = Integer.getInteger("lockstep.fuzz.times", 1);

  /// For all inputs of a target; far more than they need, so that a busy machine is no hang.
  private static final Duration LIMIT = Duration.ofSeconds(60L * TIMES);

  @TempDir static Path folder;

  static Stream<Target> targets() throws IOException {
    return Targets.in(Files.createDirectories(folder.resolve("targets"))).stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void whateverComesIsReadOrRefusedInTheDocumentedWords(Target target) throws IOException {
    List<byte[]> examples = new ArrayList<>(target.examples());
    examples.addAll(Corpus.of(target.name()));
    Mutations mutations = new Mutations(target.examples(), SEED);
    byte[][] last = new byte[1][];
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          for (int i = 0; i < examples.size() + target.inputs() * TIMES; i++) {
            last[0] = i < examples.size() ? examples.get(i) : mutations.next();
            target.check(last[0]);
          }
        },
        () -> "seed %d, took too long: %s".formatted(SEED, target.shown(last[0])));
  }
}
