package io.lockstep.run;

import io.lockstep.failure.LockstepException;
import io.lockstep.run.JsonLines.Kind;
import io.lockstep.run.JsonLines.Whole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether ledger and metrics of a run have every line that a checkpoint counts on.
public final class BookCheck {

  private static final String ASIDE = ".damaged";

  private final Path ledger;
  private final Path metrics;
  private final Optional<BookHead> stated;

  public BookCheck(RunFolder folder) {
    this.stated = stated(folder);
    this.ledger = folder.ledger();
    this.metrics = folder.metrics();
  }

  /// What the report says of the ledger. It may be older than that, or newer than what a kill has
  /// left of it: then it says nothing of the lines that are there.
  private static Optional<BookHead> stated(RunFolder folder) {
    try {
      return folder.report().ledger();
    } catch (LockstepException noReport) {
      return Optional.empty();
    }
  }

  /// What is wrong with the books, in words; empty when they are whole.
  ///
  /// @param step of the checkpoint: the ledger has a row for each up to it
  /// @param closedStep that ended the last epoch of which the metrics have a line; 0 for none
  public Optional<String> damage(long step, long closedStep) {
    return damage(ledger, step, Kind.LEDGER).or(() -> damage(metrics, closedStep, Kind.METRICS));
  }

  private Optional<String> damage(Path file, long step, Kind kind) {
    if (step == 0) {
      return Optional.empty();
    }
    Whole whole = JsonLines.whole(file, step, kind, stated);
    return whole.step() < step ? Optional.of(whole.wrong()) : Optional.empty();
  }

  /// True when no row of the ledger is there: no step of this run was ever entered.
  public boolean isBlank() {
    return JsonLines.whole(ledger, 1, Kind.LEDGER, Optional.empty()).step() == 0;
  }

  /// Keeps a copy beside it of each book out of which something is about to be cut. One that only
  /// lacks lines loses nothing more, however often its run is resumed.
  ///
  /// @return the names of the copies
  /// @throws io.lockstep.failure.LockstepException with exit code 5 if they cannot be made
  public List<String> keepAside() {
    List<String> copies = new ArrayList<>();
    if (isCut(ledger, Kind.LEDGER)) {
      copies.add(keepAside(ledger));
    }
    if (isCut(metrics, Kind.METRICS)) {
      copies.add(keepAside(metrics));
    }
    return copies;
  }

  private static boolean isCut(Path book, Kind kind) {
    return Files.exists(book, LinkOption.NOFOLLOW_LINKS) && !JsonLines.isKeptWhole(book, kind);
  }

  private static String keepAside(Path book) {
    Path aside = book.resolveSibling(book.getFileName() + ASIDE);
    for (int copy = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); copy++) {
      aside = book.resolveSibling(book.getFileName() + ASIDE + "-" + copy);
    }
    try {
      if (Files.isRegularFile(book)) {
        Files.copy(book, aside);
      } else {
        Files.move(book, aside); // A folder, or a link that leads nowhere.
      }
      return aside.getFileName().toString();
    } catch (IOException fault) {
      throw Trouble.of("what is left of %s cannot be kept".formatted(book), aside, fault);
    }
  }
}
