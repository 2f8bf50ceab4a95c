package io.lockstep.plan;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// Notices that nothing of a run goes on, and has it said what it waits for. Immutable; [#look] is
/// a pure function of state, plan, signs and time.
///
/// @param limitNanos so long without progress is worth a word; 0 for never
public record Standstill(long limitNanos, Stillness<Mark> stillness) {

  /// A block that takes long is no standstill: so many times the median is waited for in any case.
  private static final long MEDIANS = 2;

  /// How far a run is. That a block is dealt once more is no progress, nor is what still comes in a
  /// pause: that ends with another worker.
  ///
  /// @param shards of the step in progress that are still to come
  /// @param unmeasured blocks of the version that is measured, still to come
  /// @param arrivals see [Signs#arrivals]
  public record Mark(
      long step, long horizon, Plan.Phase phase, int shards, int unmeasured, long arrivals) {

    static Mark of(Plan plan, long arrivals) {
      int inBatch = plan.rules().batches().shardsIn(plan.step());
      int shards =
          plan.open().stream()
              .mapToInt(dealt -> dealt.block().endShard(inBatch) - dealt.block().firstShard())
              .sum();
      int unmeasured = plan.measuring().map(one -> one.open().size()).orElse(0);
      long brought = plan.phase() == Plan.Phase.PAUSED ? 0 : arrivals;
      return new Mark(plan.step(), plan.horizon(), plan.phase(), shards, unmeasured, brought);
    }
  }

  /// What is seen of the workers.
  public interface Signs {

    /// How much has come of them that counts, such as chunks of a gradient.
    long arrivals();

    /// When anything came from this worker, whatever it was; empty if nothing has.
    OptionalLong heardNanos(WorkerId worker);

    /// Where it computes; empty when that is not known.
    String host(WorkerId worker);
  }

  /// What comes of a look.
  ///
  /// @param words what is to be told now; empty most of the time
  public record Look(Standstill next, Optional<String> words) {}

  /// @param limitNanos so long without progress is worth a word; 0 for never
  public static Standstill watch(long limitNanos, Plan plan, long nowNanos) {
    return new Standstill(limitNanos, Stillness.since(Mark.of(plan, 0), nowNanos));
  }

  public Look look(Plan plan, Signs signs, long nowNanos) {
    Stillness.Look<Mark> look =
        stillness.look(Mark.of(plan, signs.arrivals()), dueNanos(plan), nowNanos);
    Optional<String> words =
        switch (look.news()) {
          case NONE -> Optional.empty();
          case STANDS_STILL ->
              Optional.of(new Waiting(plan, signs, nowNanos).words(look.lastedNanos()));
          case GOES_ON ->
              plan.phase() == Plan.Phase.GIVEN_UP
                  ? Optional.empty()
                  : Optional.of(
                      "the run goes on at step %d after %d s without progress"
                          .formatted(
                              plan.step(), TimeUnit.NANOSECONDS.toSeconds(look.lastedNanos())));
        };
    return new Look(new Standstill(limitNanos, look.next()), words);
  }

  private long dueNanos(Plan plan) {
    if (limitNanos == 0) {
      return 0;
    }
    int count = plan.blockNanos().size();
    long median = plan.blockNanos().stream().sorted().skip(count / 2).findFirst().orElse(0L);
    return Math.max(limitNanos, MEDIANS * median);
  }
}
