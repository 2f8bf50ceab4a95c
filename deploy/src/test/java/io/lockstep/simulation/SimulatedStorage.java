package io.lockstep.simulation;

import io.lockstep.failure.LockstepException;
import io.lockstep.format.SealedJson;
import io.lockstep.format.Sha256;
import io.lockstep.run.RunFolder;
import io.lockstep.simulation.disk.DiskTrouble;
import io.lockstep.simulation.disk.Mount;
import io.lockstep.simulation.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.WeakHashMap;

/// The disk on which a run lies, with its faults, and who may write to it.
final class SimulatedStorage {

  private static final String RUNS = "/runs";
  private static final String RUN = RUNS + "/simulated-1";

  private static final String WEIGHTS = "weights.safetensors";
  private static final List<String> FILES =
      List.of(WEIGHTS, "optimizer.safetensors", "manifest.json");

  /// Writes that fail one after the other on a full disk.
  private static final int FULL_MAX = 4;

  private final SimulatedDisk disk = new SimulatedDisk();
  private final Hazards hazards;
  private final Random random;
  private final SimulatedToll toll;
  private final Plant plant;
  private final Thread thread = Thread.currentThread();
  private final Map<Mount, Long> terms = new WeakHashMap<>();
  private final List<String> violations = new ArrayList<>();
  private boolean failing;
  private boolean begun;
  private int fullFor;
  private long newestTerm;

  /// Deeds of the disk until it strikes; negative when it does not.
  private int deedsLeft = -1;

  private Runnable strike = () -> {};

  private Seat newest;

  /// Checkpoints that were damaged.
  private final Set<String> rotten = new HashSet<>();

  /// One process that holds the run.
  record Seat(Mount mount, RunFolder folder) {

    /// Ends the process, in good order or not.
    void end() {
      try {
        folder.close();
      } catch (LockstepException deadAlready) {
        // Its lock is free with its mount.
      }
      mount.kill();
    }
  }

  SimulatedStorage(Hazards hazards, long seed, SimulatedToll toll, Plant plant) {
    this.hazards = hazards;
    this.random = new Random(~seed);
    this.toll = toll;
    this.plant = plant;
    disk.trouble(this::before);
    disk.watchRenames(this::renamed);
  }

  /// A process that is to lead the run.
  Seat seat() {
    Mount mount = disk.mount(plant.quirks());
    RunFolder folder =
        begun
            ? RunFolder.takeOver(mount.getPath(RUN))
            : RunFolder.create(mount.getPath(RUNS), "simulated");
    begun = true;
    newest = new Seat(mount, folder);
    return newest;
  }

  /// The run, as somebody sees it who only reads.
  Path reading() {
    return disk.mount(Set.of()).getPath(RUN);
  }

  /// I5: a term belongs to one process, and is newer than any before.
  void began(Seat seat, long term) {
    if (term <= newestTerm) {
      violations.add("term %d begins after term %d (I5)".formatted(term, newestTerm));
    }
    newestTerm = Math.max(term, newestTerm);
    terms.keySet().forEach(Mount::supersede);
    terms.put(seat.mount(), term);
  }

  /// Whether writes and forces may fail from now on.
  void failing(Faulty faulty) {
    failing = faulty == Faulty.YES;
  }

  /// Whether the disk may fail.
  enum Faulty {
    YES,
    NO
  }

  /// Whoever was seated last.
  Seat newest() {
    return newest;
  }

  /// Nothing fails, and nobody is struck, until somebody asks for it again.
  void spare() {
    failing(Faulty.NO);
    deedsLeft = -1;
  }

  /// I2: every checkpoint that nobody has damaged verifies.
  ///
  /// @return step of the newest; negative without one
  long newestWhole() {
    return Invariants.everyCheckpointVerifies(reading(), rotten);
  }

  /// One of the next deeds of whoever was seated last is not done, and this happens instead.
  void strikeSoon(int deedsMax, Runnable what) {
    deedsLeft = random.nextInt(deedsMax);
    strike = what;
  }

  void cutPower() {
    toll.powerCuts++;
    disk.cutPower(random);
  }

  /// One bit of the newest checkpoint is another from now on. A planted bug hides that from whoever
  /// verifies it.
  ///
  /// @param checkpoints some
  void rotNewest(List<Path> checkpoints) {
    Path last = Collections.max(checkpoints, Comparator.comparingLong(SimulatedStorage::step));
    String file =
        plant == Plant.DAMAGED_CHECKPOINT_IS_TRUSTED ? WEIGHTS : FILES.get(random.nextInt(3));
    rotten.add(last.getFileName().toString());
    disk.rot(last.resolve(file), random);
    if (plant == Plant.DAMAGED_CHECKPOINT_IS_TRUSTED) {
      seal(last);
    }
  }

  private static long step(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().split("-")[1]);
  }

  /// As if the hashes of its files were those of the manifest.
  private static void seal(Path checkpoint) {
    try {
      Path file = checkpoint.resolve("manifest.json");
      Map<String, Object> manifest = new LinkedHashMap<>(SealedJson.read(file));
      Map<String, Object> files = new LinkedHashMap<>();
      for (String name : List.of(WEIGHTS, "optimizer.safetensors")) {
        byte[] bytes = Files.readAllBytes(checkpoint.resolve(name));
        files.put(name, Map.of("length", bytes.length, "sha256", Sha256.ofBytes(bytes)));
      }
      manifest.put("files", files);
      Files.delete(file);
      SealedJson.write(file, manifest);
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  /// What must never be and was.
  List<String> violations() {
    return violations;
  }

  /// A report that is only news is written by a thread of its own, whenever that comes to it: what
  /// a seed does must not depend on it.
  private void before(DiskTrouble.Deed deed, Path path) throws IOException {
    if (Thread.currentThread() != thread || path.toString().contains("run.json")) {
      return;
    }
    boolean ofNewest = newest == null || path.getFileSystem() == newest.mount();
    if (deedsLeft == 0 && ofNewest) {
      deedsLeft = -1;
      toll.strikes++;
      strike.run();
      throw new FileSystemException(path.toString(), null, "Transport endpoint is not connected");
    }
    deedsLeft -= deedsLeft > 0 ? 1 : 0;
    if (failing) {
      fail(deed, path);
    }
  }

  private void fail(DiskTrouble.Deed deed, Path path) throws IOException {
    if (deed == DiskTrouble.Deed.FORCE && random.nextDouble() < hazards.brokenRate()) {
      toll.brokenForces++;
      throw new FileSystemException(path.toString(), null, "Input/output error");
    }
    if (deed == DiskTrouble.Deed.WRITE
        && (fullFor > 0 || random.nextDouble() < hazards.fullRate())) {
      fullFor = fullFor > 0 ? fullFor - 1 : random.nextInt(FULL_MAX);
      toll.fullDisks++;
      throw new FileSystemException(path.toString(), null, "No space left on device");
    }
  }

  /// I5: nobody but the newest term gives a checkpoint its name.
  private void renamed(Mount mount, Path target) {
    boolean seals = target.getFileName().toString().matches("step-\\d+-term-\\d+");
    if (seals && terms.getOrDefault(mount, 0L) < newestTerm) {
      violations.add(
          "term %d has sealed %s in term %d (I5)"
              .formatted(terms.get(mount), target.getFileName(), newestTerm));
    }
  }
}
