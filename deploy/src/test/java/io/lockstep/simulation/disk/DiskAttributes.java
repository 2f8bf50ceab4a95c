package io.lockstep.simulation.disk;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/// What the disk says of a file or a folder. It has no clock.
record DiskAttributes(DiskNode node) implements BasicFileAttributes {

  private static final FileTime SOME_TIME = FileTime.fromMillis(0);

  @Override
  public FileTime lastModifiedTime() {
    return SOME_TIME;
  }

  @Override
  public FileTime lastAccessTime() {
    return SOME_TIME;
  }

  @Override
  public FileTime creationTime() {
    return SOME_TIME;
  }

  @Override
  public boolean isRegularFile() {
    return node instanceof DiskFile;
  }

  @Override
  public boolean isDirectory() {
    return node instanceof DiskFolder;
  }

  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return false;
  }

  @Override
  public long size() {
    return node instanceof DiskFile file ? file.length() : 0;
  }

  @Override
  public Object fileKey() {
    return System.identityHashCode(node);
  }
}
