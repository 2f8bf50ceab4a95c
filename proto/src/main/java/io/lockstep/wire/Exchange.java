package io.lockstep.wire;

import io.grpc.MethodDescriptor;
import io.lockstep.proto.v1.FollowingGrpc;
import io.lockstep.proto.v1.ReductionGrpc;

/// The methods behind streams: the generated ones with our own marshallers.
final class Exchange {

  /// A message travels on as soon as it is asked for; one more is asked for with each one taken, so
  /// that the next is decoded while this one is worked on.
  static final int FRAMES_AHEAD = 4;

  /// gRPC calls itself ready while it holds less than this. A few chunks, so that the socket does
  /// not run dry between two wake-ups.
  static final int READY_BYTES = 1 << 20;

  private Exchange() {}

  static MethodDescriptor<Envelope<WorkerFrame>, Envelope<CoordinatorFrame>> ofWorkers(
      ChunkPool pool) {
    return method(
        ReductionGrpc.getExchangeMethod(),
        new FrameMarshaller<>(new WorkerTranslator(), pool),
        new FrameMarshaller<>(new CoordinatorTranslator(), pool));
  }

  static MethodDescriptor<Envelope<FollowerFrame>, Envelope<LeaderFrame>> ofFollowers(
      ChunkPool pool) {
    return method(
        FollowingGrpc.getFollowMethod(),
        new FrameMarshaller<>(new FollowerFrameTranslator(), pool),
        new FrameMarshaller<>(new LeaderFrameTranslator(), pool));
  }

  /// @param up marshals what the client says
  /// @param down marshals what the server says
  private static <U extends Frame, D extends Frame>
      MethodDescriptor<Envelope<U>, Envelope<D>> method(
          MethodDescriptor<?, ?> generated, FrameMarshaller<U> up, FrameMarshaller<D> down) {
    return generated.toBuilder(up, down).build();
  }
}
