package io.lockstep.data;

import io.lockstep.format.Sha256;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A hash of bytes that are kept as they were read, taken on a thread of its own while reading goes
/// on: the hash of images takes half as long as unpacking them. Used by one thread.
final class ContentDigest implements AutoCloseable {

  private final MessageDigest digest;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("hash").factory());
  private CompletableFuture<Void> added = CompletableFuture.completedFuture(null);

  /// @param digest has what came before, and is used by nobody else from now on
  ContentDigest(MessageDigest digest) {
    this.digest = digest;
  }

  /// Adds bytes that will not change any more.
  void add(byte[] bytes, int from, int length) {
    added = added.thenRunAsync(() -> digest.update(bytes, from, length), thread);
  }

  /// The hash of everything that was added, as text; once.
  String hex() {
    added.join();
    return Sha256.hex(digest);
  }

  /// Ends the thread, also when reading failed; does not wait for it.
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
