package io.lockstep.wire;

/// The sending half of one gRPC call, as little of it as an [Outbox] needs.
interface Line<F extends Frame> {

  /// True when gRPC would pass a frame on rather than keep it.
  boolean isReady();

  /// Encodes the frame before it returns.
  ///
  /// @return bytes of the message
  /// @throws RuntimeException if the call is over
  int send(F frame);

  /// Nothing more will be sent.
  void complete(String reason);

  /// Breaks the call off, with what is still on its way.
  void cut(String reason);
}
