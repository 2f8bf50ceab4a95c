package io.lockstep.membership;

import java.time.Duration;

/// How patient the members of a cluster are with each other. All nodes of a cluster use the same.
///
/// Origin of the figures: kill -9 measured on two cores; the faster the pace, the sooner a silent
/// node is cast out and the sooner a busy one is cast out by mistake.
public enum Pace {
  /// Several hosts. A silent node is removed after 15 to 20 s.
  PRODUCTION(millis(1000), millis(5000), millis(7000), millis(500), millis(2000), seconds(60)),
  /// Processes of one machine that share its cores: they join fast and are slow to condemn each
  /// other, because a process that dies here is seen at once by its broken stream.
  LOCAL(millis(1000), millis(8000), millis(5000), millis(150), millis(500), seconds(60)),
  /// Nodes inside one test.
  TEST(millis(250), millis(3000), millis(1000), millis(100), millis(300), seconds(4));

  private final Duration heartbeat;
  private final Duration pauseAccepted;
  private final Duration stableAfter;
  private final Duration gossip;
  private final Duration seedAnswer;
  private final Duration joinPatience;

  Pace(
      Duration heartbeat,
      Duration pauseAccepted,
      Duration stableAfter,
      Duration gossip,
      Duration seedAnswer,
      Duration joinPatience) {
    this.heartbeat = heartbeat;
    this.pauseAccepted = pauseAccepted;
    this.stableAfter = stableAfter;
    this.gossip = gossip;
    this.seedAnswer = seedAnswer;
    this.joinPatience = joinPatience;
  }

  Duration heartbeat() {
    return heartbeat;
  }

  Duration pauseAccepted() {
    return pauseAccepted;
  }

  Duration stableAfter() {
    return stableAfter;
  }

  Duration gossip() {
    return gossip;
  }

  Duration seedAnswer() {
    return seedAnswer;
  }

  /// How long a node tries to join before it gives up with exit code 6.
  public Duration joinPatience() {
    return joinPatience;
  }

  /// How often a worker asks where the coordinator is while it does not know.
  public Duration search() {
    return gossip.multipliedBy(2);
  }

  private static Duration millis(long count) {
    return Duration.ofMillis(count);
  }

  private static Duration seconds(long count) {
    return Duration.ofSeconds(count);
  }
}
