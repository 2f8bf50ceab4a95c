package io.lockstep.training;

import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.Identity;
import io.lockstep.config.RunConfiguration;
import io.lockstep.failure.LockstepException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeSet;

/// Says in which fields a configuration differs from that of an earlier start of the same run.
final class ChangedFields {

  private ChangedFields() {}

  /// Such as `train.batch was 64 and is 32 now`; empty when nothing that decides the result differs
  /// or the stored configuration cannot be read.
  ///
  /// @param stored the effective configuration that the run has kept
  static String since(Path stored, RunConfiguration now) {
    SortedMap<String, String> before;
    try {
      before = Identity.fields(ConfigurationReader.read(stored, List.of()));
    } catch (LockstepException unreadable) {
      return "";
    }
    SortedMap<String, String> after = Identity.fields(now);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    StringJoiner changes = new StringJoiner("; ");
    for (String name : names) {
      String was = before.getOrDefault(name, "absent");
      String is = after.getOrDefault(name, "absent");
      if (!was.equals(is)) {
        changes.add("%s was %s and is %s now".formatted(name, was, is));
      }
    }
    return changes.toString();
  }
}
