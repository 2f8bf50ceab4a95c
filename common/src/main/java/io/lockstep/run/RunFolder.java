package io.lockstep.run;

import io.lockstep.data.ColumnRow;
import io.lockstep.data.LoadedData;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import io.lockstep.format.DurableFiles;
import io.lockstep.format.JsonText;
import io.lockstep.format.MadeFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The folder of one run, `RUNS/NAME-NUMBER`, and the right to write it:
///
/// ```
/// config.yaml  columns.json  rejected.csv  run.json  metrics.jsonl  ledger.jsonl  log  lock
/// checkpoints/  model/ (last)  model-best/ (best on validation)  model-begun/ (from which it began)
/// terms/TERM-1 …
/// ```
///
/// Closing it gives the lock back; a new folder whose run has not begun is gone then. Not
/// thread-safe, except `checkTerm` and `isSuperseded`.
public final class RunFolder implements AutoCloseable {

  static final String REPORT = "run.json";
  private static final String BEGUN_MODEL = "model-begun";
  private static final String COLUMNS = "columns.json";
  private static final String REJECTED = "rejected.csv";
  static final String CONFIGURATION = "config.yaml";
  static final String CHECKPOINTS = "checkpoints";
  static final String TERMS = "terms";

  private final Path path;
  private final Optional<RunLock> lock;
  private final Reign reign;
  private final ReportFile reports;

  private volatile Consumer<String> warnings = _ -> {};

  /// What was stored for whoever reads the run, to bring it back at the end.
  private final Map<Path, byte[]> stored = new LinkedHashMap<>();

  /// What this process has made for the run, while nothing in it is worth to be kept.
  private Optional<MadeFolders> provisional = Optional.empty();

  /// Whether this process has written a report.
  private boolean reported;

  private long leastTerm = 1;

  private RunFolder(Path path, Optional<RunLock> lock) {
    this.path = path;
    this.lock = lock;
    this.reign = new Reign(path);
    this.reports = new ReportFile(path.resolve(REPORT), reign::check, Patience.ofSeconds(0));
  }

  /// Makes the folder of a new run, with the next free number of this name, and locks it. Two
  /// processes that do so at once get two folders. It is a run once it has a report: closed before,
  /// the folder goes and the number is free again.
  ///
  /// @throws LockstepException with exit code 5 if it cannot be made
  public static RunFolder create(Path runs, String name) {
    return storing(
        runs,
        () -> {
          MadeFolders made = MadeFolders.make(runs);
          try {
            RunFolder folder = created(runs, name);
            folder.provisional = Optional.of(made);
            return folder;
          } catch (IOException | RuntimeException refused) {
            made.unmake(); // As on a full disk.
            throw refused;
          }
        });
  }

  private static RunFolder created(Path runs, String name) throws IOException {
    Path path = Runs.createNext(runs, name);
    try {
      return locked(path);
    } catch (IOException | RuntimeException refused) {
      DurableFiles.deleteFolder(path); // It must not look like a run.
      throw refused;
    }
  }

  /// Locks the run in this folder.
  ///
  /// @throws LockstepException with exit code 2 if it is missing or another process holds it
  public static RunFolder open(Path path) {
    if (!Files.isDirectory(path)) {
      throw Failure.of(ExitCode.USAGE, "there is no run folder " + path)
          .at(path.toString())
          .advising("lockstep train CONFIG")
          .exception();
    }
    return inRun(path, () -> locked(path));
  }

  private static RunFolder locked(Path path) throws IOException {
    RunFolder folder = new RunFolder(path, Optional.of(RunLock.take(path)));
    try {
      DurableFiles.removeLeftovers(folder.configuration());
      DurableFiles.removeLeftovers(folder.path.resolve(COLUMNS));
      DurableFiles.removeLeftovers(folder.path.resolve(REJECTED));
      DurableFiles.removeLeftovers(folder.path.resolve(REPORT));
      return folder;
    } catch (IOException | RuntimeException refused) {
      folder.close();
      throw refused;
    }
  }

