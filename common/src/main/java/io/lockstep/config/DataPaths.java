package io.lockstep.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// The paths of the section `data`. One that stands in the file starts in `data.dir`, and that in
/// the file's folder. One from the command line starts where the command runs, unless `data.dir` is
/// from there too: then it starts in that folder.
final class DataPaths {

  private final Fields data;

  DataPaths(Fields data) {
    this.data = data;
  }

  String dir() {
    if (data.optionalText("dir").isEmpty()) {
      return ".";
    }
    String dir = checked(data, "dir");
    return isFromCommandLine(data.find("dir")) ? absolute(dir) : dir;
  }

  /// @param source section of a source
  String file(Fields source, String key) {
    String file = checked(source, key);
    return isFromCommandLine(source.find(key)) && !isFromCommandLine(data.find("dir"))
        ? absolute(file)
        : file;
  }

  /// A path of no part of the data: one that stands in the file starts in the file's folder.
  static String place(Fields fields, String key) {
    String place = checked(fields, key);
    return isFromCommandLine(fields.find(key)) ? absolute(place) : place;
  }

  private static boolean isFromCommandLine(Optional<Value> value) {
    return value.filter(it -> it.place().startsWith(Refusal.SET)).isPresent();
  }

  private static String absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize().toString();
  }

  private static String checked(Fields fields, String key) {
    String text = fields.text(key);
    if (text.startsWith("~/")) {
      throw Refusal.wrong(
          fields.path(key),
          fields.required(key),
          "a path: ~ is known to shells only, so write the folder out");
    }
    try {
      Path.of(text);
      return text;
    } catch (InvalidPathException noName) {
      throw Refusal.wrong(fields.path(key), fields.required(key), "a path: " + noName.getReason());
    }
  }
}
