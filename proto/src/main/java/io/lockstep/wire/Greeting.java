package io.lockstep.wire;

import java.util.Optional;

/// Decides about a stream by its first frame: the server's seam between one kind of stream and
/// another.
///
/// @param <I> what comes in
/// @param <O> what goes out
interface Greeting<I extends Frame, O extends Frame> {

  /// Who is at the other end, for reasons.
  String who();

  /// Name of the frame that has to come first, for reasons.
  String expected();

  /// Takes the first frame.
  ///
  /// @return where all frames go, this one too; empty when the outbox was cut instead
  Optional<FrameSink<I>> sinkFor(I first, Outbox<O> outbox);

  /// What becomes of a stream that begins with another frame.
  default Optional<FrameSink<I>> misplaced(Outbox<O> outbox) {
    outbox.cut("malformed frame: the first one must be " + expected());
    return Optional.empty();
  }
}
