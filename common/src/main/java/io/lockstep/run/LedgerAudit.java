package io.lockstep.run;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.StorageFault;
import io.lockstep.format.FormatException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongToIntFunction;
import java.util.regex.Pattern;

/// What a ledger shows: whether each line is as it was written and follows the one before, whether
/// each shard of each step was counted once, who computed how many, and which version each step
/// made. Reads all of it, and only reads.
public final class LedgerAudit {

  static final int FAULTS_MAX = 100;

  private static final int UNKNOWN = -1;

  private static final Pattern VERSION = Pattern.compile("[0-9a-f]{16}");

  private final LongToIntFunction shardsIn;
  private final Optional<BookHead> stated;
  private final ChainReading chain = new ChainReading();
  private final VersionsRead versions = new VersionsRead();
  private final Map<String, Long> shardsByWorker = new LinkedHashMap<>();
  private final List<Fault> faults = new ArrayList<>();
  private long lines;
  private long rows;
  private long unchained;
  private long step;
  private boolean isAfterDamage;

  /// What does not add up.
  ///
  /// @param step to which it belongs
  /// @param what in one line
  public record Fault(long step, String what) {}

  private LedgerAudit(LongToIntFunction shardsIn, Optional<BookHead> stated) {
    this.shardsIn = shardsIn;
    this.stated = stated;
  }

  /// Reads the whole ledger, and counts shards.
  ///
  /// @param shardsIn number of shards of a step, as `BatchPlan.shardsIn`
  public static LedgerAudit of(Path file, LongToIntFunction shardsIn) {
    return of(file, shardsIn, Optional.empty());
  }

  /// Reads the whole ledger of a run of which it is not known how many shards its steps have.
  ///
  /// @param stated what the report of the run says of it
  public static LedgerAudit of(Path file, Optional<BookHead> stated) {
    return of(file, _ -> UNKNOWN, stated);
  }

  /// @param stated what the report of the run says of it
  /// @throws io.lockstep.failure.LockstepException with exit code 5 if it cannot be read
  public static LedgerAudit of(Path file, LongToIntFunction shardsIn, Optional<BookHead> stated) {
    LedgerAudit audit = new LedgerAudit(shardsIn, stated);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (var text = JsonLines.nextLine(in); text.isPresent(); text = JsonLines.nextLine(in)) {
        audit.line(text.get());
      }
    } catch (IOException unreadable) {
      throw StorageFault.of(unreadable, file)
          .failure(ExitCode.STORAGE, "the ledger cannot be read")
          .exception(unreadable);
    }
    return audit;
  }

  /// Whole lines read.
  public long lines() {
    return lines;
  }

  /// Lines that are as they were written.
  public long steps() {
    return rows;
  }

  /// Of the last of them; 0 without one.
  public long lastStep() {
    return step;
  }

  /// Lines at the beginning that are tied to none before, as earlier builds wrote them.
  public long unchained() {
    return unchained;
  }

  /// The fingerprint of the version that a step made; empty where no whole line says it.
  public OptionalLong version(long ofStep) {
    return versions.of(ofStep);
  }

  /// Of the last version, 16 hexadecimal digits; empty without a row.
  public String lastVersion() {
    return step == 0 ? "" : "%016x".formatted(version(step).orElseThrow());
  }

  /// Number of shards counted from each worker.
  public Map<String, Long> shardsByWorker() {
    return Map.copyOf(shardsByWorker);
  }

  /// What does not add up, at most `FAULTS_MAX`; empty for a sound ledger.
  public List<Fault> faults() {
    return List.copyOf(faults);
  }

  public boolean sound() {
    return faults.isEmpty();
  }

  /// @throws RuntimeException if a row is not as the ledger writes them
  static void check(Map<String, Object> row) {
    boolean isStep = row.get("step") instanceof Long || row.get("step") instanceof Integer;
    int keys =
        3 + (row.containsKey(LineChain.KEY) ? 1 : 0) + (row.containsKey(LineCheck.KEY) ? 1 : 0);
    if (!isStep
        || row.size() != keys
        || !VERSION.matcher((String) row.get("version")).matches()
        || !BookHead.isHash((String) row.getOrDefault(LineChain.KEY, BookHead.NOTHING))) {
      throw new IllegalArgumentException("no row");
    }
    for (Object block : (List<?>) row.get("blocks")) {
      Map<?, ?> entry = (Map<?, ?>) block;
      if (!(entry.get("worker") instanceof String)
          || !(entry.get("shards") instanceof String shards)) {
        throw new IllegalArgumentException("no block");
      }
      CountedShards.Range.of(shards);
    }
  }

  private void line(byte[] text) {
    lines++;
    try {
      Map<String, Object> row = JsonLines.checked(text, JsonLines.Kind.LEDGER);
      row(row, text);
      isAfterDamage = false;
    } catch (FormatException damaged) {
      fault(step + 1, "line %d: %s".formatted(lines, damaged.getMessage()));
      chain.damaged(text);
      isAfterDamage = true;
    }
    requireHead();
  }

  private void row(Map<String, Object> row, byte[] text) {
    rows++;
    long its = ((Number) row.get("step")).longValue();
    ChainReading.Link link = chain.next(row, text);
    if (!chain.hasBegun()) {
      unchained++;
    }
    boolean follows = its == step + 1 || (isAfterDamage && its > step);
    if (!follows) {
      fault(
          its > step ? step + 1 : its,
          "line %d is step %d, expected %d".formatted(lines, its, step + 1));
    } else {
      requireLink(link, its);
    }
    if (its > step) {
      versions.add(its, Long.parseUnsignedLong((String) row.get("version"), 16));
    }
    step = Math.max(step, its);
    count(its, (List<?>) row.get("blocks"));
  }

  /// A line that is changed and has a right check is told by the one behind it, which carries the
  /// hash of what it was.
  private void requireLink(ChainReading.Link link, long its) {
    switch (link) {
      case RIGHT, NONE, UNKNOWN -> {}
      case OTHER ->
          fault(
              Math.max(its - 1, 1),
              lines == 1
                  ? "line 1 does not begin a ledger: it is tied to a line before"
                  : "line %d is another than when line %d was tied to it"
                      .formatted(lines - 1, lines));
      case CUT -> fault(its, "line %d is tied to no line, as those before it are".formatted(lines));
    }
  }

  private void requireHead() {
    if (stated.isPresent()
        && stated.get().lines() == lines
        && !isAfterDamage
        && !stated.get().sha256().equals(chain.sha256())) {
      fault(
          step,
          "line %d has another hash than run.json carries: one of both was changed"
              .formatted(lines));
    }
  }

  private void count(long its, List<?> blocks) {
    int shards = shardsIn.applyAsInt(its);
    CountedShards counted = new CountedShards();
    for (Object block : blocks) {
      Map<?, ?> entry = (Map<?, ?>) block;
      CountedShards.Range range = CountedShards.Range.of((String) entry.get("shards"));
      shardsByWorker.merge((String) entry.get("worker"), range.count(), Long::sum);
      counted.add(range);
    }
    for (CountedShards.Range twice : counted.twice()) {
      fault(its, "step %d: %s counted twice".formatted(its, twice.say()));
    }
    if (shards != UNKNOWN && !counted.areAll(shards)) {
      fault(its, "step %d: counted shards %s of %d".formatted(its, counted, shards));
    }
  }

  private void fault(long ofStep, String what) {
    if (faults.size() < FAULTS_MAX) {
      faults.add(new Fault(ofStep, what));
    }
  }
}