  /// Opens a run that the cluster has handed to this process. Its former coordinator may be paused
  /// and hold the lock still: then the run is opened without it, and terms alone keep the former
  /// one from writing. Begin a term before anything is written.
  ///
  /// @throws LockstepException with exit code 2 if it is missing
  public static RunFolder takeOver(Path path) {
    return openIfFree(path).orElseGet(() -> new RunFolder(path, Optional.empty()));
  }

  /// Locks the run in this folder, unless another process holds it.
  ///
  /// @return empty when another process holds it
  /// @throws LockstepException with exit code 2 if it is missing
  public static Optional<RunFolder> openIfFree(Path path) {
    try {
      return Optional.of(open(path));
    } catch (LockstepException refused) {
      if (!Files.isDirectory(path) || refused.failure().code() != ExitCode.USAGE) {
        throw refused;
      }
      return Optional.empty();
    }
  }

  public Path path() {
    return path;
  }

  public Path checkpoints() {
    return checkpointsOf(path);
  }

  /// As [#checkpoints], of a run that this process does not hold.
  public static Path checkpointsOf(Path run) {
    return run.resolve(CHECKPOINTS);
  }

  /// The model after the last step.
  public Path model() {
    return modelOf(path);
  }

  /// The model that was best on the validation set; absent without one.
  public Path bestModel() {
    return bestModelOf(path);
  }

  public static Path modelOf(Path run) {
    return run.resolve("model");
  }

  public static Path bestModelOf(Path run) {
    return run.resolve("model-best");
  }

  /// A copy of the model with which the run began; absent when its weights were initialised.
  public static Path begunModelOf(Path run) {
    return run.resolve(BEGUN_MODEL);
  }

  /// Whether a model folder is such a copy.
  public static boolean isBegunModel(Path model) {
    return model.endsWith(BEGUN_MODEL);
  }

  public Path ledger() {
    return path.resolve("ledger.jsonl");
  }

  public Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  public Path log() {
    return path.resolve("log");
  }

  public Path configuration() {
    return path.resolve(CONFIGURATION);
  }

  /// Makes this the newest run of the folder it lies in: `last` leads to it.
  ///
  /// @return why it does not; empty when it does
  public Optional<String> pointLast() {
    Path absolute = path.toAbsolutePath().normalize();
    if (!Runs.isRunName(absolute.getFileName().toString())) {
      return Optional.empty(); // A copy somewhere: no `last` is to be found beside it.
    }
    return LastRun.pointTo(absolute.getParent(), absolute);
  }

  /// Stores the effective configuration.
  public void writeConfiguration(String yaml) {
    store(configuration(), yaml.getBytes(StandardCharsets.UTF_8));
  }

  /// Stores the table of columns and the rows that were passed over, where there are such.
  public void writeTables(LoadedData data) {
    if (!data.columns().isEmpty()) {
      List<Map<String, Object>> columns = data.columns().stream().map(ColumnRow::toMap).toList();
      store(path.resolve(COLUMNS), ended(JsonText.indented(Map.of("columns", columns))));
    }
    if (data.rejected().stream().anyMatch(rows -> rows.count() > 0)) {
      replace(path.resolve(REJECTED), RejectedFile.csv(data.rejected()));
    }
  }

  private static byte[] ended(byte[] json) {
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }

  /// How long it is borne that reports cannot be written.
  ///
  /// @param newWarnings told once when that begins, and of files that were removed; any thread
  public void bear(Patience patience, Consumer<String> newWarnings) {
    warnings = newWarnings;
    reign.warn(newWarnings);
    reports.bear(patience, newWarnings);
  }

