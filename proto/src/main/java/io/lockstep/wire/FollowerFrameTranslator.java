package io.lockstep.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.lockstep.proto.v1.Follow;
import io.lockstep.proto.v1.FollowerFrame.FrameCase;
import io.lockstep.proto.v1.Holding;

/// Stand-by to leader.
final class FollowerFrameTranslator implements Translator<FollowerFrame> {

  @Override
  public MessageLite message(FollowerFrame frame) {
    var message =
        io.lockstep.proto.v1.FollowerFrame.newBuilder()
            .setRun(frame.reign().run())
            .setTerm(frame.reign().term());
    switch (frame) {
      case FollowerFrame.Follow(var _, String node, String run) ->
          message.setFollow(Follow.newBuilder().setNode(node).setRun(run));
      case FollowerFrame.Holding(var _, long version) ->
          message.setHolding(Holding.newBuilder().setVersion(version));
    }
    return message.build();
  }

  @Override
  public boolean knows(int field) {
    return switch (FrameCase.forNumber(field)) {
      case FOLLOW, HOLDING -> true;
      case FRAME_NOT_SET -> false;
      case null -> false;
    };
  }

  @Override
  public FollowerFrame small(Reign reign, int field, byte[] bytes)
      throws InvalidProtocolBufferException {
    return switch (FrameCase.forNumber(field)) {
      case FOLLOW -> follow(reign, Follow.parseFrom(bytes));
      case HOLDING -> new FollowerFrame.Holding(reign, Holding.parseFrom(bytes).getVersion());
      case FRAME_NOT_SET -> throw new IllegalArgumentException("field " + field);
      case null -> throw new IllegalArgumentException("field " + field);
    };
  }

  private static FollowerFrame.Follow follow(Reign reign, Follow follow) {
    return new FollowerFrame.Follow(reign, follow.getNode(), follow.getRun());
  }

  @Override
  public FollowerFrame tensor(Reign reign, ChunkNumbers numbers, Payload payload) {
    throw noTensor();
  }

  @Override
  public FollowerFrame damaged(Reign reign, ChunkNumbers numbers, String reason) {
    throw noTensor();
  }

  private static IllegalArgumentException noTensor() {
    return new IllegalArgumentException("a stand-by sends no tensor");
  }
}
