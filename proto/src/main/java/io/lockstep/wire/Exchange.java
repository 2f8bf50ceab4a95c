package io.lockstep.wire;

import io.grpc.MethodDescriptor;
import io.lockstep.proto.v1.ReductionGrpc;

/// The method behind every stream: the generated one with our own marshallers.
final class Exchange {

  /// A message travels on as soon as it is asked for; one more is asked for with each one taken, so
  /// that the next is decoded while this one is worked on.
  static final int FRAMES_AHEAD = 4;

  /// gRPC calls itself ready while it holds less than this. A few chunks, so that the socket does
  /// not run dry between two wake-ups.
  static final int READY_BYTES = 1 << 20;

  private Exchange() {}

  static MethodDescriptor<Envelope<WorkerFrame>, Envelope<CoordinatorFrame>> method(
      ChunkPool pool) {
    return ReductionGrpc.getExchangeMethod().toBuilder(
            new FrameMarshaller<>(new WorkerTranslator(), pool),
            new FrameMarshaller<>(new CoordinatorTranslator(), pool))
        .build();
  }
}
