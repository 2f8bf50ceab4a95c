package io.lockstep.checkpoint;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Name of a sealed folder, `step-900-term-3`. The term is part of it so that a coordinator which
/// was superseded and does not know it yet can never write over its successor's files.
record FolderName(long step, long term) {

  /// The newest last: by step, then by term.
  static final Comparator<FolderName> BY_AGE =
      Comparator.comparingLong(FolderName::step).thenComparingLong(FolderName::term);

  private static final Pattern TEXT = Pattern.compile("step-(\\d{1,18})-term-(\\d{1,18})");

  static FolderName of(Checkpoint checkpoint) {
    return new FolderName(checkpoint.step(), checkpoint.origin().term());
  }

  static Optional<FolderName> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new FolderName(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  String text() {
    return "step-%d-term-%d".formatted(step, term);
  }
}
