package io.lockstep.cli;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.LockstepException;
import io.lockstep.failure.StorageFault;
import io.lockstep.format.DurableFiles;
import io.lockstep.format.MadeFolders;
import io.lockstep.plot.Figure;
import io.lockstep.plot.canvas.PngImage;
import io.lockstep.plot.canvas.SvgText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes the three files of a picture, each in place of one that may be there.
final class PlotFiles {

  static final String FOLDER = "plots";

  private PlotFiles() {}

  /// @return the files
  /// @throws LockstepException with exit code 5 if they cannot be written
  static List<Path> write(Figure figure, Path folder) {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    contents.put("svg", SvgText.of(figure.picture()).getBytes(StandardCharsets.UTF_8));
    contents.put("png", PngImage.of(figure.picture()));
    contents.put("csv", figure.data().csv().getBytes(StandardCharsets.UTF_8));
    try {
      MadeFolders made = MadeFolders.make(folder);
      try {
        return write(figure.name(), contents, folder);
      } catch (IOException | RuntimeException refused) {
        made.unmake(); // As on a full disk.
        throw refused;
      }
    } catch (IOException | UncheckedIOException refused) {
      StorageFault fault = StorageFault.of(refused, folder);
      throw fault
          .failure(ExitCode.STORAGE, "the picture '%s' cannot be written".formatted(figure.name()))
          .keeping("the run")
          .advising(fault.advice() + ", or choose another folder with --out DIR")
          .exception(refused);
    }
  }

  private static List<Path> write(String name, Map<String, byte[]> contents, Path folder)
      throws IOException {
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, byte[]> content : contents.entrySet()) {
      Path file = folder.resolve(name + "." + content.getKey());
      DurableFiles.replace(file, content.getValue());
      files.add(file);
    }
    return files;
  }
}
