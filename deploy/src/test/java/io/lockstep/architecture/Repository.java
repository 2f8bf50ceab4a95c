package io.lockstep.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The files of this repository as a reader of a clean clone sees them: no build output, no run
/// folders.
record Repository(Path root) {

  static final List<String> MODULES = List.of("common", "proto", "coordinator", "worker", "deploy");

  private static final Set<String> NOT_SOURCES =
      Set.of("target", ".git", "runs", ".idea", ".vscode", ".settings", "__pycache__");
  private static final long TEXT_BYTES_MAX = 2_000_000;

  static Repository ofThisBuild() {
    String root = System.getProperty("lockstep.root");
    if (root == null) {
      throw new IllegalStateException(
          "system property lockstep.root is missing; run this test through Maven");
    }
    return new Repository(Path.of(root).toAbsolutePath().normalize());
  }

  /// Java sources that are written by hand, of all modules.
  List<Path> javaSources() {
    return files().stream().filter(path -> path.toString().endsWith(".java")).toList();
  }

  List<Path> mainSources() {
    return javaSources().stream()
        .filter(path -> path.toString().contains("/src/main/java/"))
        .toList();
  }

  List<Path> frontPages() {
    return javaSources().stream().filter(path -> path.endsWith("package-info.java")).toList();
  }

  /// The comment at the head of a front page as one line.
  static String comment(Path page) {
    return String.join(" ", lines(page).stream().filter(line -> line.startsWith("///")).toList())
        .replace("///", " ")
        .replaceAll("\\s+", " ");
  }

  List<Path> documents() {
    return files().stream().filter(path -> path.toString().endsWith(".md")).toList();
  }

  /// Every file that is text, with its lines.
  List<Path> textFiles() {
    return files().stream().filter(Repository::isText).toList();
  }

  /// Path as it is shown in a message.
  String shown(Path path) {
    return root.relativize(path).toString();
  }

  static List<String> lines(Path path) {
    try {
      return Files.readAllLines(path);
    } catch (IOException e) {
      throw new UncheckedIOException(path.toString(), e);
    }
  }

  private static boolean isText(Path path) {
    try {
      if (Files.size(path) > TEXT_BYTES_MAX) {
        return false;
      }
      byte[] bytes = Files.readAllBytes(path);
      for (byte b : bytes) {
        if (b == 0) {
          return false;
        }
      }
      return !path.toString().endsWith(".gz");
    } catch (IOException e) {
      throw new UncheckedIOException(path.toString(), e);
    }
  }

  private List<Path> files() {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return NOT_SOURCES.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              // In a second work tree .git is a file that names the first.
              boolean source = !NOT_SOURCES.contains(file.getFileName().toString());
              if (source && attributes.isRegularFile()) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(root.toString(), e);
    }
    found.sort(null);
    return List.copyOf(found);
  }
}
