package io.lockstep.course;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What the course of a run depends on beside the step: what the epochs so far have shown.
///
/// @param stopping what early stopping watches
/// @param plateau what the schedule watches
public record CourseState(Watched stopping, Plateau plateau, Optional<Best> best) {

  /// Before the first epoch.
  public static final CourseState BEGIN =
      new CourseState(Watched.NOTHING, Plateau.NOTHING, Optional.empty());

  private static final String STOPPING = "course.stopping.";
  private static final String PLATEAU = "course.plateau.";
  private static final String BEST = "course.best.";

  public CourseState {
    Objects.requireNonNull(stopping, "stopping");
    Objects.requireNonNull(plateau, "plateau");
  }

  /// As facts of a checkpoint, by name; numbers to the bit. What is as at the beginning is left
  /// out.
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts(STOPPING, stopping, facts);
    facts(PLATEAU, plateau.watched(), facts);
    if (!plateau.equals(Plateau.NOTHING)) {
      facts.put(PLATEAU + "reductions", Integer.toString(plateau.reductions()));
      facts.put(PLATEAU + "cooldown", Integer.toString(plateau.cooldown()));
    }
    best.ifPresent(found -> {
      facts.put(BEST + "step", Long.toString(found.step()));
      facts.put(BEST + "epoch", Integer.toString(found.epoch()));
      facts.put(BEST + "value-bits", bits(found.value()));
      facts.put(BEST + "loss-bits", bits(found.loss()));
    });
    return facts;
  }

  private static void facts(String prefix, Watched watched, Map<String, String> facts) {
    if (!watched.equals(Watched.NOTHING)) {
      facts.put(prefix + "best-bits", bits(watched.best()));
      facts.put(prefix + "epoch", Integer.toString(watched.epoch()));
      facts.put(prefix + "waited", Integer.toString(watched.waited()));
      facts.put(prefix + "longest", Integer.toString(watched.longest()));
    }
  }

  /// The state that has these [#facts] among others.
  ///
  /// @throws RuntimeException if one of them is missing or no number
  public static CourseState of(Map<String, String> facts) {
    return new CourseState(
        watched(STOPPING, facts),
        new Plateau(
            watched(PLATEAU, facts),
            Integer.parseInt(facts.getOrDefault(PLATEAU + "reductions", "0")),
            Integer.parseInt(facts.getOrDefault(PLATEAU + "cooldown", "0"))),
        best(facts));
  }

  private static Watched watched(String prefix, Map<String, String> facts) {
    return facts.containsKey(prefix + "waited")
        ? new Watched(
            value(facts.get(prefix + "best-bits")),
            Integer.parseInt(facts.get(prefix + "epoch")),
            Integer.parseInt(facts.get(prefix + "waited")),
            Integer.parseInt(facts.getOrDefault(prefix + "longest", facts.get(prefix + "waited"))))
        : Watched.NOTHING;
  }

  private static Optional<Best> best(Map<String, String> facts) {
    return facts.containsKey(BEST + "step")
        ? Optional.of(
            new Best(
                Long.parseLong(facts.get(BEST + "step")),
                Integer.parseInt(facts.get(BEST + "epoch")),
                value(facts.get(BEST + "value-bits")),
                value(facts.get(BEST + "loss-bits"))))
        : Optional.empty();
  }

  private static String bits(double value) {
    return Long.toHexString(Double.doubleToLongBits(value));
  }

  private static double value(String bits) {
    return Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
  }
}
