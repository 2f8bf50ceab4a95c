package io.lockstep.coordinator.membership;

import java.time.Duration;

/// How patient the coordinators of a cluster are with each other. All of a cluster use the same.
///
/// A coordinator that falls silent is replaced after `heartbeat + pause + stable` and about two
/// seconds for the next one to begin. Origin of the figures: kill -9 measured on two cores; the
/// faster the pace, the sooner a busy one is deposed by mistake, which costs time and nothing else.
public enum Pace {
  /// Several hosts: a take-over takes 15 s.
  PRODUCTION(millis(1000), millis(5000), millis(6000), millis(500), millis(5000)),
  /// Processes of one machine that share its cores: a take-over takes 10 s.
  LOCAL(millis(1000), millis(4000), millis(2000), millis(150), millis(2000)),
  /// Nodes inside one test.
  TEST(millis(250), millis(3000), millis(1000), millis(100), millis(1000));

  private static final int SEED_ANSWER_GOSSIPS = 4;
  private static final int JOIN_LOOKS = 4;

  private final Duration heartbeat;
  private final Duration pauseAccepted;
  private final Duration stableAfter;
  private final Duration gossip;
  private final Duration look;

  Pace(
      Duration heartbeat,
      Duration pauseAccepted,
      Duration stableAfter,
      Duration gossip,
      Duration look) {
    this.heartbeat = heartbeat;
    this.pauseAccepted = pauseAccepted;
    this.stableAfter = stableAfter;
    this.gossip = gossip;
    this.look = look;
  }

  Duration heartbeat() {
    return heartbeat;
  }

  Duration pauseAccepted() {
    return pauseAccepted;
  }

  /// For how long nothing about who hears whom may change before somebody has to go.
  Duration stableAfter() {
    return stableAfter;
  }

  Duration gossip() {
    return gossip;
  }

  Duration seedAnswer() {
    return gossip.multipliedBy(SEED_ANSWER_GOSSIPS);
  }

  /// How long a coordinator looks for the others before it founds a cluster without them.
  public Duration look() {
    return look;
  }

  /// How long a coordinator tries to become a full member before it looks around again.
  public Duration joinPatience() {
    return look.multipliedBy(JOIN_LOOKS);
  }

  private static Duration millis(long count) {
    return Duration.ofMillis(count);
  }
}
