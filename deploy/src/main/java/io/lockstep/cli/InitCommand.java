package io.lockstep.cli;

import io.lockstep.cli.progress.ModelTable;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.Defaults;
import io.lockstep.config.Nearest;
import io.lockstep.data.TableLook;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
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

  @Parameters(paramLabel = "DATA.csv", description = "The file to learn from.")
  private Path csv;

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
    Path target = out != null ? out : Path.of(stem() + ".yaml");
    refuseExisting(target);
    TableLook look = TableLook.of(csv, Defaults.MISSING_MARKERS);
    if (look.column(label).isEmpty()) {
      throw unknownLabel(look);
    }
    Draft draft = Draft.of(look, label);
    Path folder = target.toAbsolutePath().normalize().getParent();
    String text = DraftText.of(draft, folder, csv.toAbsolutePath(), stem());
    // Read and built as `train` would do it: what is written below trains as it stands.
    PreparedRun prepared =
        PreparedRun.prepare(ConfigurationReader.of(target.toString(), text, List.of()), folder);
    write(target, text);
    output.talk().print(ModelTable.text(prepared.network()));
    prepared.notes().forEach(note -> output.talk().println("note: " + note));
    output.talk().println("wrote " + target + "; train it with: lockstep train " + target);
    return 0;
  }

  private String stem() {
    Path name = csv.getFileName();
    return name == null ? "data" : name.toString().replaceFirst("(\\.csv)?(\\.gz)?$", "");
  }

  private LockstepException unknownLabel(TableLook look) {
    List<String> names = look.columns().stream().map(TableLook.Column::name).toList();
    Optional<String> nearest = Nearest.to(label, names);
    return Failure.of(
            ExitCode.DATA,
            "there is no column '%s'%s"
                .formatted(label, nearest.map("; did you mean '%s'?"::formatted).orElse("")))
        .at(csv + ":1")
        .advising("lockstep init %s --label '%s'".formatted(csv, nearest.orElse(names.getLast())))
        .exception();
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

  private static void write(Path target, String text) {
    try {
      Files.writeString(target, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      refuseExisting(target);
    } catch (IOException e) {
      StorageFault fault = StorageFault.of(e, target);
      throw fault
          .failure(ExitCode.STORAGE, "the configuration cannot be written")
          .advising(fault.advice() + ", or name another place with --out")
          .exception(e);
    }
  }
}
