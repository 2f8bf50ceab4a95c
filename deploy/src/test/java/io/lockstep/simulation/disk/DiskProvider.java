package io.lockstep.simulation.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What `java.nio.file.Files` does on the paths of a mount.
final class DiskProvider extends FileSystemProvider {

  @FunctionalInterface
  private interface Deed<T> {
    T on(SimulatedDisk disk) throws IOException;
  }

  private static Mount mount(Path path) {
    return ((DiskPath) path).mount();
  }

  private static <T> T at(Path path, Deed<T> deed) throws IOException {
    Mount mount = mount(path);
    synchronized (mount.disk()) {
      mount.requireAlive(path);
      return deed.on(mount.disk());
    }
  }

  private static DiskNode existing(Path path) throws IOException {
    DiskNode node = mount(path).isHidden(path) ? null : mount(path).disk().find(path);
    if (node == null) {
      throw new NoSuchFileException(path.toString());
    }
    return node;
  }

  private static DiskFolder folderOf(Path path) throws IOException {
    Path parent = path.toAbsolutePath().normalize().getParent();
    if (existing(parent) instanceof DiskFolder folder) {
      return folder;
    }
    throw new FileSystemException(path.toString(), null, "Not a directory");
  }

  private static String nameOf(Path path) {
    return path.toAbsolutePath().normalize().getFileName().toString();
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return at(
        path,
        disk -> {
          DiskNode node = disk.find(path);
          if (node != null && options.contains(StandardOpenOption.CREATE_NEW)) {
            throw new FileAlreadyExistsException(path.toString());
          }
          boolean creates =
              options.contains(StandardOpenOption.CREATE)
                  || options.contains(StandardOpenOption.CREATE_NEW);
          if (node == null && creates) {
            disk.trouble().before(DiskTrouble.Deed.WRITE, path);
            node = new DiskFile();
            folderOf(path).put(nameOf(path), node);
            mount(path).made(path);
          }
          boolean writes =
              options.contains(StandardOpenOption.WRITE)
                  || options.contains(StandardOpenOption.APPEND);
          return open((DiskPath) path, node == null ? existing(path) : node, options, writes);
        });
  }

  private static FileChannel open(
      DiskPath path, DiskNode node, Set<? extends OpenOption> options, boolean writes)
      throws IOException {
    return switch (node) {
      case DiskFolder folder -> {
        if (writes) {
          throw new FileSystemException(path.toString(), null, "Is a directory");
        }
        yield new DiskChannel(path, new DiskFile(), folder, 0);
      }
      case DiskFile file -> {
        if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
          file.truncate(0);
        }
        boolean appends = options.contains(StandardOpenOption.APPEND);
        yield new DiskChannel(path, file, null, appends ? file.length() : 0);
      }
    };
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> all =
        at(
            folder,
            _ -> {
              if (existing(folder) instanceof DiskFolder found) {
                return found.names().stream()
                    .map(folder::resolve)
                    .filter(entry -> !mount(folder).isHidden(entry))
                    .toList();
              }
              throw new NotDirectoryException(folder.toString());
            });
    List<Path> entries = new ArrayList<>();
    for (Path entry : all) {
      if (filter.accept(entry)) {
        entries.add(entry);
      }
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return entries.iterator();
      }

      @Override
      public void close() {
        // Nothing is held.
      }
    };
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    at(
        path,
        disk -> {
          if (disk.find(path) != null) {
            throw new FileAlreadyExistsException(path.toString());
          }
          folderOf(path).put(nameOf(path), new DiskFolder());
          return path;
        });
  }

  @Override
  public void delete(Path path) throws IOException {
    at(
        path,
        _ -> {
          if (existing(path) instanceof DiskFolder folder && !folder.names().isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
          }
          folderOf(path).remove(nameOf(path));
          return path;
        });
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    at(
        source,
        disk -> {
          requireFree(disk, target, options);
          disk.trouble().before(DiskTrouble.Deed.WRITE, target);
          DiskNode copied =
              existing(source) instanceof DiskFile file ? file.copy() : new DiskFolder();
          folderOf(target).put(nameOf(target), copied);
          return target;
        });
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    at(
        source,
        disk -> {
          DiskNode moved = existing(source);
          if (!List.of(options).contains(StandardCopyOption.ATOMIC_MOVE)) {
            requireFree(disk, target, options);
          } else if (disk.find(target) instanceof DiskFolder there && !there.names().isEmpty()) {
            throw new DirectoryNotEmptyException(target.toString());
          }
          disk.trouble().before(DiskTrouble.Deed.RENAME, target);
          if (disk.isBeside() && mount(source).isSuperseded()) {
            folderOf(source).remove(nameOf(source));
            return target;
          }
          if (folderOf(source) == folderOf(target)) {
            folderOf(source).rename(nameOf(source), nameOf(target));
          } else {
            folderOf(target).put(nameOf(target), moved);
            folderOf(source).remove(nameOf(source));
          }
          disk.renamed(mount(source), target);
          return target;
        });
  }

  private static void requireFree(SimulatedDisk disk, Path target, CopyOption... options)
      throws IOException {
    if (disk.find(target) != null
        && !List.of(options).contains(StandardCopyOption.REPLACE_EXISTING)) {
      throw new FileAlreadyExistsException(target.toString());
    }
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return at(path, _ -> existing(path) == existing(other));
  }

  @Override
  public boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    throw new FileSystemException(path.toString(), null, "its size is unknown");
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    at(path, _ -> existing(path));
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return null;
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) {
      throw new UnsupportedOperationException(type.getSimpleName());
    }
    return type.cast(at(path, _ -> new DiskAttributes(existing(path))));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) {
    throw new UnsupportedOperationException(names);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException(name);
  }

  @Override
  public String getScheme() {
    return "simulated";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }
}
