package io.lockstep.training;

import io.lockstep.plan.Assessment;
import io.lockstep.run.Metrics;
import io.lockstep.run.RunReport;
import io.lockstep.shard.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What is measured for the end of a run: the version with which it ends, and the best where one is
/// kept, each once.
final class EndMetrics {

  private final PreparedRun run;
  private final RunCourse course;
  private final Map<Assessment, Metrics> measured = new HashMap<>();

  EndMetrics(PreparedRun run, RunCourse course) {
    this.run = run;
    this.course = course;
  }

  /// What is to be measured of a run that is complete at this version. Nothing was measured of
  /// version 0 before.
  List<Assessment> due(long version) {
    List<Assessment> due = new ArrayList<>();
    if (version == 0) {
      add(version, Part.VALIDATION, due);
    }
    if (course.endsWith().map(RunReport.Best::step).orElse(version) == version) {
      add(version, Part.TEST, due);
    }
    course
        .best()
        .filter(best -> best.step() != version)
        .ifPresent(best -> add(best.step(), Part.TEST, due));
    return due;
  }

  private void add(long version, Part part, List<Assessment> due) {
    if (run.measurement(part).isPresent()) {
      due.add(new Assessment(version, part));
    }
  }

  void enter(Assessment what, Metrics metrics) {
    measured.put(what, metrics);
  }

  Optional<Metrics> of(long version, Part part) {
    return Optional.ofNullable(measured.get(new Assessment(version, part)));
  }

  /// All that is known of a version.
  ///
  /// @param epoch what was measured when its epoch was closed
  Map<String, Metrics> with(Map<String, Metrics> epoch, long version) {
    Map<String, Metrics> all = new LinkedHashMap<>(epoch);
    for (Part part : Part.values()) {
      of(version, part)
          .ifPresent(metrics -> all.put(part.name().toLowerCase(Locale.ROOT), metrics));
    }
    return all;
  }
}
