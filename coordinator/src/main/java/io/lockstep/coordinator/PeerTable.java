package io.lockstep.coordinator;

import io.lockstep.plan.WorkerId;
import io.lockstep.wire.CoordinatorFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The streams of a run. Changed under the engine's lock; [#attached] is read by all threads.
final class PeerTable implements Pace.Streams {

  private final Map<WorkerId, Peer> peers = new HashMap<>();
  private final Set<WorkerId> attachedWorkers = new HashSet<>();
  private final Map<WorkerId, Long> progress = new ConcurrentHashMap<>();
  private volatile List<Peer> attached = List.of();

  synchronized void put(WorkerId worker, Peer peer) {
    Peer before = peers.put(worker, peer);
    if (before != null) {
      before.close("the worker opened another stream");
    }
    attachedWorkers.remove(worker);
    progress.put(worker, 0L);
    refresh();
  }

  synchronized boolean remove(WorkerId worker, Peer peer) {
    if (!peers.remove(worker, peer)) {
      return false;
    }
    attachedWorkers.remove(worker);
    progress.remove(worker);
    refresh();
    return true;
  }

  /// From now on this worker gets every new slice.
  synchronized void attach(WorkerId worker) {
    attachedWorkers.add(worker);
    refresh();
  }

  /// A version is whole: what still waits of older ones is of no use to anybody.
  void discardBefore(long version) {
    attached.forEach(peer -> peer.discardBefore(version));
  }

  private void refresh() {
    List<Peer> next = new ArrayList<>();
    attachedWorkers.forEach(worker -> next.add(peers.get(worker)));
    attached = List.copyOf(next);
  }

  List<Peer> attached() {
    return attached;
  }

  synchronized List<Peer> all() {
    return List.copyOf(peers.values());
  }

  synchronized Optional<Peer> get(WorkerId worker) {
    return Optional.ofNullable(peers.get(worker));
  }

  void send(WorkerId worker, CoordinatorFrame frame) {
    get(worker).ifPresent(peer -> peer.send(frame));
  }

  @Override
  public long bytes(WorkerId worker) {
    return get(worker).map(Peer::bytes).orElse(0L);
  }

  @Override
  public String host(WorkerId worker) {
    return get(worker).map(Peer::host).orElse("");
  }

  void progress(WorkerId worker, long step) {
    progress.computeIfPresent(worker, (_, before) -> Math.max(before, step));
  }

  /// Newest step counted of each worker, by name.
  Map<WorkerId, Long> progress() {
    return new TreeMap<>(progress);
  }
}
