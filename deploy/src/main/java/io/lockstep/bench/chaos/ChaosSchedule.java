package io.lockstep.bench.chaos;

import io.lockstep.bench.chaos.Fault.Reach;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// Which faults come when: a pure function of the settings. Kinds come equally often as far as they
/// may. The run can always go on once a fault is undone, and mostly before: one worker at least is
/// left alone, except where many are struck; no two faults of coordinators overlap; and what
/// strikes many at once waits until nothing else is under way.
final class ChaosSchedule {

  private final ChaosSettings settings;
  private final Set<Fault> kinds;
  private final SplittableRandom random;
  private final List<Strike> strikes = new ArrayList<>();
  private final Map<Fault, Integer> times = new EnumMap<>(Fault.class);
  private int newcomers;

  private ChaosSchedule(ChaosSettings settings, Set<Fault> kinds) {
    this.settings = settings;
    this.kinds = kinds;
    this.random = new SplittableRandom(settings.seed());
  }

  /// @param kinds that may come
  /// @return in the order in which they begin
  static List<Strike> of(ChaosSettings settings, Set<Fault> kinds) {
    ChaosSchedule schedule = new ChaosSchedule(settings, kinds);
    long end = settings.duration().toMillis();
    for (long at = 0; at + settings.every().toMillis() <= end; at += settings.every().toMillis()) {
      schedule.strike(at);
    }
    return List.copyOf(schedule.strikes);
  }

  /// Nothing comes where nothing may.
  private void strike(long at) {
    List<Strike> underWay = strikes.stream().filter(each -> each.untilMillis() > at).toList();
    List<Fault> open = new ArrayList<>();
    int least = Integer.MAX_VALUE;
    for (Fault fault : Fault.values()) {
      if (!kinds.contains(fault) || !isOpen(fault, underWay)) {
        continue;
      }
      int before = times.getOrDefault(fault, 0);
      if (before < least) {
        least = before;
        open.clear();
      }
      if (before == least) {
        open.add(fault);
      }
    }
    if (open.isEmpty()) {
      return;
    }
    Fault fault = open.get(random.nextInt(open.size()));
    long lasts = random.nextInt(fault.millisMin(), fault.millisMax() + 1);
    times.merge(fault, 1, Integer::sum);
    strikes.add(new Strike(fault, worker(fault, underWay), at, at + lasts));
  }

  private boolean isOpen(Fault fault, List<Strike> underWay) {
    if (underWay.stream().anyMatch(each -> each.fault().reach() == Reach.MANY)) {
      return false;
    }
    return switch (fault.reach()) {
      case NOBODY, NEWCOMER -> true;
      case ONE_WORKER -> free(underWay).size() > 1;
      case ONE_COORDINATOR ->
          underWay.stream().noneMatch(each -> each.fault().reach() == Reach.ONE_COORDINATOR);
      case MANY -> underWay.isEmpty();
    };
  }

  private int worker(Fault fault, List<Strike> underWay) {
    return switch (fault.reach()) {
      case NEWCOMER -> settings.workers() + newcomers++;
      case ONE_WORKER -> {
        List<Integer> free = free(underWay);
        yield free.get(random.nextInt(free.size()));
      }
      default -> -1;
    };
  }

  private List<Integer> free(List<Strike> underWay) {
    List<Integer> free = new ArrayList<>();
    for (int worker = 0; worker < settings.workers(); worker++) {
      int number = worker;
      if (underWay.stream().noneMatch(each -> each.worker() == number)) {
        free.add(worker);
      }
    }
    return free;
  }
}
