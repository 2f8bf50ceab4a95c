package io.lockstep.simulation.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/// An open file, or an open folder, which can only be forced. Forcing takes what the file holds
/// then, whoever wrote it.
final class DiskChannel extends FileChannel {

  private final DiskPath path;
  private final DiskFile file;

  /// Null for a file.
  private final DiskFolder folder;

  private long position;
  private boolean hasLock;

  DiskChannel(DiskPath path, DiskFile file, DiskFolder folder, long position) {
    this.path = path;
    this.file = file;
    this.folder = folder;
    this.position = position;
  }

  private Object disk() {
    return path.mount().disk();
  }

  private void requireUsable() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    path.mount().requireAlive(path);
  }

  private void before(DiskTrouble.Deed deed) throws IOException {
    path.mount().disk().trouble().before(deed, path);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int count = read(target, position);
    position += Math.max(count, 0);
    return count;
  }

  @Override
  public int read(ByteBuffer target, long from) throws IOException {
    synchronized (disk()) {
      requireUsable();
      return file.read(target, from);
    }
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = write(source, position);
    position += count;
    return count;
  }

  @Override
  public int write(ByteBuffer source, long to) throws IOException {
    synchronized (disk()) {
      requireUsable();
      before(DiskTrouble.Deed.WRITE);
      return file.write(source, to);
    }
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public FileChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() throws IOException {
    synchronized (disk()) {
      requireUsable();
      return file.length();
    }
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    synchronized (disk()) {
      requireUsable();
      file.truncate(size);
      position = Math.min(position, size);
      return this;
    }
  }

  @Override
  public void force(boolean metadata) throws IOException {
    synchronized (disk()) {
      requireUsable();
      try {
        before(DiskTrouble.Deed.FORCE);
      } catch (IOException refused) {
        file.failToForce();
        throw refused;
      }
      if (folder == null && !path.mount().has(Quirk.FILES_ARE_NOT_FORCED)) {
        file.force();
      } else if (folder != null && !path.mount().has(Quirk.FOLDERS_ARE_NOT_FORCED)) {
        folder.force();
      }
    }
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(count, size() - from));
    read(piece, from);
    return target.write(piece.flip());
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long to, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long from, long size) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileLock lock(long from, long size, boolean shared) {
    throw new UnsupportedOperationException("whoever waits for a lock waits for ever here");
  }

  @Override
  public FileLock tryLock(long from, long size, boolean shared) throws IOException {
    synchronized (disk()) {
      requireUsable();
      if (file.isLockedBy(path.mount())) {
        throw new OverlappingFileLockException();
      }
      hasLock = path.mount().lock(file);
      return hasLock ? new Lock(this, from, size) : null;
    }
  }

  private static final class Lock extends FileLock {
    Lock(DiskChannel channel, long from, long size) {
      super(channel, from, size, false);
    }

    @Override
    public boolean isValid() {
      return acquiredBy().isOpen();
    }

    @Override
    public void release() throws IOException {
      acquiredBy().close();
    }
  }

  @Override
  protected void implCloseChannel() {
    synchronized (disk()) {
      if (hasLock) {
        path.mount().unlock(file);
      }
    }
  }
}
