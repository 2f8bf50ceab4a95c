package io.lockstep.bench;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Which options mean something to which subject: one that would be ignored is refused instead.
final class OptionRules {

  static final String MATMUL = "matmul";
  static final String CURVES = "curves";
  static final String STARTUP = "startup";
  static final String CHAOS = "chaos";
  static final String SOAK = "soak";

  private static final Set<String> OF_STEPS =
      Set.of(
          "--lanes",
          "--processes",
          "--images",
          "--against",
          "--peer-scripts",
          "--rounds",
          "--warm-seconds",
          "--window-seconds",
          "--windows");
  private static final Map<String, Set<String>> OF_OTHERS =
      Map.of(
          MATMUL,
          Set.of("--shape"),
          CURVES,
          Set.of("--length"),
          STARTUP,
          Set.of("--processes", "--rounds", "--workload", "--images"),
          CHAOS,
          ChaosOptions.OF_CHAOS,
          SOAK,
          ChaosOptions.OF_SOAK);

  private static final Set<String> TRAINED_ON_NUMBERS =
      Set.of(Workload.W3.name(), StartupBench.EXAMPLE);

  private OptionRules() {}

  /// Of all options that are not for every subject.
  ///
  /// @param trained what is trained: a workload's name, or that of an example
  static Optional<String> refusal(
      String subject, String trained, Set<String> given, int laneNumbers) {
    Set<String> known = OF_OTHERS.getOrDefault(subject, OF_STEPS);
    Set<String> ignored = new TreeSet<>(given);
    ignored.removeIf(option -> known.contains(option) || !isOfSomeSubject(option));
    if (!ignored.isEmpty()) {
      return Optional.of(
          "bench %s has no use for %s".formatted(subject, String.join(", ", ignored)));
    }
    Optional<String> onNumbers =
        TRAINED_ON_NUMBERS.stream().filter(trained::equalsIgnoreCase).findFirst();
    if (given.contains("--images") && onNumbers.isPresent()) {
      return onNumbers.map(name -> name + " trains on numbers and has no use for --images");
    }
    if (OF_OTHERS.containsKey(subject)) {
      return Optional.empty();
    }
    if (given.contains("--peer-scripts") && !given.contains("--against")) {
      return Optional.of("--peer-scripts has no use without --against");
    }
    if (given.contains("--rounds") && !given.contains("--against") && laneNumbers < 2) {
      return Optional.of("--rounds has no use without --against or several --lanes");
    }
    return Optional.empty();
  }

  private static boolean isOfSomeSubject(String option) {
    return OF_STEPS.contains(option)
        || OF_OTHERS.values().stream().anyMatch(options -> options.contains(option));
  }
}
