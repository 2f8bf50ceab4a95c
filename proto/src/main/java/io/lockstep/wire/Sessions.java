package io.lockstep.wire;

import java.util.Optional;

/// What stands behind a [WireServer]. Called on threads of this package, for several streams at
/// once; must not block.
public interface Sessions {

  /// Tells who leads, as far as is known here, or why whoever asks has nothing to look for here.
  LeaderAnswer leader(LeaderQuestion question);

  /// Answers a worker that wants to take part; unreachable while no run is led here. Its protocol
  /// version is already known to fit.
  RegisterOutcome register(Handshake handshake);

  /// A worker has opened its stream. The sink's first frame will be the worker's
  /// [WorkerFrame.Hello]. A worker that is not welcome gets a [CoordinatorFrame.Refused] and
  /// [Outbox#close].
  FrameSink<WorkerFrame> opened(String worker, Outbox<CoordinatorFrame> outbox);

  /// Another coordinator has opened a stream to follow the one here. The sink's first frame will be
  /// `follow`; frames that are sent go out in their order.
  default FrameSink<FollowerFrame> followed(
      FollowerFrame.Follow follow, Outbox<LeaderFrame> outbox) {
    outbox.close("this coordinator does not lead the run");
    return FrameSink.ignoring();
  }

  /// How the run is doing.
  StatusReport status();

  /// Who answers for the runs of this cluster; empty while this coordinator does not lead.
  default Optional<RunDesk> desk() {
    return Optional.empty();
  }
}
