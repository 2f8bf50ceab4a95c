package io.lockstep.observe;

import io.lockstep.coordinator.RunLook;
import io.lockstep.coordinator.StepTimes;
import io.lockstep.launch.CoordinatorLook;
import io.lockstep.queue.QueueAnswer;
import io.lockstep.queue.QueueEvent;
import io.lockstep.queue.RunQueue;
import io.lockstep.queue.Submission;
import io.lockstep.wire.NodeAddress;
import io.lockstep.wire.StatusReport;
import io.lockstep.wire.Traffic;
import io.lockstep.worker.WorkerLook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// Nodes as they may look.
final class Looks {

  private static final long SECOND = 1_000_000_000L;
  private static final Submission SUBMISSION =
      new Submission("key", "iris", 0, "me", Instant.EPOCH, "");

  private Looks() {}

  static CoordinatorView leading() {
    StatusReport status =
        new StatusReport(
            "iris",
            3,
            40,
            420,
            OptionalDouble.of(0.25),
            "running",
            2,
            List.of(
                new StatusReport.Worker("w0", "host-a", "computing", 40, 800),
                new StatusReport.Worker("w1", "host-b", "computing", 33, 700)));
    StepTimes.Reading times =
        new StepTimes.Reading(
            40,
            640,
            9 * SECOND,
            SECOND,
            2 * SECOND,
            SECOND / 2,
            8 * SECOND,
            SECOND,
            SECOND,
            3 * SECOND,
            4 * SECOND,
            new Traffic(7, 1_000, 8, 2_000, 1, 5, 6));
    return coordinator(
        new CoordinatorLook(
            Optional.of(new RunLook(status, times, 30, Map.of("c1", 39L))),
            Optional.of(queue()),
            false));
  }

  private static RunQueue queue() {
    return ((QueueAnswer.Changed) RunQueue.empty().on(new QueueEvent.Submitted(SUBMISSION))).next();
  }

  static CoordinatorView standingBy() {
    return coordinator(new CoordinatorLook(Optional.empty(), Optional.empty(), true));
  }

  static CoordinatorView looking() {
    return coordinator(new CoordinatorLook(Optional.empty(), Optional.empty(), false));
  }

  private static CoordinatorView coordinator(CoordinatorLook look) {
    return new CoordinatorView(new NodeName("lab", "c0", "coordinator"), () -> look);
  }

  static WorkerView joined() {
    return worker(
        Optional.of(
            new WorkerLook(
                Optional.of(new NodeAddress("10.0.0.1", 25_620)), false, "", 12, 5 * SECOND / 2)));
  }

  static WorkerView alone() {
    return worker(Optional.of(new WorkerLook(Optional.empty(), false, "nobody leads yet", 12, 0)));
  }

  static WorkerView idle() {
    return worker(Optional.of(new WorkerLook(Optional.empty(), true, "", 12, 0)));
  }

  static WorkerView reading() {
    return worker(Optional.empty());
  }

  private static WorkerView worker(Optional<WorkerLook> look) {
    return new WorkerView(new NodeName("lab", "w0", "worker"), () -> look);
  }
}
