package io.lockstep.config;

import io.lockstep.failure.LockstepException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
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
    if (source.find(key).orElse(null) instanceof Value.Items list) {
      throw several(source.path(key), list);
    }
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

  /// A list of files, or of sources, is none; how they become one is said.
  LockstepException several(String path, Value.Items list) {
    String key = path.substring(path.lastIndexOf('.') + 1);
    boolean ofImages = key.equals("images") || key.equals("labels");
    String advice =
        list.values().size() == 1
            ? "write it without a list: %s: %s".formatted(key, list.values().getFirst().shown())
            : ofImages
                ? "write all their examples into one file of images and one of labels"
                : "join them and name the whole: awk %s %s > all.csv"
                    .formatted(rows(), names(list));
    return Refusal.because(
        "%s is %s, but a part of the data is one file".formatted(path, list.shown()),
        list.place(),
        advice);
  }

  /// For awk: all rows, with one header where there are any.
  private String rows() {
    return data.yesOrNo("header", true) ? "'FNR > 1 || NR == 1'" : "1";
  }

  /// As words for a shell, where none of them needs quotes.
  private static String names(Value.Items list) {
    List<String> names =
        list.values().stream()
            .map(value -> value instanceof Value.Scalar file ? file.text() : "")
            .toList();
    boolean plain = names.stream().allMatch(name -> name.matches("[A-Za-z0-9_./-]+"));
    return plain && !names.isEmpty() ? String.join(" ", names) : "FILE...";
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
