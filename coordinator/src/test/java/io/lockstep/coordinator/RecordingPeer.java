package io.lockstep.coordinator;

import io.lockstep.wire.CoordinatorFrame;
import java.util.ArrayList;
import java.util.List;

/// A stream that keeps what was sent on it, except the floats, and what was done to it.
final class RecordingPeer implements Peer {

  final List<CoordinatorFrame> frames = new ArrayList<>();

  /// Frames by their kind, and discards and ends, in order.
  final List<String> calls = new ArrayList<>();

  /// That it is to have carried.
  long carried;

  String host = "";

  @Override
  public void send(CoordinatorFrame frame) {
    frames.add(frame);
    if (frame instanceof CoordinatorFrame.ParameterChunk chunk) {
      calls.add("slice %d of %d".formatted(chunk.chunk(), chunk.version()));
      chunk.payload().release();
    } else {
      calls.add(frame.getClass().getSimpleName());
    }
  }

  @Override
  public void discardBefore(long version) {
    calls.add(version == Long.MAX_VALUE ? "discard all" : "discard before " + version);
  }

  @Override
  public long bytes() {
    return carried;
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public void close(String reason) {
    calls.add("close");
  }
}
