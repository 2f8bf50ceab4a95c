package io.lockstep.bench.chaos;

/// What can be done to a cluster of processes.
///
/// Whoever is struck comes back: held processes go on, ended ones are started again.
enum Fault {
  /// kill -9.
  WORKER_KILLED(Reach.ONE_WORKER, 500, 3_000),
  /// SIGSTOP, until SIGCONT.
  WORKER_HELD(Reach.ONE_WORKER, 2_000, 8_000),
  /// The same, for less than anybody waits for.
  WORKER_BLINKS(Reach.ONE_WORKER, 100, 900),
  /// SIGTERM.
  WORKER_ASKED_TO_GO(Reach.ONE_WORKER, 500, 3_000),
  /// Killed and started again at once, under its name.
  WORKER_RESTARTED(Reach.ONE_WORKER, 0, 0),
  /// One more takes part for a while, and is killed.
  WORKER_JOINS(Reach.NEWCOMER, 3_000, 8_000),
  /// kill -9 of all of them at once.
  WORKERS_KILLED(Reach.ALL_WORKERS, 500, 2_000),
  LEADER_KILLED(Reach.ONE_COORDINATOR, 500, 3_000),
  /// For less than the others wait for.
  LEADER_BLINKS(Reach.ONE_COORDINATOR, 100, 900),
  /// For so long that another one leads by the end.
  LEADER_HELD(Reach.ONE_COORDINATOR, 12_000, 16_000),
  LEADER_ASKED_TO_GO(Reach.ONE_COORDINATOR, 500, 3_000),
  STANDBY_KILLED(Reach.ONE_COORDINATOR, 500, 3_000),
  STANDBY_HELD(Reach.ONE_COORDINATOR, 2_000, 8_000),
  STANDBY_ASKED_TO_GO(Reach.ONE_COORDINATOR, 500, 3_000),
  /// kill -9 of all of them at once.
  COORDINATORS_KILLED(Reach.ALL_COORDINATORS, 500, 2_000),
  /// The same; before they are started again, a file of the newest checkpoint is cut short.
  CHECKPOINT_TORN(Reach.ALL_COORDINATORS, 500, 2_000);

  /// Who is disturbed by a fault.
  enum Reach {
    NEWCOMER,
    ONE_WORKER,
    ALL_WORKERS,
    ONE_COORDINATOR,
    ALL_COORDINATORS
  }

  private final Reach reach;
  private final int millisMin;
  private final int millisMax;

  Fault(Reach reach, int millisMin, int millisMax) {
    this.reach = reach;
    this.millisMin = millisMin;
    this.millisMax = millisMax;
  }

  Reach reach() {
    return reach;
  }

  /// How long it lasts at least.
  int millisMin() {
    return millisMin;
  }

  /// How long it lasts at most.
  int millisMax() {
    return millisMax;
  }
}
