package io.lockstep.plan;

import io.lockstep.shard.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A block of the step in progress that has not completely arrived.
///
/// @param owners who was told to compute it, in order of the latest telling; empty while there is
///   nobody
/// @param toldNanos when each owner was told first
/// @param dealtNanos when it was last dealt
/// @param claims present when the block is checked, so that nothing of it counts before two have
///   sent the same: what each owner has sent, as a print of the bits
/// @param checkers owners that were asked for prints only
/// @param suspects owners that sent numbers which are not finite
public record Dealt(
    Block block,
    List<WorkerId> owners,
    Map<WorkerId, Long> toldNanos,
    long dealtNanos,
    Optional<Map<WorkerId, Long>> claims,
    Set<WorkerId> checkers,
    List<WorkerId> suspects) {

  public Dealt {
    owners = List.copyOf(owners);
    toldNanos = Map.copyOf(toldNanos);
    claims = claims.map(Map::copyOf);
    checkers = Set.copyOf(checkers);
    suspects = List.copyOf(suspects);
    if (toldNanos.size() != owners.size()) {
      throw new IllegalArgumentException("owners %s, told %s".formatted(owners, toldNanos));
    }
  }

  static Dealt to(WorkerId worker, Block block, long now) {
    return new Dealt(
        block, List.of(worker), Map.of(worker, now), now, Optional.empty(), Set.of(), List.of());
  }

  static Dealt toNobody(Block block, long now) {
    return new Dealt(block, List.of(), Map.of(), now, Optional.empty(), Set.of(), List.of());
  }

  /// True while nothing of it counts that only one has computed.
  public boolean isChecked() {
    return claims.isPresent();
  }

  /// Several have sent all of it, and no two the same.
  boolean isDisputed() {
    return claims.isPresent() && claims.get().size() > 1 && !isAgreed();
  }

  /// Two have sent all of it, and the same.
  boolean isAgreed() {
    return claims.filter(all -> Set.copyOf(all.values()).size() < all.size()).isPresent();
  }

  Dealt alsoTo(WorkerId worker, long now) {
    List<WorkerId> told = new ArrayList<>(owners);
    told.remove(worker);
    told.add(worker);
    Map<WorkerId, Long> since = new HashMap<>(toldNanos);
    since.putIfAbsent(worker, now);
    return new Dealt(block, told, since, now, claims, less(checkers, worker), suspects);
  }

  /// Also to this worker, which sends prints only.
  Dealt checkedBy(WorkerId worker, long now) {
    Dealt more = alsoTo(worker, now);
    Set<WorkerId> asked = new HashSet<>(checkers);
    asked.add(worker);
    return new Dealt(block, more.owners(), more.toldNanos(), now, claims, asked, suspects);
  }

  /// Whether anybody was asked for the numbers themselves.
  boolean hasNumbers() {
    return !checkers.containsAll(owners);
  }

  private static Set<WorkerId> less(Set<WorkerId> workers, WorkerId worker) {
    Set<WorkerId> rest = new HashSet<>(workers);
    rest.remove(worker);
    return rest;
  }

  Dealt without(WorkerId worker) {
    if (!owners.contains(worker)) {
      return this;
    }
    List<WorkerId> rest = new ArrayList<>(owners);
    rest.remove(worker);
    Map<WorkerId, Long> since = new HashMap<>(toldNanos);
    since.remove(worker);
    List<WorkerId> others = suspects.stream().filter(other -> !other.equals(worker)).toList();
    return new Dealt(
        block,
        rest,
        since,
        dealtNanos,
        claims.map(all -> less(all, worker)),
        less(checkers, worker),
        others);
  }

  private static Map<WorkerId, Long> less(Map<WorkerId, Long> claims, WorkerId worker) {
    Map<WorkerId, Long> rest = new HashMap<>(claims);
    rest.remove(worker);
    return rest;
  }

  Dealt checked() {
    return new Dealt(
        block, owners, toldNanos, dealtNanos, Optional.of(Map.of()), checkers, suspects);
  }

  Dealt unchecked() {
    return new Dealt(block, owners, toldNanos, dealtNanos, Optional.empty(), checkers, suspects);
  }

  /// An owner of a checked block has sent all of it.
  Dealt claimed(WorkerId worker, long print) {
    Map<WorkerId, Long> more = new HashMap<>(claims.orElseThrow());
    more.put(worker, print);
    return new Dealt(block, owners, toldNanos, dealtNanos, Optional.of(more), checkers, suspects);
  }

  /// As if it had been dealt just now, to all its owners.
  Dealt toldNow(long now) {
    Map<WorkerId, Long> since = new HashMap<>();
    owners.forEach(owner -> since.put(owner, now));
    return new Dealt(block, owners, since, now, claims, checkers, suspects);
  }

  Dealt suspecting(List<WorkerId> workers) {
    return new Dealt(block, owners, toldNanos, dealtNanos, claims, checkers, workers);
  }
}
