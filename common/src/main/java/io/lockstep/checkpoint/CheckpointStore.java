package io.lockstep.checkpoint;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import io.lockstep.format.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The checkpoints of one run, in one folder. A checkpoint is written to a temporary folder beside
/// its place: data files, each forced; the manifest with length and hash of each, forced; then the
/// folder is renamed into place and the rename is forced. So at any moment, and after any crash,
/// each folder with a checkpoint's name is whole; should the disk damage it later, its hashes tell.
///
/// One process at a time may open it for a run: the caller holds the lock of the run folder. Not
/// thread-safe.
public final class CheckpointStore {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

  /// However few the configuration keeps, the last two good ones stay.
  static final int KEEP_MIN = 2;

  private final StoreFolder folder;
  private final int keep;
  private final Fence fence;
  private final Failpoint failpoint;
  private final TreeSet<FolderName> good = new TreeSet<>(FolderName.BY_AGE);
  private final List<String> openingNotes;

  private CheckpointStore(StoreFolder folder, int keep, Fence fence, Failpoint failpoint)
      throws IOException {
    this.folder = folder;
    this.openingNotes = folder.removeLeftovers();
    this.keep = Math.max(KEEP_MIN, keep);
    this.fence = fence;
    this.failpoint = failpoint;
  }

  /// Opens the store for one writer.
  ///
  /// @param keep how many of the newest good ones are kept; less than 2 counts as 2
  /// @throws LockstepException with exit code 5 if the folder cannot be written and read in time
  public static CheckpointStore open(Path folder, int keep) {
    return open(folder, keep, Fence.NONE);
  }

  /// As `open(folder, keep)`; the fence is asked before each checkpoint becomes visible.
  public static CheckpointStore open(Path folder, int keep, Fence fence) {
    return open(folder, keep, fence, Failpoint.NONE);
  }

  static CheckpointStore open(Path folder, int keep, Fence fence, Failpoint failpoint) {
    StorageProbe.check(folder);
    try {
      return new CheckpointStore(new StoreFolder(folder), keep, fence, failpoint);
    } catch (IOException fault) {
      throw StorageFault.of(fault, folder)
          .failure(ExitCode.STORAGE, "leftovers of an earlier run cannot be removed")
          .keeping("all checkpoints written before")
          .advising(
              "remove the entries of that folder that begin with " + StoreFolder.LEFTOVER_PREFIX)
          .exception(fault);
    }
  }

  /// Seals the checkpoint and returns when it is on the disk. After a fault nothing of it is left
  /// and the last good one is untouched; the same checkpoint may be written again, to fresh files.
  ///
  /// @throws LockstepException with exit code 5 if it could not be sealed, or the fence's
  public void write(Checkpoint checkpoint) {
    FolderName name = FolderName.of(checkpoint);
    if (good.contains(name)) {
      return; // The same step of the same term has the same bits.
    }
    Path target = folder.resolve(name);
    Path fresh = folder.fresh(name);
    try {
      if (Files.exists(target)) {
        folder.moveAside(target); // Left by a write that failed after its rename.
      }
      Files.createDirectory(fresh);
      SealedFolder.write(fresh, checkpoint, lastGood().orElse(""), failpoint);
      DurableFiles.syncFolder(fresh);
      failpoint.reached(Failpoint.Place.BEFORE_RENAME);
      fence.check(checkpoint.origin().term());
      Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      failpoint.reached(Failpoint.Place.BEFORE_FOLDER_SYNC);
      folder.sync();
    } catch (IOException fault) {
      folder.discard(target); // Its rename may not survive a power cut, so it does not count.
      folder.discard(fresh);
      fence.check(checkpoint.origin().term()); // A successor clears our files away: no disk fault.
      throw failed(checkpoint, fault);
    } catch (LockstepException superseded) {
      folder.discard(fresh);
      throw superseded;
    }
    good.add(name);
    deleteOlderThan(keep);
  }

  /// As `newestValid(objection)`, without any.
  public Restored newestValid() {
    return newestValid(_ -> Optional.empty());
  }

