package io.lockstep.wire;

/// Where the frames of one stream arrive, in the order in which they were sent and never two at a
/// time. Called on a thread of this package: it may compute briefly, but must not block.
public interface FrameSink<F extends Frame> {

  /// Takes a frame, and with it one reference of its payload.
  void frame(F frame);

  /// The stream is gone; called once, and last.
  ///
  /// @param reason for the log and the user, such as `slow consumer: 16 MiB pending for 20 s, cut`
  void closed(String reason);

  /// Where frames of a stream go that nobody is interested in.
  static <F extends Frame> FrameSink<F> ignoring() {
    return new FrameSink<>() {
      @Override
      public void frame(F frame) {
        Outbox.release(frame);
      }

      @Override
      public void closed(String reason) {}
    };
  }
}
