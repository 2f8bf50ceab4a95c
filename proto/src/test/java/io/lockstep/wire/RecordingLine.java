package io.lockstep.wire;

import java.util.ArrayList;
import java.util.List;

/// A line of which the test says how many frames it still takes.
final class RecordingLine implements Line<WorkerFrame> {

  final List<WorkerFrame> sent = new ArrayList<>();
  final List<String> cuts = new ArrayList<>();
  final List<String> completions = new ArrayList<>();
  int room;
  boolean asked;

  @Override
  public boolean isReady() {
    asked = true;
    return room > 0;
  }

  @Override
  public int send(WorkerFrame frame) {
    room--;
    sent.add(frame);
    return 100;
  }

  @Override
  public void complete(String reason) {
    completions.add(reason);
  }

  @Override
  public void cut(String reason) {
    cuts.add(reason);
  }
}
