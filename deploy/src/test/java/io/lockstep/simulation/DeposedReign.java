package io.lockstep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.coordinator.RunEngine;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;

/// A coordinator that does not know yet that another has taken its run over: it goes on with the
/// workers that have not turned to the other, and keeps its books, as far as the fence lets it.
///
/// @param untilNanos when it hears of the other at the latest
record DeposedReign(RunEngine engine, SimulatedBooks books, long untilNanos) {

  /// @return whether it has come to its end
  boolean look(long nanos) {
    engine.tick();
    if (!engine.result().isDone() && nanos < untilNanos) {
      return false;
    }
    end();
    return true;
  }

  /// It hears of the other. Until then it may have failed, but never have brought the run to an
  /// end.
  void end() {
    engine.stop(Failure.of(ExitCode.CLUSTER, "another coordinator leads").exception());
    assertThat(engine.result().isDone() && !engine.result().isCompletedExceptionally())
        .as("a deposed coordinator has ended the run")
        .isFalse();
    books.kill();
  }
}
