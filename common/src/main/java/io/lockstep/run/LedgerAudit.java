package io.lockstep.run;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.format.FormatException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToIntFunction;
import java.util.regex.Pattern;

/// What a ledger shows: whether each shard of each step was counted once, and who computed how
/// many.
///
/// @param steps rows read
/// @param lastVersion fingerprint of the last version, 16 hexadecimal digits; empty without a row
/// @param shardsByWorker number of shards counted from each worker
/// @param faults what does not add up, one line each, at most `FAULTS_MAX`; empty for a sound
///   ledger
public record LedgerAudit(
    long steps, String lastVersion, Map<String, Long> shardsByWorker, List<String> faults) {

  static final int FAULTS_MAX = 100;

  private static final Pattern VERSION = Pattern.compile("[0-9a-f]{16}");
  private static final Pattern SHARDS = Pattern.compile("\\d{1,9}\\.\\.\\d{1,9}");

  public LedgerAudit {
    shardsByWorker = Map.copyOf(shardsByWorker);
    faults = List.copyOf(faults);
  }

  public boolean sound() {
    return faults.isEmpty();
  }

  /// Reads the whole ledger.
  ///
  /// @param shardsIn number of shards of a step, as `BatchPlan.shardsIn`
  public static LedgerAudit of(Path file, LongToIntFunction shardsIn) {
    var count = new Count(shardsIn);
    try {
      JsonLines.read(file, count::row);
    } catch (IOException | ClassCastException | NullPointerException unreadable) {
      throw Failure.of(ExitCode.STORAGE, "the ledger cannot be read: " + unreadable.getMessage())
          .at(file.toString())
          .exception(unreadable);
    }
    return new LedgerAudit(count.steps, count.version, count.shardsByWorker, count.faults);
  }

  /// @throws RuntimeException if a row is not as the ledger writes them
  static void check(Map<String, Object> row) {
    boolean isStep = row.get("step") instanceof Long || row.get("step") instanceof Integer;
    boolean isOther = row.size() != (row.containsKey(LineCheck.KEY) ? 4 : 3);
    if (!isStep || isOther || !VERSION.matcher((String) row.get("version")).matches()) {
      throw new IllegalArgumentException("no row");
    }
    for (Object block : (List<?>) row.get("blocks")) {
      Map<?, ?> entry = (Map<?, ?>) block;
      if (!(entry.get("worker") instanceof String)
          || !SHARDS.matcher((String) entry.get("shards")).matches()) {
        throw new IllegalArgumentException("no block");
      }
    }
  }

  private static final class Count {
    private final LongToIntFunction shardsIn;
    private final Map<String, Long> shardsByWorker = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private long steps;
    private String version = "";

    Count(LongToIntFunction shardsIn) {
      this.shardsIn = shardsIn;
    }

    void row(long line, Map<String, Object> row) throws IOException {
      long step = ((Number) row.get("step")).longValue();
      version = (String) row.get("version");
      steps++;
      if (step != steps) {
        fault("line %d is step %d, expected %d".formatted(line, step, steps));
      }
      int shards = shardsIn.applyAsInt(step);
      BitSet counted = new BitSet(shards);
      for (Object block : (List<?>) row.get("blocks")) {
        Map<?, ?> entry = (Map<?, ?>) block;
        String text = (String) entry.get("shards");
        String worker = (String) entry.get("worker");
        int dots = text.indexOf("..");
        if (dots < 0) {
          throw new FormatException("line %d: shards '%s'".formatted(line, text));
        }
        int first = Integer.parseInt(text, 0, dots, 10);
        int last = Integer.parseInt(text, dots + 2, text.length(), 10);
        shardsByWorker.merge(worker, last - first + 1L, Long::sum);
        for (int shard = first; shard <= last; shard++) {
          if (counted.get(shard)) {
            fault("step %d: shard %d is counted twice".formatted(step, shard));
          }
          counted.set(shard);
        }
      }
      if (counted.cardinality() != shards || counted.length() > shards) {
        fault("step %d: counted shards %s of %d".formatted(step, counted, shards));
      }
    }

    private void fault(String what) {
      if (faults.size() < FAULTS_MAX) {
        faults.add(what);
      }
    }
  }
}
