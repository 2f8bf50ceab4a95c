package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.membership.NodeAddress;
import io.lockstep.membership.NodeSettings;
import io.lockstep.membership.Pace;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class NodeOptionsTest {

  @Test
  void aWorkerIsToldItsPlaceByFlags() {
    NodeOptions options =
        parsed("--cluster=c", "--name=w3", "--host=h3", "--seeds=a:1,b:2", "--pace=local");

    assertThat(options.worker())
        .isEqualTo(
            new NodeSettings(
                "c",
                "w3",
                "h3",
                0,
                Set.of(NodeSettings.WORKER),
                List.of(new NodeAddress("a", 1), new NodeAddress("b", 2)),
                Pace.LOCAL));
  }

  @Test
  void aCoordinatorWhoseOnlySeedIsItselfBeginsACluster() {
    NodeSettings settings = parsed("--host=a", "--seeds=a:25520").coordinator(25_520);

    assertThat(settings.seeds()).isEmpty();
    assertThat(settings.name()).isEqualTo("c0");
    assertThat(settings.pace()).isEqualTo(Pace.PRODUCTION);
  }

  @Test
  void aCoordinatorAmongOthersKeepsTheWholeList() {
    NodeSettings settings = parsed("--host=a", "--seeds=a:1,b:1").coordinator(1);

    assertThat(settings.seeds()).containsExactly(new NodeAddress("a", 1), new NodeAddress("b", 1));
  }

  @Test
  void candidatesAreNamedByTheirPlaceInTheList() {
    assertThat(parsed("--host=b", "--seeds=a:1,b:1").coordinator(1).name()).isEqualTo("c1");
  }

  @Test
  void workersWithoutANameGetDifferentOnesEvenInTheSameProcess() {
    NodeOptions options = parsed("--seeds=a:1");

    assertThat(options.worker().name()).isNotEqualTo(options.worker().name()).startsWith("w-");
  }

  @Test
  void aWorkerWithoutSeedsIsAUsageError() {
    assertThat(refusal(parsed()).error()).isEqualTo("a worker needs --seeds");
  }

  @Test
  void aSeedWithoutAPortIsAUsageError() {
    assertThat(refusal(parsed("--seeds=a:1,b")).error()).isEqualTo("'b' is not host:port");
  }

  @Test
  void aClusterNameThatCannotTravelIsAUsageError() {
    assertThat(refusal(parsed("--cluster=a b", "--seeds=a:1")).error())
        .isEqualTo("cluster name 'a b': use 1 to 64 letters, digits, - and _");
  }

  private static Failure refusal(NodeOptions options) {
    LockstepException refused = catchThrowableOfType(LockstepException.class, options::worker);
    assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
    return refused.failure();
  }

  private static NodeOptions parsed(String... arguments) {
    NodeOptions options = new NodeOptions();
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();
    spec.addMixin("node", CommandLine.Model.CommandSpec.forAnnotatedObject(options));
    new CommandLine(spec).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return options;
  }
}
