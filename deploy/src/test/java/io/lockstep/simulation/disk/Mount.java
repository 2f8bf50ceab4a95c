package io.lockstep.simulation.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How one process sees the disk. It ends with the process: locks are free then, and whatever still
/// holds one of its paths is refused.
public final class Mount extends FileSystem {

  private static final FileSystemProvider PROVIDER = new DiskProvider();

  private final SimulatedDisk disk;
  private final Set<Quirk> quirks;
  private final Set<DiskFile> locked = new HashSet<>();
  private final Set<Path> ownTerms = new HashSet<>();
  private volatile boolean alive = true;
  private volatile boolean superseded;

  Mount(SimulatedDisk disk, Set<Quirk> quirks) {
    this.disk = disk;
    this.quirks = quirks;
  }

  /// The process is gone; what it has written stays, as long as power is there.
  public void kill() {
    synchronized (disk) {
      alive = false;
      locked.forEach(file -> file.unlock(this));
      locked.clear();
      disk.forget(this);
    }
  }

  /// Another process leads, and this one may not know it.
  public void supersede() {
    superseded = true;
  }

  boolean isSuperseded() {
    return superseded;
  }

  SimulatedDisk disk() {
    return disk;
  }

  boolean has(Quirk quirk) {
    return quirks.contains(quirk);
  }

  void made(Path file) {
    ownTerms.add(file);
  }

  boolean isHidden(Path file) {
    return (quirks.contains(Quirk.TERMS_OF_OTHERS_ARE_HIDDEN) || disk.isBeside())
        && file.getNameCount() > 0
        && file.getFileName().toString().startsWith("TERM-")
        && !ownTerms.contains(file);
  }

  void requireAlive(Path path) throws IOException {
    if (!alive) {
      throw new FileSystemException(path.toString(), null, "Transport endpoint is not connected");
    }
  }

  boolean lock(DiskFile file) {
    return file.lock(this) && locked.add(file);
  }

  void unlock(DiskFile file) {
    file.unlock(this);
    locked.remove(file);
  }

  @Override
  public Path getPath(String first, String... more) {
    return new DiskPath(this, FileSystems.getDefault().getPath(first, more));
  }

  @Override
  public FileSystemProvider provider() {
    return PROVIDER;
  }

  @Override
  public void close() {
    kill();
  }

  @Override
  public boolean isOpen() {
    return alive;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(getPath("/"));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic");
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher(pattern);
    return path -> matcher.matches(((DiskPath) path).text());
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
