package io.lockstep.wire;

import java.util.Optional;

/// A worker says who it is, and shows the ticket of that registration.
///
/// @param ticket as shown with the headers; null when none was
record WorkerGreeting(Sessions sessions, Tickets tickets, String ticket)
    implements Greeting<WorkerFrame, CoordinatorFrame> {

  @Override
  public String who() {
    return "worker";
  }

  @Override
  public String expected() {
    return "Hello";
  }

  @Override
  public Optional<FrameSink<WorkerFrame>> sinkFor(
      WorkerFrame first, Outbox<CoordinatorFrame> outbox) {
    if (!(first instanceof WorkerFrame.Hello hello)) {
      return misplaced(outbox);
    }
    if (!tickets.admits(hello.worker(), ticket)) {
      outbox.cut(
          "the stream is for worker %s, which has not registered on it".formatted(hello.worker()));
      return Optional.empty();
    }
    return Optional.of(sessions.opened(hello.worker(), outbox));
  }
}
