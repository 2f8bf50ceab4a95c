package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.coordinator.membership.NodeSettings;
import io.lockstep.coordinator.membership.Pace;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.WireSecurity;
import io.lockstep.worker.WorkerService;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class NodeOptionsTest {

  private static final RunConfiguration CONFIGURATION =
      ConfigurationReader.read(
          Path.of(System.getProperty("lockstep.root"), "deploy", "examples", "xor.yaml"),
          List.of("cluster.patience=77"));

  @Test
  void aWorkerIsToldItsPlaceByFlags() {
    NodeOptions options =
        parsed("--cluster=c", "--name=w3", "--host=h3", "--coordinators=127.0.0.1:1,b:2");

    assertThat(options.worker(CONFIGURATION, null))
        .isEqualTo(
            new WorkerService.Place(
                "c",
                "w3",
                "h3",
                List.of(new NodeAddress("127.0.0.1", 1), new NodeAddress("b", 2)),
                Duration.ofSeconds(77),
                WireSecurity.loopback()));
    assertThat(options.worker(CONFIGURATION, 5).patience()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aCoordinatorIsToldItsPlaceByFlags() {
    NodeOptions options = parsed("--cluster=c", "--host=b", "--coordinators=a:1,b:1");

    assertThat(options.coordinator(7, 1, Pace.LOCAL))
        .isEqualTo(new NodeSettings("c", "c1", "b", 7, Pace.LOCAL, WireSecurity.loopback()));
    assertThat(options.addresses())
        .containsExactly(new NodeAddress("a", 1), new NodeAddress("b", 1));
  }

  @Test
  void workersWithoutANameGetDifferentOnesEvenInTheSameProcess() {
    NodeOptions options = parsed("--coordinators=127.0.0.1:1");

    assertThat(options.worker(CONFIGURATION, null).worker())
        .isNotEqualTo(options.worker(CONFIGURATION, null).worker())
        .startsWith("w-");
  }

  @Test
  void aWorkerWithoutCoordinatorsIsAUsageError() {
    assertThat(refusal(parsed()).error()).isEqualTo("a worker needs --coordinators");
  }

  @Test
  void aCoordinatorWithoutAPortIsAUsageError() {
    assertThat(refusal(parsed("--coordinators=a:1,b")).error()).isEqualTo("'b' is not host:port");
  }

  @Test
  void aCoordinatorThatIsListedTwiceIsAUsageError() {
    assertThat(refusal(parsed("--coordinators=a:1,b:1,a:1")).error())
        .isEqualTo("--coordinators lists one of them twice: [a:1, b:1, a:1]");
  }

  @Test
  void whereAWorkerRunsIsToldByTheNameOfItsMachine() throws IOException {
    assertThat(parsed("--coordinators=127.0.0.1:1").worker(CONFIGURATION, null).host())
        .isEqualTo(InetAddress.getLocalHost().getHostName());
  }

  @Test
  void aListOfWhichNobodyCanBeLookedUpIsSaidAtOnce() {
    LockstepException refused =
        catchThrowableOfType(
            LockstepException.class,
            () -> parsed("--coordinators=no-such-host.invalid:1,other.invalid:1").warnings());

    assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.failure().error())
        .isEqualTo("unknown host name: nobody of --coordinators can be looked up");
  }

  @Test
  void aHostAmongOthersThatCannotBeLookedUpIsToldOf() {
    assertThat(parsed("--coordinators=127.0.0.1:1,no-such-host.invalid:2").warnings())
        .containsExactly(
            "host no-such-host.invalid of --coordinators cannot be looked up: nobody is sought at no-such-host.invalid:2 until it can");
    assertThat(parsed("--coordinators=127.0.0.1:1,localhost:2").warnings()).isEmpty();
    assertThat(parsed().warnings()).isEmpty();
  }

  @Test
  void aNameThatMeansLoopbackHereIsToldOfWithTheAddressThatOthersSee() throws IOException {
    List<InetAddress> debian = List.of(InetAddress.getByAddress("n1", new byte[] {127, 0, 1, 1}));
    HostLook hidden = new HostLook("n1", debian);
    assertThat(hidden.isLoopbackHereOnly()).isTrue();
    assertThat(
            new ListedHosts(List.of(new NodeAddress("n1", 1)), List.of(hidden))
                .warnings(List.of("10.0.0.5", "172.17.0.1")))
        .containsExactly(
            "host n1 of --coordinators is 127.0.1.1 on this machine, where nobody else can reach it: give the address that others see: 10.0.0.5 or 172.17.0.1");
    assertThat(hidden.warning("--host", List.of()))
        .isEqualTo(
            "host n1 of --host is 127.0.1.1 on this machine, where nobody else can reach it: this machine has no other address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST", "127.0.0.1", "::1", "localhost.localdomain"})
  void whoSaysLoopbackMeansIt(String host) throws IOException {
    List<InetAddress> here = List.of(InetAddress.getLoopbackAddress());
    assertThat(new HostLook(host, here).isLoopbackHereOnly()).isFalse();
    assertThat(parsed("--host=127.0.0.1").coordinatorWarnings()).isEmpty();
  }

  @Test
  void aClusterNameThatCannotTravelIsAUsageError() {
    assertThat(refusal(parsed("--cluster=a b", "--coordinators=127.0.0.1:1")).error())
        .isEqualTo(
            "cluster name 'a b': use 1 to 64 letters, digits, - and _, the first a letter or a digit");
  }

  @Test
  void aNameThatIsFarTooLongIsShownByItsBeginning() {
    assertThat(
            refusal(parsed("--cluster=" + "x".repeat(5_000), "--coordinators=127.0.0.1:1")).error())
        .isEqualTo(
            "cluster name '%s… (5,000 characters)': use 1 to 64 letters, digits, - and _, the first a letter or a digit"
                .formatted("x".repeat(80)));
  }

  private static Failure refusal(NodeOptions options) {
    LockstepException refused =
        catchThrowableOfType(LockstepException.class, () -> options.worker(CONFIGURATION, null));
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
