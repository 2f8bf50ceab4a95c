package io.lockstep.bench.chaos;

import java.util.Locale;

/// What can be done to a cluster of processes.
///
/// Whoever is struck comes back: held processes go on, ended ones are started again, links heal.
enum Fault {
  /// kill -9.
  WORKER_KILLED(Means.SIGNALS, Reach.ONE_WORKER, 500, 3_000),
  /// SIGSTOP, until SIGCONT.
  WORKER_HELD(Means.SIGNALS, Reach.ONE_WORKER, 2_000, 8_000),
  /// The same, for less than anybody waits for.
  WORKER_BLINKS(Means.SIGNALS, Reach.ONE_WORKER, 100, 900),
  /// SIGTERM.
  WORKER_ASKED_TO_GO(Means.SIGNALS, Reach.ONE_WORKER, 500, 3_000),
  /// Killed and started again at once, under its name.
  WORKER_RESTARTED(Means.SIGNALS, Reach.ONE_WORKER, 0, 0),
  /// One more takes part for a while, and leaves by SIGTERM.
  WORKER_JOINS(Means.SIGNALS, Reach.NEWCOMER, 3_000, 8_000),
  /// kill -9 of two at once.
  TWO_WORKERS_KILLED(Means.SIGNALS, Reach.MANY, 500, 2_000),
  WORKERS_KILLED(Means.SIGNALS, Reach.MANY, 500, 2_000),
  LEADER_KILLED(Means.SIGNALS, Reach.ONE_COORDINATOR, 500, 3_000),
  /// For less than the others wait for.
  LEADER_BLINKS(Means.SIGNALS, Reach.ONE_COORDINATOR, 100, 900),
  /// For so long that another one leads by the end.
  LEADER_HELD(Means.SIGNALS, Reach.ONE_COORDINATOR, 12_000, 16_000),
  LEADER_ASKED_TO_GO(Means.SIGNALS, Reach.ONE_COORDINATOR, 500, 3_000),
  STANDBY_KILLED(Means.SIGNALS, Reach.ONE_COORDINATOR, 500, 3_000),
  STANDBY_HELD(Means.SIGNALS, Reach.ONE_COORDINATOR, 2_000, 8_000),
  STANDBY_ASKED_TO_GO(Means.SIGNALS, Reach.ONE_COORDINATOR, 500, 3_000),
  COORDINATORS_KILLED(Means.SIGNALS, Reach.MANY, 500, 2_000),
  /// Coordinators and workers.
  ALL_KILLED(Means.SIGNALS, Reach.MANY, 500, 2_000),
  /// A file of the newest checkpoint is cut short, and the leader killed.
  CHECKPOINT_TORN(Means.SIGNALS, Reach.ONE_COORDINATOR, 500, 3_000),
  /// A bit of the newest checkpoint is another, and the leader killed.
  CHECKPOINT_FLIPPED(Means.SIGNALS, Reach.ONE_COORDINATOR, 500, 3_000),
  /// All hosts get certificates of the same authority anew while nodes run.
  CERTIFICATES_RENEWED(Means.SIGNALS, Reach.NOBODY, 0, 0),
  /// That of run folders takes not a byte more.
  DISK_FULL(Means.DISK, Reach.MANY, 2_000, 6_000),
  /// Between a worker and all coordinators.
  WORKER_CUT_OFF(Means.NETWORK, Reach.ONE_WORKER, 2_000, 9_000),
  /// What it sends is lost, what it is sent arrives.
  WORKER_UNHEARD(Means.NETWORK, Reach.ONE_WORKER, 2_000, 9_000),
  /// What it is sent is lost, what it sends arrives.
  WORKER_DEAF(Means.NETWORK, Reach.ONE_WORKER, 2_000, 9_000),
  /// Nearly a third of the packets between it and the leader are lost.
  WORKER_LINK_LOSES(Means.NETWORK, Reach.ONE_WORKER, 4_000, 9_000),
  /// Each packet between it and the leader arrives late.
  WORKER_LINK_LATE(Means.NETWORK, Reach.ONE_WORKER, 4_000, 9_000),
  /// From the other coordinators; workers still hear it.
  LEADER_CUT_FROM_STANDBYS(Means.NETWORK, Reach.ONE_COORDINATOR, 8_000, 14_000),
  LEADER_CUT_OFF(Means.NETWORK, Reach.ONE_COORDINATOR, 8_000, 14_000),
  STANDBY_CUT_OFF(Means.NETWORK, Reach.ONE_COORDINATOR, 4_000, 9_000);

  /// What has to be there for it.
  enum Means {
    SIGNALS,
    DISK,
    NETWORK
  }

  /// Who is disturbed by a fault.
  enum Reach {
    NOBODY,
    NEWCOMER,
    ONE_WORKER,
    ONE_COORDINATOR,
    /// More than one node at once.
    MANY
  }

  private final Means means;
  private final Reach reach;
  private final int millisMin;
  private final int millisMax;

  Fault(Means means, Reach reach, int millisMin, int millisMax) {
    this.means = means;
    this.reach = reach;
    this.millisMin = millisMin;
    this.millisMax = millisMax;
  }

  Means means() {
    return means;
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

  boolean strikesStandBy() {
    return this == STANDBY_KILLED
        || this == STANDBY_HELD
        || this == STANDBY_ASKED_TO_GO
        || this == STANDBY_CUT_OFF;
  }

  boolean damagesCheckpoint() {
    return this == CHECKPOINT_TORN || this == CHECKPOINT_FLIPPED;
  }

  /// As it stands in the table.
  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
