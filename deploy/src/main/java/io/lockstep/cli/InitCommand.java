package io.lockstep.cli;

import io.lockstep.cli.progress.ColumnsTable;
import io.lockstep.cli.progress.ModelTable;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.data.CellRules;
import io.lockstep.data.TableLook;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.OneLine;
import io.lockstep.failure.StorageFault;
import io.lockstep.training.PreparedRun;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Write a configuration from what a CSV file looks like.")
final class InitCommand implements Callable<Integer> {

  private final Output output;

  @Parameters(
      arity = "1..*",
      paramLabel = "DATA.csv",
      description = "The file to learn from, and one to test on if there is one.")
  private List<Path> given;

  @Option(
      names = "--label",
      required = true,
      paramLabel = "COLUMN",
      description = "The column to predict.")
  private String label;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write; the default is the name of the data with .yaml.")
  private Path out;

  InitCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    InitFiles files = InitFiles.of(given);
    String name = stem(files.train());
    Path target = out != null ? out : Path.of(name + ".yaml");
    refuseExisting(target);
    TableLook look = TableLook.of(files.train(), label, CellRules.USUAL);
    Draft draft = Draft.of(look, label);
    DraftRefusal.require(draft, files.train());
    Drafted drafted = drafted(draft, files, target, name);
    write(target, drafted.text());
    output.talk().print(ColumnsTable.text(drafted.prepared().data().columns()));
    output.talk().print(ModelTable.text(drafted.prepared().network()));
    drafted.files().decisions().forEach(this::note);
    DraftDecisions.of(drafted.draft(), target).forEach(this::note);
    drafted.prepared().notes().forEach(this::note);
    output.talk().println("wrote " + target + "; train it with: lockstep train " + target);
    return 0;
  }

  private void note(String note) {
    output.talk().println("note: " + OneLine.of(note));
  }

  private record Drafted(Draft draft, String text, InitFiles files, PreparedRun prepared) {}

  /// Read and built as `train` would do it: what is written trains as it stands. A file to test on
  /// that does not fit is left out, and so is a column of dates that cannot be read.
  private static Drafted drafted(Draft draft, InitFiles files, Path target, String name) {
    if (draft.learnsFromNothing()) {
      throw nothingToLearnFrom(draft, files.train());
    }
    try {
      Path folder = target.toAbsolutePath().normalize().getParent();
      DraftText.Place place =
          new DraftText.Place(
              folder, files.train().toAbsolutePath(), files.test().map(Path::toAbsolutePath), name);
      String text = DraftText.of(draft, place);
      PreparedRun prepared =
          PreparedRun.prepare(ConfigurationReader.of(target.toString(), text, List.of()), folder);
      return new Drafted(draft, text, files, prepared);
    } catch (LockstepException e) {
      Optional<String> dates = draft.columns().datesBlamedBy(e.failure());
      if (dates.isPresent()) {
        return drafted(draft.withoutDates(dates.get()), files, target, name);
      }
      if (files.test().isEmpty()) {
        throw e;
      }
      return drafted(draft, files.withoutTest(e.failure().error()), target, name);
    }
  }

  private static LockstepException nothingToLearnFrom(Draft draft, Path file) {
    return Failure.of(ExitCode.DATA, "no column is left to learn from")
        .at("%s: %s".formatted(file, DraftDecisions.listed(draft.columns().ignored())))
        .advising(
            "add a column that says something of '%s'; or write a configuration that says how these are meant, such as data.dates with data.day-first, or data.categories"
                .formatted(draft.target().column().name()))
        .exception();
  }

  private static String stem(Path csv) {
    Path name = csv.getFileName();
    return name == null ? "data" : name.toString().replaceFirst("(\\.csv)?(\\.gz)?$", "");
  }

  private static void refuseExisting(Path target) {
    if (Files.exists(target)) {
      throw Failure.of(ExitCode.USAGE, "%s is there already".formatted(target))
          .at(target.toAbsolutePath().toString())
          .keeping("the file as it was")
          .advising("name another one with --out, or remove it")
          .exception();
    }
  }

  /// Half a configuration would be in the way of the next try.
  private static void removeTorn(Path target) {
    try {
      Files.deleteIfExists(target);
    } catch (IOException stays) {
      return; // What could not be written is told in any case.
    }
  }

  private static void write(Path target, String text) {
    try {
      Files.writeString(target, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      refuseExisting(target);
    } catch (IOException e) {
      removeTorn(target);
      StorageFault fault = StorageFault.of(e, target);
      throw fault
          .failure(ExitCode.STORAGE, "the configuration cannot be written")
          .advising(fault.advice() + ", or name another place with --out")
          .exception(e);
    }
  }
}
