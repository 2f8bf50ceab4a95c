package io.lockstep.coordinator;

import io.lockstep.wire.FollowerFrame;
import io.lockstep.wire.FrameSink;
import io.lockstep.wire.LeaderFrame;
import io.lockstep.wire.Outbox;

/// The stream of a coordinator that stands by, from its first frame on.
final class FollowerStream implements FrameSink<FollowerFrame>, FollowerPeer {

  private final String node;
  private final Outbox<LeaderFrame> outbox;
  private final Followers followers;

  FollowerStream(String node, Outbox<LeaderFrame> outbox, Followers followers) {
    this.node = node;
    this.outbox = outbox;
    this.followers = followers;
  }

  @Override
  public void frame(FollowerFrame frame) {
    switch (frame) {
      case FollowerFrame.Follow _ -> followers.comes(this);
      case FollowerFrame.Holding(var _, long version) -> followers.holds(this, version);
    }
  }

  @Override
  public void closed(String reason) {
    followers.gone(this);
  }

  @Override
  public String node() {
    return node;
  }

  @Override
  public void send(LeaderFrame frame) {
    outbox.send(frame);
  }

  @Override
  public void close(String reason) {
    outbox.close(reason);
  }
}
