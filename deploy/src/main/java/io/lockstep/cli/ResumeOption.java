package io.lockstep.cli;

import io.lockstep.config.RunConfiguration;
import io.lockstep.failure.LockstepException;
import io.lockstep.run.RunFolder;
import io.lockstep.run.RunReport;
import io.lockstep.run.Runs;
import io.lockstep.training.PreparedRun;
import io.lockstep.training.RunSearch;
import io.lockstep.training.StartingModel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/// `--resume [RUN]`: which run is gone on with, if any.
final class ResumeOption {

  static final String NAME = "--resume";

  private static final String NEWEST = "";

  /// What the changes of the configuration, the folder of runs and the run itself say already.
  private static final Set<String> SAID_OTHERWISE =
      Set.of("--set", "--report-every", "--from", "--folds", "--runs", NAME);

  @Option(
      names = NAME,
      paramLabel = "RUN",
      arity = "0..1",
      fallbackValue = NEWEST,
      preprocessor = RunOrConfiguration.class,
      description = {
        "Go on from the newest valid checkpoint of RUN: a name such as iris-2, a folder, or last.",
        "Without RUN: the newest of this name that has steps left to do."
      })
  private String run;

  /// Nothing is resumed.
  ResumeOption() {}

  /// @param run a name, a path or `last`; empty for the newest
  ResumeOption(String run) {
    this.run = run;
  }

  boolean isAsked() {
    return run != null;
  }

  /// The changes of the configuration with which a run goes on: it begins with the model that the
  /// run itself keeps, where it began with one.
  ///
  /// @param overrides that were given
  /// @param wanted what they make of the configuration, located
  List<String> beginning(List<String> overrides, Path runs, RunConfiguration wanted) {
    if (!isAsked() || wanted.train().from().isEmpty()) {
      return overrides;
    }
    return beginningAs(
        run.equals(NEWEST) ? Runs.ofName(runs, wanted.run().name()) : List.of(Runs.find(runs, run)),
        overrides,
        wanted);
  }

  /// The same for one of several coordinators. Told to or not, it goes on with a run that is under
  /// way: that one may have been begun on a host which has the model, or the model may have changed
  /// since.
  List<String> beginningAmongOthers(List<String> overrides, Path runs, RunConfiguration wanted) {
    if (isAsked() || wanted.train().from().isEmpty()) {
      return beginning(overrides, runs, wanted);
    }
    return beginningAs(
        Runs.newest(runs, wanted.run().name()).filter(ResumeOption::isUnderWay).stream().toList(),
        overrides,
        wanted);
  }

  private static boolean isUnderWay(Path run) {
    try {
      return RunFolder.reportOf(run).status() == RunReport.Status.RUNNING;
    } catch (LockstepException unreadable) {
      return false;
    }
  }

  private static List<String> beginningAs(
      List<Path> candidates, List<String> overrides, RunConfiguration wanted) {
    return candidates.stream()
        .flatMap(candidate -> StartingModel.keptIn(candidate, wanted).stream())
        .findFirst()
        .map(kept -> FromOption.with(overrides, kept.train().from().orElseThrow()))
        .orElse(overrides);
  }

  /// @throws io.lockstep.failure.LockstepException with exit code 2 if there is nothing to go on
  ///   from
  RunSearch.Found find(Path runs, PreparedRun prepared) {
    RunSearch search = new RunSearch(runs, prepared);
    return run.equals(NEWEST) ? search.newest() : search.named(run);
  }

  /// What going on would be, a sentence each; nothing when it is not asked for.
  ///
  /// @throws io.lockstep.failure.LockstepException with exit code 2 where it would be refused
  List<String> rehearsal(Path runs, PreparedRun prepared) {
    return isAsked() ? new RunSearch(runs, prepared).rehearsal(find(runs, prepared)) : List.of();
  }

  /// The command that goes on with exactly this run: the given one, with every other flag that it
  /// was given.
  ///
  /// @param given whose command line was read
  /// @param overrides `key=value` of the run
  static String again(CommandSpec given, List<String> overrides, Path runs, Path run) {
    ParseResult line = given.commandLine().getParseResult();
    CommandWords command = new CommandWords("lockstep", given.name());
    line.matchedPositionals().forEach(word -> command.add(word.originalStringValues()));
    overrides.forEach(override -> command.add("--set", override));
    for (OptionSpec option : new LinkedHashSet<>(line.matchedOptions())) {
      if (option.arity().max() == 0) {
        command.add(option.longestName());
      } else if (!SAID_OTHERWISE.contains(option.longestName())) {
        option.originalStringValues().forEach(value -> command.add(option.longestName(), value));
      }
    }
    return command.add("--runs", runs.toString(), word(runs, run)).text();
  }

  private static String word(Path runs, Path run) {
    boolean isThere = run.toAbsolutePath().normalize().getParent().equals(absolute(runs));
    return NAME + "=" + (isThere ? run.getFileName() : run);
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /// In `--resume iris.yaml` the second word is the configuration and not a run. No folder of a run
  /// is a file, but `last` may be one.
  static final class RunOrConfiguration implements IParameterPreprocessor {

    @Override
    public boolean preprocess(
        Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      boolean isAttached = !" ".equals(info.get("separator"));
      if (isAttached || words.isEmpty() || !isConfiguration(words.peek())) {
        return false;
      }
      option.setValue(NEWEST);
      return true;
    }

    private static boolean isConfiguration(String word) {
      String lower = word.toLowerCase(Locale.ROOT);
      if (lower.endsWith(".yaml") || lower.endsWith(".yml") || lower.endsWith(".json")) {
        return true;
      }
      try {
        Path path = Path.of(word);
        return Files.isRegularFile(path) && !path.endsWith("last");
      } catch (InvalidPathException noPath) {
        return false;
      }
    }
  }
}
