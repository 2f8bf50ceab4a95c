package io.lockstep.simulation.disk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/// A disk that several processes mount, each for itself. Any thread.
public final class SimulatedDisk {

  private final DiskFolder root = new DiskFolder();
  private final List<Mount> mounts = new ArrayList<>();
  private volatile DiskTrouble trouble = DiskTrouble.NONE;
  private final Thread player = Thread.currentThread();
  private volatile BiConsumer<Mount, Path> renames = (mount, target) -> {};

  /// A process that sees the disk.
  public synchronized Mount mount(Set<Quirk> quirks) {
    Mount mount =
        new Mount(this, quirks.isEmpty() ? EnumSet.noneOf(Quirk.class) : EnumSet.copyOf(quirks));
    mounts.add(mount);
    return mount;
  }

  /// @param newTrouble asked before each deed from now on
  public void trouble(DiskTrouble newTrouble) {
    trouble = newTrouble;
  }

  /// @param watcher told who has given a file or a folder this name
  public void watchRenames(BiConsumer<Mount, Path> watcher) {
    renames = watcher;
  }

  /// All processes that see it are gone, and so is what was not forced, as far as the seed says.
  public synchronized void cutPower(RandomGenerator random) {
    List.copyOf(mounts).forEach(Mount::kill);
    root.cut(random);
  }

  /// One bit of this file is another from now on.
  public synchronized void rot(Path file, RandomGenerator random) {
    if (find(file) instanceof DiskFile found) {
      found.rot(random);
    }
  }

  /// Whether this thread is another than that which made the disk. What such a thread of a process
  /// finds out comes at a moment that is nobody's choice: it does not see terms that others have
  /// begun, and what it renames when there are such is gone.
  boolean isBeside() {
    return Thread.currentThread() != player;
  }

  DiskTrouble trouble() {
    return trouble;
  }

  void renamed(Mount mount, Path target) {
    renames.accept(mount, target);
  }

  synchronized void forget(Mount mount) {
    mounts.remove(mount);
  }

  /// Null where nothing lies.
  DiskNode find(Path path) {
    DiskNode node = root;
    for (Path name : path.toAbsolutePath().normalize()) {
      node = node instanceof DiskFolder folder ? folder.get(name.toString()) : null;
    }
    return node;
  }
}
