package io.lockstep.checkpoint;

import io.lockstep.failure.StorageFault;
import io.lockstep.format.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Finds the checkpoint to go on from: the newest of which every byte verifies and to which nobody
/// objects. Going on from an older one costs time and no bit.
final class CheckpointSearch {

  private final StoreFolder folder;
  private final Function<Manifest, Optional<String>> objection;
  private final List<String> passed = new ArrayList<>();
  private IOException unreadable;

  /// @param objection why a whole checkpoint should not be gone on from
  CheckpointSearch(StoreFolder folder, Function<Manifest, Optional<String>> objection) {
    this.folder = folder;
    this.objection = objection;
  }

  /// @param warnings what was passed over and why
  record Found(Optional<FolderName> name, Optional<Checkpoint> checkpoint, List<String> warnings) {}

  /// A damaged one is renamed with the suffix `.invalid`. One that cannot be read (permissions, a
  /// disk that fails, links in a circle) is not condemned: it may be good. Where there is an
  /// objection to each, the newest is taken nevertheless.
  ///
  /// @throws IOException if none can be read
  Found newest() throws IOException {
    Optional<FolderName> objected = Optional.empty();
    String firstObjection = "";
    for (FolderName name : folder.newestFirst()) {
      Optional<Checkpoint> read = read(name);
      if (read.isEmpty()) {
        continue;
      }
      Optional<String> against = objection.apply(read.get().manifest());
      if (against.isEmpty()) {
        return found(name, read.get());
      }
      if (objected.isEmpty()) {
        objected = Optional.of(name);
        firstObjection = against.get();
      }
      passed.add("checkpoint %d is passed over: %s".formatted(name.step(), against.get()));
    }
    if (objected.isPresent()) {
      passed.removeIf(warning -> warning.contains(" is passed over: "));
      FolderName newest = objected.get();
      Found found = found(newest, SealedFolder.read(folder.resolve(newest)));
      List<String> warnings = new ArrayList<>(found.warnings());
      warnings.add(
          "%s; no older checkpoint is free of that, using %d"
              .formatted(firstObjection, newest.step()));
      return new Found(found.name(), found.checkpoint(), warnings);
    }
    if (unreadable != null) {
      throw unreadable;
    }
    return new Found(Optional.empty(), Optional.empty(), passed(", none older is valid"));
  }

  /// Notes why, if it cannot be read.
  private Optional<Checkpoint> read(FolderName name) throws IOException {
    Path candidate = folder.resolve(name);
    try {
      return Optional.of(SealedFolder.read(candidate));
    } catch (FormatException damaged) {
      passed.add("checkpoint %d invalid (%s)".formatted(name.step(), damaged.getMessage()));
      folder.moveAside(candidate);
    } catch (IOException fault) {
      unreadable = fault;
      passed.add(
          "checkpoint %d cannot be read (%s)"
              .formatted(name.step(), StorageFault.of(fault, candidate).reason()));
    }
    return Optional.empty();
  }

  private Found found(FolderName name, Checkpoint checkpoint) {
    return new Found(
        Optional.of(name), Optional.of(checkpoint), passed(", using " + checkpoint.step()));
  }

  private List<String> passed(String instead) {
    return passed.stream().map(warning -> warning + instead).toList();
  }
}
