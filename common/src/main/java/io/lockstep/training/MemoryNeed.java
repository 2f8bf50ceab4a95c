package io.lockstep.training;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.model.LayerSummary;
import io.lockstep.optimizer.Optimizer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a run keeps in memory at the very least, in bytes: known before any of it is taken, so that
/// sizes which cannot be meant end a command with a word and not with a dead JVM.
///
/// @param parameters the flat vector, the optimizer's moments, a gradient, and the copies that
///   checkpoints and the best model are written from
/// @param rows what one lane needs for the examples of a shard on their way through the net
record MemoryNeed(long parameters, long rows) {

  private static final long GIB = 1L << 30;

  static MemoryNeed of(PreparedRun run) {
    int moments = Optimizer.momentNames(run.configuration().train().optimizer()).size();
    int best = run.course().keepBest().isPresent() ? 1 : 0;
    long vectors = 2L * (1 + moments) + 1 + best;
    long width =
        run.network().inputWidth()
            + run.network().summary().stream()
                .filter(layer -> layer.parameters() > 0)
                .mapToLong(layer -> 2L * layer.outputWidth())
                .sum();
    return new MemoryNeed(
        vectors * run.network().layout().length() * Float.BYTES,
        examplesAtOnce(run) * width * Float.BYTES);
  }

  /// A shard may be larger than all examples together.
  private static int examplesAtOnce(PreparedRun run) {
    return Math.min(run.batches().shard(), run.data().train().count());
  }

  long bytes() {
    return parameters + rows;
  }

  /// @param heap bytes that the JVM may take
  /// @param machine bytes of memory of this machine; 0 when unknown
  /// @throws LockstepException with exit code 3 if the run cannot have as much as it needs
  void require(PreparedRun run, long heap, long machine) {
    if (bytes() <= heap) {
      return;
    }
    int shard = examplesAtOnce(run);
    long fitting = (heap - parameters) / 2 / Math.max(1, rows / shard); // Others need some, too.
    boolean layers = parameters > rows || fitting < 1;
    List<LayerSummary> summary = run.network().summary();
    LayerSummary largest =
        summary.stream().max(Comparator.comparingLong(LayerSummary::parameters)).orElseThrow();
    String smaller =
        layers
            ? "fewer units in layer '%s', or in the one before".formatted(largest.name())
            : "smaller shards: --set train.shard=" + Math.min(256, Math.min(fitting, shard));
    throw Failure.of(
            ExitCode.OUT_OF_MEMORY,
            "this run needs %s GiB of memory or more, the Java heap may grow to %s GiB"
                .formatted(gib(bytes()), gib(heap)))
        .at(
            layers
                ? "%,d parameters, %,d of them in layer '%s'"
                    .formatted(
                        run.network().layout().length(), largest.parameters(), largest.name())
                : "train.shard: %,d examples go through the net at once".formatted(shard))
        .advising(smaller + heapFlag(machine).map(flag -> ", or a larger heap: " + flag).orElse(""))
        .exception();
  }

  /// Some memory more than the least, if the machine has it.
  private Optional<String> heapFlag(long machine) {
    long wanted = bytes() / GIB * 5 / 4 + 2;
    return wanted * GIB < machine * 3 / 4
        ? Optional.of("LOCKSTEP_JVM_OPTS=-Xmx%dg".formatted(wanted))
        : Optional.empty();
  }

  private static String gib(long bytes) {
    return String.format(Locale.ROOT, "%.1f", (double) bytes / GIB);
  }
}
