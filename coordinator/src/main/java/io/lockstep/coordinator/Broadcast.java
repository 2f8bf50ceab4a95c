package io.lockstep.coordinator;

import io.lockstep.plan.Action;
import io.lockstep.plan.WorkerId;
import io.lockstep.wire.ChunkPool;
import io.lockstep.wire.CoordinatorFrame;
import io.lockstep.wire.Payload;
import io.lockstep.wire.Reign;
import java.util.function.IntPredicate;

/// Sends versions to workers, slice by slice. Any thread.
final class Broadcast {

  private final Reign reign;
  private final Versions versions;
  private final PeerTable peers;
  private final ChunkPool pool;

  Broadcast(RunEngine.Setting setting, Versions versions, PeerTable peers) {
    this.reign = setting.reign();
    this.versions = versions;
    this.peers = peers;
    this.pool = setting.pool();
  }

  /// Sends a slice to all attached workers; takes over the payload, which holds its numbers.
  void slice(long version, int chunk, Payload payload) {
    for (Peer peer : peers.attached()) {
      peer.send(
          new CoordinatorFrame.ParameterChunk(
              reign, version, chunk, versions.offset(chunk), payload.retain()));
    }
    payload.release();
  }

  /// Gives a worker what is whole first, then whatever is complete of the version in progress. From
  /// then on it gets every new slice; one that completes in between may come twice, which does no
  /// harm.
  ///
  /// @param step in progress
  /// @param departures know the slice that nobody is given yet, if there is one
  void version(Action.SendVersion send, long step, Departures departures) {
    Peer peer = peers.get(send.worker()).orElse(null);
    if (peer == null) {
      return;
    }
    if (send.holds() < step - 1) {
      whole(peer, step - 1, chunk -> departures.isHeld(step - 1, chunk));
    }
    peers.attach(send.worker());
    completeSlices(peer, step, chunk -> departures.isSent(step, chunk));
  }

  /// Gives a worker a version in place of whatever it holds or is being given.
  void recall(WorkerId worker, long version) {
    peers
        .get(worker)
        .ifPresent(peer -> {
          peer.discardBefore(Long.MAX_VALUE);
          peer.send(new CoordinatorFrame.Recall(reign, version));
          whole(peer, version, _ -> false);
        });
  }

  /// Sends a version that stands still.
  ///
  /// @param heldBack tells the slice that nobody is given during a pause
  private void whole(Peer peer, long version, IntPredicate heldBack) {
    for (int chunk = 0; chunk < versions.chunkCount(); chunk++) {
      if (!heldBack.test(chunk)) {
        copy(peer, version, chunk);
      }
    }
  }

  /// Sends the slices that are made of the version in progress.
  ///
  /// @param sent tells those that others have, so not the slice that closes the step: a worker that
  ///   held all of the version could not be dealt a block of this step any more
  private void completeSlices(Peer peer, long step, IntPredicate sent) {
    for (int chunk = 0; chunk < versions.chunkCount(); chunk++) {
      if (sent.test(chunk)) {
        copy(peer, step, chunk);
      }
    }
  }

  private void copy(Peer peer, long version, int chunk) {
    int length = versions.length(chunk);
    Payload copy = pool.take(length);
    System.arraycopy(versions.of(version), versions.offset(chunk), copy.array(), copy.at(), length);
    peer.send(
        new CoordinatorFrame.ParameterChunk(reign, version, chunk, versions.offset(chunk), copy));
  }
}
