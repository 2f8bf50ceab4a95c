package io.lockstep.training;

import io.lockstep.checkpoint.Manifest;
import io.lockstep.checkpoint.Origin;
import io.lockstep.checkpoint.Restored;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.Identity;
import io.lockstep.config.RunConfiguration;
import io.lockstep.config.Source;
import io.lockstep.course.CourseState;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;

/// Whether a run can go on from a checkpoint of an earlier start: everything that decides the bits
/// of a step is as it was, and the end is not behind it. The end itself may be another.
final class Succession {

  private final PreparedRun run;
  private final Path storedConfiguration;

  private Succession(PreparedRun run, Path storedConfiguration) {
    this.run = run;
    this.storedConfiguration = storedConfiguration;
  }

  /// @param storedConfiguration the effective configuration that the earlier start has kept
  static Succession of(PreparedRun run, Path storedConfiguration) {
    return new Succession(run, storedConfiguration);
  }

  /// Why a run cannot go on.
  ///
  /// @param reason names what differs, such as `train.batch was 64 and is 32 now`
  /// @param advice what to do about it
  record Obstacle(String reason, String advice) {}

  /// @param folder of the run
  /// @param kept what is safe, in words
  /// @throws LockstepException with exit code 2 when the run cannot go on from there
  void require(Restored restored, Path folder, String kept) {
    restored.checkpoint().ifPresent(checkpoint -> require(checkpoint.manifest(), folder, kept));
  }

  /// @param checkpoint to go on from
  /// @param folder of the run
  /// @param kept what is safe, in words
  /// @throws LockstepException with exit code 2 when the run cannot go on from there
  void require(Manifest checkpoint, Path folder, String kept) {
    obstacle(checkpoint)
        .ifPresent(obstacle -> {
          throw Failure.of(ExitCode.USAGE, "this run cannot go on: " + obstacle.reason())
              .at(folder.toString())
              .keeping(kept)
              .advising(obstacle.advice())
              .exception();
        });
  }

  /// Empty when the run can go on from there.
  Optional<Obstacle> obstacle(Manifest checkpoint) {
    Origin then = checkpoint.origin();
    if (!then.configurationHash().equals(run.configurationHash())) {
      return Optional.of(other(changedFields().orElseGet(() -> difference(then))));
    }
    if (!then.dataFingerprint().equals(run.data().fingerprint())) {
      return Optional.of(other(changedFiles(checkpoint.facts()).orElseGet(() -> difference(then))));
    }
    if (checkpoint.step() > run.lastStep()) {
      long done = Math.ceilDiv(checkpoint.step(), run.batches().stepsPerEpoch());
      return Optional.of(
          new Obstacle(
              "it has come to step %d in epoch %d, and train.epochs is %d now"
                  .formatted(checkpoint.step(), done, run.configuration().train().epochs()),
              "--set train.epochs=%d or more, or train without --resume for a new run"
                  .formatted(done)));
    }
    OptionalInt waited =
        run.course().waitedTooLong(CourseState.of(checkpoint.facts()), checkpoint.step());
    return waited.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Obstacle(
                "it has waited for a gain in %d epochs, and train.early-stopping.patience is %d now"
                    .formatted(
                        waited.getAsInt(),
                        run.configuration()
                            .train()
                            .course()
                            .earlyStopping()
                            .orElseThrow()
                            .patience()),
                "--set train.early-stopping.patience=%d or more, or train without --resume for a new run"
                    .formatted(waited.getAsInt() + 1)));
  }

  private static Obstacle other(String reason) {
    return new Obstacle(
        reason,
        "train without --resume for a new run, or bring back the old configuration and data");
  }

  private String difference(Origin then) {
    return new Origin(then.term(), run.configurationHash(), run.data().fingerprint())
        .differenceFrom(then)
        .orElseThrow();
  }

  /// Empty when no field differs or the stored configuration cannot be read.
  private Optional<String> changedFields() {
    RunConfiguration stored;
    try {
      stored = ConfigurationReader.read(storedConfiguration, List.of());
    } catch (LockstepException unreadable) {
      return Optional.empty();
    }
    SortedMap<String, String> before = Identity.stepFields(stored);
    SortedMap<String, String> after = Identity.stepFields(run.configuration());
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
    return nonEmpty(changes);
  }

  /// Which files hold other data than when the run began.
  ///
  /// @param facts of the checkpoint, among them the hash of each file by its key
  Optional<String> changedFiles(Map<String, String> facts) {
    Map<String, String> names = fileNames();
    StringJoiner changes = new StringJoiner("; ");
    run.data()
        .contents()
        .sha256ByKey()
        .forEach((key, hash) -> {
          if (facts.containsKey(key) && !facts.get(key).equals(hash)) {
            changes.add(
                "%s (%s) holds other data than when the run began"
                    .formatted(key, names.getOrDefault(key, "")));
          }
        });
    return nonEmpty(changes);
  }

  private Map<String, String> fileNames() {
    Map<String, String> names = new TreeMap<>();
    put("data.train", run.configuration().data().train(), names);
    run.configuration().data().test().ifPresent(test -> put("data.test", test, names));
    return names;
  }

  private static void put(String key, Source source, Map<String, String> names) {
    switch (source) {
      case Source.Csv csv -> names.put(key + ".csv", csv.csv());
      case Source.Idx idx -> {
        names.put(key + ".images", idx.images());
        names.put(key + ".labels", idx.labels());
      }
    }
  }

  private static Optional<String> nonEmpty(StringJoiner joined) {
    return joined.length() == 0 ? Optional.empty() : Optional.of(joined.toString());
  }
}
