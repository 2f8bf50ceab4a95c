package io.lockstep.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.coordinator.CoordinatorPort;
import io.lockstep.coordinator.CoordinatorService;
import io.lockstep.coordinator.membership.Support;
import io.lockstep.training.TrainingResult;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RunDutyTest {

  private static final TrainingResult ENDED =
      new TrainingResult(
          Path.of("runs", "tiny-1"), TrainingResult.Status.INTERRUPTED, 7, "abc", Map.of());

  /// A coordinator may start while another one's run is ended, and be seated without having heard
  /// of that one.
  @Test
  void aRunThatWasEndedElsewhereIsNotBegunAgainByOneThatHeardOfNobody() {
    RunDuty duty = new RunDuty(new EndedElsewhere(), null, _ -> {});

    assertThat(duty.begin(Support.MOST)).isEmpty();

    assertThat(duty.result()).isCompletedWithValue(ENDED);
    assertThat(duty.reigning()).isEmpty();
  }

  private static final class EndedElsewhere implements RunOpening {
    @Override
    public Optional<TrainingResult> endedElsewhere() {
      return Optional.of(ENDED);
    }

    @Override
    public CoordinatorService service(Claim claim, CoordinatorPort port) {
      throw new AssertionError("the run is over");
    }

    @Override
    public boolean isSuperseded(long term) {
      return false;
    }

    @Override
    public void close() {}
  }
}