  /// Replaces `run.json` as a whole and durably: at once when the run begins or ends, within about
  /// a second while it goes on, so that small epochs do not wait for the disk. A crash can lose
  /// that second.
  ///
  /// @throws LockstepException with exit code 6 if this process is superseded, with 5 if reports
  ///   cannot be written and patience is over
  public void writeReport(RunReport report) {
    if (reported && report.status() == RunReport.Status.RUNNING) {
      reports.offer(report);
      return;
    }
    if (reported) {
      reign.check();
      bringBack();
    }
    reports.write(report);
    reported = true;
    provisional = Optional.empty();
  }

  public RunReport report() {
    return reportOf(path);
  }

  /// The report of any run, also of one that another process is writing.
  ///
  /// @throws LockstepException with exit code 5 if it is missing or not a report
  public static RunReport reportOf(Path run) {
    Path file = run.resolve(REPORT);
    try {
      return RunReport.ofJson(JsonText.object(Files.readAllBytes(file)));
    } catch (NoSuchFileException missing) {
      throw Failure.of(ExitCode.STORAGE, file + " is missing")
          .at(run.toString())
          .advising("lockstep train CONFIG --resume")
          .exception(missing);
    } catch (IOException | RuntimeException unreadable) {
      throw StorageFault.of(unreadable, file)
          .failure(ExitCode.STORAGE, file + " cannot be read as a report")
          .advising("lockstep train CONFIG --resume")
          .exception(unreadable);
    }
  }

  /// Begins the next term of this run: one more than any before, and nobody else's.
  public long nextTerm() {
    reports.forget(); // What this process has said in an earlier term.
    reported = false;
    return reign.begin(leastTerm);
  }

  /// The term that begins next has this number or a larger one: that of whoever works through a
  /// queue of runs.
  public void termsFrom(long least) {
    leastTerm = least;
  }

  /// The newest term that anybody has begun; 0 before the first.
  public long newestTerm() {
    return reign.newest();
  }

  /// Refuses a writer whose reign is over. Reads the disk; any thread.
  ///
  /// @throws LockstepException with exit code 6 if a later term has begun
  public void checkTerm(long term) {
    reign.check(term);
  }

  /// Whether a later term has begun. Reads the disk; any thread.
  public boolean isSuperseded(long term) {
    return reign.isSuperseded(term);
  }

  @Override
  public void close() {
    reports.close();
    inRun(
        path,
        () -> {
          if (provisional.isPresent()) {
            DurableFiles.deleteFolder(path);
            provisional.get().unmake();
          }
          if (lock.isPresent()) {
            lock.get().close();
          }
          return path;
        });
  }

  private void store(Path file, byte[] bytes) {
    stored.put(file, bytes);
    replace(file, bytes);
  }

  /// Somebody may have removed it while the run went on.
  private void bringBack() {
    stored.forEach((file, bytes) -> {
      if (Files.isDirectory(path) && Files.notExists(file)) {
        replace(file, bytes);
        warnings.accept("%s was removed; it is there again".formatted(file));
      }
    });
  }

  private void replace(Path file, byte[] bytes) {
    inRun(
        path,
        () -> {
          DurableFiles.replace(file, bytes);
          return file;
        });
  }

  @FunctionalInterface
  interface Storing<T> {
    T run() throws IOException;
  }

  /// In the folder of a run that is there: what is safe is looked for.
  static <T> T inRun(Path run, Storing<T> action) {
    try {
      return action.run();
    } catch (IOException | UncheckedIOException fault) {
      throw Trouble.of("the run folder cannot be used", run.resolve(REPORT), fault);
    }
  }

  /// Beside the runs, before anything of a run is touched.
  static <T> T storing(Path where, Storing<T> action) {
    try {
      return action.run();
    } catch (IOException | UncheckedIOException fault) {
      StorageFault told = StorageFault.of(fault, where);
      throw told.failure(ExitCode.STORAGE, "the run folder cannot be used")
          .advising(told.advice() + ", or choose another folder with --runs DIR")
          .exception(fault);
    }
  }
}