  /// Reads the newest checkpoint of which every byte verifies. Those that do not are renamed with
  /// the suffix `.invalid`; they, and those that cannot be read, are named in the warnings.
  ///
  /// @param objection why a whole one should not be gone on from, in words; when there is one to
  ///   each, the newest is taken nevertheless
  /// @throws LockstepException with exit code 5 if the folder cannot be read, or none of those in
  ///   it
  public Restored newestValid(Function<Manifest, Optional<String>> objection) {
    try {
      CheckpointSearch.Found found = new CheckpointSearch(folder, objection).newest();
      found.name().ifPresent(good::add);
      List<String> warnings = new ArrayList<>(openingNotes);
      warnings.addAll(found.warnings());
      return new Restored(found.checkpoint(), warnings);
    } catch (IOException fault) {
      StorageFault told = StorageFault.of(fault, folder.path());
      throw told.failure(ExitCode.STORAGE, "checkpoints cannot be read")
          .keeping("all checkpoints, as they are")
          .advising(told.advice() + ", then resume again")
          .exception(fault);
    }
  }

  /// What the checkpoints in this folder say of themselves, the newest first. Only manifests are
  /// read and verified; one that is damaged is left out. Changes nothing.
  public static List<Manifest> sighted(Path folder) {
    List<Manifest> sighted = new ArrayList<>();
    StoreFolder store = new StoreFolder(folder);
    try {
      for (FolderName name : store.newestFirst()) {
        try {
          sighted.add(SealedFolder.manifest(store.resolve(name)));
        } catch (IOException unreadable) {
          continue; // Whoever goes on from here reads everything, and says it.
        }
      }
    } catch (IOException absent) {
      return List.of();
    }
    return sighted;
  }

  /// Whether checkpoints are there, whole or not, also those that were moved aside as damaged.
  public static boolean hasAny(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.anyMatch(entry -> StoreFolder.isOfACheckpoint(entry.getFileName().toString()));
    } catch (IOException none) {
      return false;
    }
  }

  /// Name of the newest checkpoint that this store has written or verified.
  public Optional<String> lastGood() {
    return good.isEmpty() ? Optional.empty() : Optional.of(good.last().text());
  }

  /// What a failure says is safe: path and step of the last good checkpoint.
  public String kept() {
    return isThere() ? keptThere() : "nothing of this run: the folder with its checkpoints is gone";
  }

  private String keptThere() {
    return good.isEmpty()
        ? "no checkpoint yet"
        : "%s (step %d)".formatted(folder.resolve(good.last()), good.last().step());
  }

  /// Whether the folder is still there: removed or unmounted, no patience brings it back.
  public boolean isThere() {
    return Files.isDirectory(folder.path());
  }

  private LockstepException failed(Checkpoint checkpoint, IOException fault) {
    String reason = StorageFault.ofWrite(fault, folder.path(), SealedFolder.bytesOf(checkpoint));
    if (!isThere()) { // Looked at last: who removes it may have been at it all the while.
      return Failure.of(
              ExitCode.STORAGE,
              "checkpoint %d failed: the folder of checkpoints is gone"
                  .formatted(checkpoint.step()))
          .at(folder.path().toString())
          .keeping("nothing of this run: the folder with its checkpoints is gone")
          .advising("see who removed it or unmounted its disk, then train again")
          .exception(fault);
    }
    deleteOlderThan(KEEP_MIN); // The disk may be full.
    String last = good.isEmpty() ? "none" : Long.toString(good.last().step());
    return Failure.of(
            ExitCode.STORAGE,
            "checkpoint %d failed: %s; last good %s".formatted(checkpoint.step(), reason, last))
        .at(folder.path().toString())
        .keeping(keptThere())
        .advising("free space or repair the disk, then resume the run")
        .exception(fault);
  }

  /// A folder goes only when enough newer ones are known to be good: written or verified by this
  /// store. One of unknown state never counts as kept. Failing to delete is no fault of the run.
  private void deleteOlderThan(int kept) {
    if (good.size() < kept) {
      return;
    }
    FolderName oldestKept = good.descendingSet().stream().skip(kept - 1L).findFirst().orElseThrow();
    try {
      for (FolderName name : folder.newestFirst()) {
        if (FolderName.BY_AGE.compare(name, oldestKept) < 0) {
          good.remove(name);
          folder.discard(folder.resolve(name));
        }
      }
    } catch (IOException staysUntilNextTime) {
      LOG.warn("retention=skipped reason=\"{}\"", staysUntilNextTime.toString());
    }
  }
}
