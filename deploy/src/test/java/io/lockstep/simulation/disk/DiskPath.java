package io.lockstep.simulation.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/// A path of a mount: the words of a path of this machine, which leads nowhere on it.
///
/// @param text the words
record DiskPath(Mount mount, Path text) implements Path {

  private static final Path START = FileSystems.getDefault().getPath("/");

  private Path of(Path words) {
    return words == null ? null : new DiskPath(mount, words);
  }

  private static Path words(Path path) {
    if (path instanceof DiskPath other) {
      return other.text;
    }
    throw new ProviderMismatchException();
  }

  @Override
  public FileSystem getFileSystem() {
    return mount;
  }

  @Override
  public boolean isAbsolute() {
    return text.isAbsolute();
  }

  @Override
  public Path getRoot() {
    return of(text.getRoot());
  }

  @Override
  public Path getFileName() {
    return of(text.getFileName());
  }

  @Override
  public Path getParent() {
    return of(text.getParent());
  }

  @Override
  public int getNameCount() {
    return text.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return of(text.getName(index));
  }

  @Override
  public Path subpath(int beginIndex, int endIndex) {
    return of(text.subpath(beginIndex, endIndex));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof DiskPath && text.startsWith(words(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof DiskPath && text.endsWith(words(other));
  }

  @Override
  public Path normalize() {
    return of(text.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return of(text.resolve(words(other)));
  }

  @Override
  public Path relativize(Path other) {
    return of(text.relativize(words(other)));
  }

  @Override
  public URI toUri() {
    return URI.create("simulated:" + text);
  }

  @Override
  public Path toAbsolutePath() {
    return isAbsolute() ? this : of(START.resolve(text));
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    Path real = toAbsolutePath().normalize();
    synchronized (mount.disk()) {
      mount.requireAlive(this);
      if (mount.disk().find(real) == null) {
        throw new NoSuchFileException(toString());
      }
    }
    return real;
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int compareTo(Path other) {
    return text.compareTo(words(other));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
