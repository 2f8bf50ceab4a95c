package io.lockstep.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.training.PreparedRun;
import io.lockstep.wire.CoordinatorDirectory;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Endpoint;
import io.lockstep.wire.FrameSink;
import io.lockstep.wire.Introduction;
import io.lockstep.wire.LeaderAnswer;
import io.lockstep.wire.LeaderAnswer.Standing;
import io.lockstep.wire.LeaderQuestion;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.RegisterOutcome;
import io.lockstep.wire.WireClient;
import io.lockstep.wire.WireLimits;
import io.lockstep.wire.WireSecurity;
import io.lockstep.wire.WorkerFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a coordinator tells whoever dials its port, leading or not.
@Timeout(60)
final class CoordinatorPortTest {

  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final CoordinatorPort.Identity IDENTITY =
      new CoordinatorPort.Identity("tests", "c1", "local");
  private static final NodeAddress MEMBERSHIP = new NodeAddress("10.0.0.2", 25_520);
  private static final Endpoint ELSEWHERE = new Endpoint("10.0.0.1", 25_620, 7, "stage-1");

  @TempDir Path folder;
  private Stage stage;
  private CoordinatorPort port;

  @BeforeEach
  void open() throws IOException {
    stage = new Stage(folder);
    port =
        CoordinatorPort.open(
            stage.run,
            IDENTITY,
            new CoordinatorPort.Address("localhost", 0, WireSecurity.loopback()));
  }

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void itTellsHowFarItHasComeAndWhoLeads() throws Exception {
    assertThat(here()).isEqualTo(answer(Standing.LOOKING, Optional.empty(), Optional.empty()));

    port.memberAt(Optional.of(MEMBERSHIP));
    assertThat(here())
        .isEqualTo(answer(Standing.MEMBER, Optional.of(MEMBERSHIP), Optional.empty()));

    port.heardOf(Optional.of(ELSEWHERE));
    assertThat(here())
        .isEqualTo(answer(Standing.MEMBER, Optional.of(MEMBERSHIP), Optional.of(ELSEWHERE)));

    Endpoint endpoint = reign();
    assertThat(endpoint)
        .isEqualTo(new Endpoint("localhost", port.address().port(), Stage.REIGN.term(), "stage-1"));
    assertThat(here())
        .isEqualTo(answer(Standing.LEADING, Optional.of(MEMBERSHIP), Optional.of(endpoint)));

    port.abdicates();
    assertThat(here())
        .isEqualTo(answer(Standing.MEMBER, Optional.of(MEMBERSHIP), Optional.of(ELSEWHERE)));
  }

  @Test
  void aNodeOfAnotherClusterIsRefusedWithBothNames() throws Exception {
    assertThat(ask(LeaderQuestion.ofWorker("other")))
        .isEqualTo(refused("cluster", "tests", "other"));
    assertThat(ask(LeaderQuestion.ofWorker("tests"))).isInstanceOf(LeaderAnswer.Here.class);
  }

  @Test
  void aCoordinatorOfAnotherPaceIsRefusedWithBoth() throws Exception {
    LeaderQuestion hasty =
        LeaderQuestion.ofCoordinator(
            "tests", "production", Introduction.of(stage.run, 1, "c2", "h", 5));
    assertThat(ask(hasty)).isEqualTo(refused("pace", "local", "production"));
  }

  @Test
  void aCoordinatorOfAnotherConfigurationIsRefusedByTheField() throws Exception {
    PreparedRun other =
        PreparedRun.prepare(
            ConfigurationReader.read(folder.resolve("staged.yaml"), List.of("train.batch=20")),
            folder);
    LeaderQuestion question =
        LeaderQuestion.ofCoordinator("tests", "local", Introduction.of(other, 1, "c2", "h", 5));
    assertThat(ask(question)).isEqualTo(refused("train.batch", "", "20"));
    assertThat(ask(port.question())).isInstanceOf(LeaderAnswer.Here.class);
  }

  @Test
  void aWorkerIsLetInOnlyWhileARunIsLedHere() throws Exception {
    try (WireClient worker = connect()) {
      assertThat(register(worker))
          .isInstanceOfSatisfying(
              RegisterOutcome.Unreachable.class,
              told -> assertThat(told.reason()).contains("does not lead the run"));
      reign();
      assertThat(register(worker)).isInstanceOf(RegisterOutcome.Accepted.class);
      port.abdicates();
      assertThat(register(worker)).isInstanceOf(RegisterOutcome.Unreachable.class);

      BlockingQueue<String> heard = new LinkedBlockingQueue<>();
      worker.open(
          new WorkerFrame.Hello(Stage.REIGN, "w1", WorkerFrame.NO_VERSION),
          new FrameSink<>() {
            @Override
            public void frame(CoordinatorFrame frame) {
              heard.add("frame");
            }

            @Override
            public void closed(String reason) {
              heard.add(reason);
            }
          });
      assertThat(heard.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS))
          .contains("does not lead the run");
    }
  }

  @Test
  void aHostThatNobodyKnowsIsSaidAtOnce() {
    LockstepException refused =
        catchThrowableOfType(
            LockstepException.class,
            () ->
                CoordinatorPort.open(
                    stage.run,
                    IDENTITY,
                    new CoordinatorPort.Address(
                        "no-such-host.invalid", 0, WireSecurity.loopback())));
    assertThat(refused.failure().code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.failure().error())
        .isEqualTo("the host name of this node is unknown: no-such-host.invalid");
  }

  private Endpoint reign() {
    return port.reigns(
        new WorkerSessions(stage.run, Stage.REIGN, stage.engine, stage::nanos),
        new Followers(Stage.REIGN, port.pool(), new Followers.Limits(2, 1, 1 << 20), Runnable::run),
        Stage.REIGN.term(),
        "stage-1");
  }

  private RegisterOutcome register(WireClient worker) {
    return worker.register(Introduction.of(stage.run, 1, "w1", "host1", 1), DEADLINE);
  }

  private WireClient connect() {
    return WireClient.connect(
        "localhost",
        port.address().port(),
        WireLimits.of(stage.run.configuration(), stage.run.network().layout().length()),
        WireSecurity.loopback());
  }

  private LeaderAnswer answer(
      Standing standing, Optional<NodeAddress> membership, Optional<Endpoint> leader) {
    return new LeaderAnswer.Here(
        new LeaderAnswer.Who("c1", port.process()), standing, membership, leader);
  }

  private static LeaderAnswer refused(String field, String ours, String theirs) {
    return new LeaderAnswer.Refused(new RegisterOutcome.Refused(field, ours, theirs));
  }

  private LeaderAnswer here() throws InterruptedException {
    return ask(LeaderQuestion.ofWorker("tests"));
  }

  private LeaderAnswer ask(LeaderQuestion question) throws InterruptedException {
    return new CoordinatorDirectory(List.of(port.address()), WireSecurity.loopback())
        .ask(question, DEADLINE)
        .getFirst()
        .answer()
        .orElseThrow();
  }
}
