package io.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// An option that would be ignored is a mistake of the user, who is told.
final class OptionRulesTest {

  private static LockstepException refused(String... words) {
    BenchCommand command = new BenchCommand(System.out, System.err);
    new CommandLine(command).parseArgs(words);
    return catchThrowableOfType(LockstepException.class, command::call);
  }

  @ParameterizedTest
  @CsvSource({
    "matmul --lanes 2, bench matmul has no use for --lanes",
    "matmul --processes 2 --json, bench matmul has no use for --processes",
    "matmul --images . --windows 2, 'bench matmul has no use for --images, --windows'",
    "W1 --shape 1x2x3, bench W1 has no use for --shape",
    "all --shape 1x2x3, bench all has no use for --shape",
    "curves --lanes 2, bench curves has no use for --lanes",
    "curves --shape 1x2x3 --rounds 9, 'bench curves has no use for --rounds, --shape'",
    "matmul --length 8, bench matmul has no use for --length",
    "all --length 8, bench all has no use for --length",
    "curves --length 0, '--length is 0, but must be from 1 to 1048576'",
    "curves --length 1048577, '--length is 1048577, but must be from 1 to 1048576'",
    "chaos --lanes 2, bench chaos has no use for --lanes",
    "W1 --minutes 2, bench W1 has no use for --minutes",
    "startup --seed 2 --faults-every 3, 'bench startup has no use for --faults-every, --seed'",
    "chaos --coordinators 1, '1 coordinators and 3 workers, but must be 2 or 3, and 2 to 16'",
    "chaos --workers 17, '3 coordinators and 17 workers, but must be 2 or 3, and 2 to 16'",
    "chaos --faults-every 0, 'a fault every 0.0 s for 300.0 s, but must be every 0.1 s or more, and one at least'",
    "chaos --minutes -1, 'a fault every 10.0 s for -60.0 s, but must be every 0.1 s or more, and one at least'",
    "chaos --minutes NaN, 'a fault every 10.0 s for 0.0 s, but must be every 0.1 s or more, and one at least'",
    "chaos --runs-every 3, bench chaos has no use for --runs-every",
    "soak --faults-every 3, bench soak has no use for --faults-every",
    "soak --coordinators 4, '4 coordinators and 3 workers, but must be 2 or 3, and 2 to 16'",
    "soak --runs-every 0, 'a run every 0.0 s for 300.0 s, but must be one at least'",
    "soak --minutes 0.5, 'a run every 40.0 s for 30.0 s, but must be one at least'",
    "startup --lanes 2, bench startup has no use for --lanes",
    "w3 --images ., W3 trains on numbers and has no use for --images",
    "startup --images ., iris trains on numbers and has no use for --images",
    "startup --workload w3 --images ., W3 trains on numbers and has no use for --images",
    "startup --workload all, unknown workload \"all\"",
    "W1 --workload W2, bench W1 has no use for --workload",
    "W1 --peer-scripts ., --peer-scripts has no use without --against",
    "W1 --rounds 3, --rounds has no use without --against or several --lanes",
    "'W1 --lanes 2,2', --lanes names a number twice",
    "'W1 --lanes 1,40000', '--lanes is 40000, but must be at most 1024'",
    "'W1 --lanes 1,0', 'lanes, processes, rounds and windows must be at least 1'",
    "W9, unknown workload \"W9\"",
    "matmul --shape axbxc, shape \"axbxc\" is not of the form 128x784x256",
    "W3 --against pytorch, --against needs the folder of its scripts",
    "W3 --against horovod --peer-scripts ., unknown trainer \"horovod\""
  })
  void whatWouldBeIgnoredOrMakesNoSenseIsRefused(String words, String error) {
    LockstepException refusal = refused(words.split(" "));

    assertThat(refusal).as("nothing was refused: %s", words).isNotNull();
    assertThat(refusal.failure().error()).isEqualTo(error);
    assertThat(refusal.failure().code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void anotherTrainerIsOnlyComparedOnTheImagesItReads(@TempDir Path scripts) throws Exception {
    assumeTrue(System.getenv("PEERS_DATA") == null, "PEERS_DATA names the images of both");
    Files.createFile(
        scripts.resolve("pytorch_eager.py"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

    LockstepException refusal =
        refused("W1", "--against", "pytorch", "--peer-scripts", scripts.toString());

    assertThat(refusal.failure().error())
        .isEqualTo("W1 against another trainer needs the images that trainer reads");
    assertThat(refusal.failure().code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aPeerThatCannotBeMeasuredIsRefusedBeforeAnythingIs(@TempDir Path scripts) {
    LockstepException refusal =
        refused(
            "W3", "--against", "pytorch", "--peer-scripts", scripts.toString(), "--lanes", "1,2");

    assertThat(refusal.failure().error()).isEqualTo("no executable script pytorch_eager.py");
  }
}
