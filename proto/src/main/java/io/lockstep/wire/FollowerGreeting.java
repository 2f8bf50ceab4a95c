package io.lockstep.wire;

import java.util.Optional;

/// A stand-by says what it follows. Whether it may is known before: it has shown the token.
record FollowerGreeting(Sessions sessions) implements Greeting<FollowerFrame, LeaderFrame> {

  @Override
  public String who() {
    return "stand-by";
  }

  @Override
  public String expected() {
    return "Follow";
  }

  @Override
  public Optional<FrameSink<FollowerFrame>> sinkFor(
      FollowerFrame first, Outbox<LeaderFrame> outbox) {
    return first instanceof FollowerFrame.Follow follow
        ? Optional.of(sessions.followed(follow, outbox))
        : misplaced(outbox);
  }
}
