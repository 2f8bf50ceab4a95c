package io.lockstep.simulation.disk;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Names and what lies under them. As a journal does, a power cut keeps the changes of names in
/// their order up to one of them, at least those that were forced.
final class DiskFolder implements DiskNode {

  private SortedMap<String, DiskNode> seen = new TreeMap<>();
  private final SortedMap<String, DiskNode> forced = new TreeMap<>();
  private final List<Change> unforced = new ArrayList<>();

  /// One change of names, whole or not at all.
  @FunctionalInterface
  private interface Change {
    void apply(SortedMap<String, DiskNode> names);
  }

  /// Null where nothing lies.
  DiskNode get(String name) {
    return seen.get(name);
  }

  List<String> names() {
    return List.copyOf(seen.keySet());
  }

  void put(String name, DiskNode node) {
    change(names -> names.put(name, node));
  }

  void remove(String name) {
    change(names -> names.remove(name));
  }

  void rename(String from, String to) {
    DiskNode node = seen.get(from);
    change(names -> {
      names.remove(from);
      names.put(to, node);
    });
  }

  private void change(Change change) {
    change.apply(seen);
    unforced.add(change);
  }

  /// Its names survive from now on; what lies under them has to be forced by itself.
  void force() {
    unforced.forEach(change -> change.apply(forced));
    unforced.clear();
  }

  @Override
  public void cut(RandomGenerator random) {
    int kept = random.nextInt(unforced.size() + 1);
    unforced.subList(0, kept).forEach(change -> change.apply(forced));
    unforced.clear();
    seen = new TreeMap<>(forced);
    seen.values().forEach(node -> node.cut(random));
  }
}
