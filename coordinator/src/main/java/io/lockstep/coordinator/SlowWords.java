package io.lockstep.coordinator;

import io.lockstep.plan.WorkerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// Who is slow, in what, and by how much: in words.
final class SlowWords {

  /// Less than this is no matter, and may be a thread that waits for its turn.
  private static final long LOST_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);

  /// A worker whose shards take so many times as long as those of the others is named: one of half
  /// the speed, as it is measured, and not what machines of the same kind differ by.
  private static final double SLOWER = 1.75;

  /// Shards of a block are computed beside one another, so that one alone takes as long as two
  /// where there are two cores: shares that differ by one shard may differ so in their cost. What
  /// is slower must be so many times beyond that.
  private static final double BEYOND_ONE_SHARD = 1.5;

  /// Slow computing is of no matter where it is less than this part of a step ...
  private static final double PART_OF_STEP_MIN = 0.1;

  /// ... or less than this.
  private static final long COMPUTING_LOST_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(1);

  private static final double MILLIS = 1e6;

  /// One worker over the steps of a report.
  ///
  /// @param phases mean of a step
  /// @param shards that it computes in a step
  /// @param shardNanos what computing one costs, or 0 while that is not known
  record Mean(
      String host, Phases phases, double bytesPerSecond, double shards, double shardNanos) {}

  private enum Phase {
    READ("read", Phases::read),
    COMPUTE("compute", Phases::compute),
    ENCODE("encode", Phases::encode),
    SEND("send", Phases::send);

    private final String word;
    private final ToDoubleFunction<Phases> nanos;

    Phase(String word, ToDoubleFunction<Phases> nanos) {
      this.word = word;
      this.nanos = nanos;
    }

    double of(Mean mean) {
      return nanos.applyAsDouble(mean.phases());
    }
  }

  private final double factor;
  private final int shards;

  /// @param factor a worker that takes so many times as long as the others is named
  /// @param shards of a full batch
  SlowWords(double factor, int shards) {
    this.factor = factor;
    this.shards = shards;
  }

  /// One for each that is slow, in the order of the map.
  List<String> lines(Map<WorkerId, Mean> means) {
    List<String> lines = new ArrayList<>();
    means.forEach((worker, mean) -> {
      List<Mean> others =
          means.entrySet().stream()
              .filter(entry -> !entry.getKey().equals(worker))
              .map(Map.Entry::getValue)
              .toList();
      String name = name(worker, mean.host());
      if (isWaitedFor(mean, others)) {
        lines.add(waitedFor(name, mean, others));
      } else if (isLinkSlow(mean)) {
        lines.add(linkSlow(name, mean));
      } else if (isComputingSlow(mean, others)) {
        lines.add(computingSlow(name, mean, others));
      }
    });
    return lines;
  }

  static String late(WorkerId worker, String host) {
    return "%s is late in every step: others compute its part".formatted(name(worker, host));
  }

  private static String name(WorkerId worker, String host) {
    return host.isEmpty() ? "worker " + worker : "worker %s on %s".formatted(worker, host);
  }

  private boolean isWaitedFor(Mean mean, List<Mean> others) {
    double turnaround = mean.phases().turnaround();
    double theirs = median(others, SlowWords::turnaround);
    return !others.isEmpty()
        && turnaround >= factor * theirs
        && turnaround - theirs >= LOST_NANOS_MIN;
  }

  private static String waitedFor(String name, Mean mean, List<Mean> others) {
    double turnaround = mean.phases().turnaround();
    double median = median(others, SlowWords::turnaround);
    double longest = others.stream().mapToDouble(SlowWords::turnaround).max().orElse(0);
    Phase slow = Phase.SEND;
    List<String> parts = new ArrayList<>();
    for (Phase phase : Phase.values()) {
      slow = excess(phase, mean, others) > excess(slow, mean, others) ? phase : slow;
      parts.add(
          "%s %s (%s)"
              .formatted(phase.word, millis(phase.of(mean)), millis(median(others, phase::of))));
    }
    return "%s is %.1fx slower than the median, in phase %s: a step takes it %s ms (the others %s): %s at %s; the others wait %s ms"
        .formatted(
            name,
            turnaround / median,
            slow.word,
            millis(turnaround),
            millis(median),
            String.join(", ", parts),
            rate(mean),
            millis(Math.max(0, turnaround - longest)));
  }

  private static double excess(Phase phase, Mean mean, List<Mean> others) {
    return phase.of(mean) - median(others, phase::of);
  }

  private static boolean isLinkSlow(Mean mean) {
    double send = mean.phases().send();
    return send >= LOST_NANOS_MIN && 2 * send >= mean.phases().turnaround();
  }

  private static String linkSlow(String name, Mean mean) {
    double send = mean.phases().send();
    double turnaround = mean.phases().turnaround();
    return "the link of %s is slow: a step takes it %s ms, phase send %s ms of them (%.0f %%), at %s"
        .formatted(name, millis(turnaround), millis(send), 100 * send / turnaround, rate(mean));
  }

  private static boolean isComputingSlow(Mean mean, List<Mean> others) {
    double theirs = shardNanos(others);
    double share = Math.max(1, mean.shards());
    double slower = Math.max(SLOWER, BEYOND_ONE_SHARD * (share + 1) / share);
    double lost = (mean.shardNanos() - theirs) * mean.shards();
    return theirs > 0
        && mean.shardNanos() >= slower * theirs
        && lost >= COMPUTING_LOST_NANOS_MIN
        && lost >= PART_OF_STEP_MIN * mean.phases().turnaround();
  }

  private String computingSlow(String name, Mean mean, List<Mean> others) {
    double theirs = shardNanos(others);
    return "%s computes %.1f times slower than the others (%s ms a shard, they %s): it has %.0f of %d shards"
        .formatted(
            name,
            mean.shardNanos() / theirs,
            millis(mean.shardNanos()),
            millis(theirs),
            mean.shards(),
            shards);
  }

  /// What a shard costs them, as far as that is known; 0 when it is of nobody.
  private static double shardNanos(List<Mean> others) {
    List<Mean> known = others.stream().filter(mean -> mean.shardNanos() > 0).toList();
    return median(known, Mean::shardNanos);
  }

  private static double turnaround(Mean mean) {
    return mean.phases().turnaround();
  }

  /// The greater one of the two in the middle; 0 of none.
  private static double median(List<Mean> means, ToDoubleFunction<Mean> value) {
    double[] sorted = means.stream().mapToDouble(value).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  private static String rate(Mean mean) {
    return String.format(Locale.ROOT, "%,.0f KiB/s", mean.bytesPerSecond() / 1024);
  }

  /// With two digits that say something, where it is little.
  private static String millis(double nanos) {
    double millis = nanos / MILLIS;
    int digits = millis == 0 ? 0 : (int) Math.clamp(1 - Math.floor(Math.log10(millis)), 0, 3);
    return String.format(Locale.ROOT, "%." + digits + "f", millis);
  }
}
