package io.lockstep.simulation.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SimulatedDiskTest {

  private static final int SEEDS = 200;

  private final SimulatedDisk disk = new SimulatedDisk();

  private Path path(String text) {
    return disk.mount(Set.of()).getPath(text);
  }

  private static void force(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  @Test
  void whatWasForcedSurvivesAPowerCutWithItsName() throws IOException {
    Files.writeString(path("/a"), "forced");
    force(path("/a"), StandardOpenOption.WRITE);
    force(path("/"), StandardOpenOption.READ);
    disk.cutPower(new Random(1));
    assertThat(Files.readString(path("/a"))).isEqualTo("forced");
  }

  @Test
  void whatWasNotForcedIsLostTornOrThere() throws IOException {
    Set<String> outcomes = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      Files.writeString(path("/a"), "old");
      force(path("/a"), StandardOpenOption.WRITE);
      force(path("/"), StandardOpenOption.READ);
      Files.writeString(path("/a"), "new", StandardOpenOption.APPEND);
      disk.cutPower(new Random(seed));
      outcomes.add(Files.readString(path("/a")));
      Files.delete(path("/a"));
    }
    assertThat(outcomes).contains("old", "oldnew", "oldn").anyMatch(text -> text.contains("\0"));
  }

  @Test
  void aNameWhoseFolderWasNotForcedMayBeLostAndARenameIsWholeOrNotAtAll() throws IOException {
    Set<String> outcomes = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      Files.writeString(path("/a"), "a");
      force(path("/a"), StandardOpenOption.WRITE);
      Files.move(path("/a"), path("/b"), StandardCopyOption.ATOMIC_MOVE);
      disk.cutPower(new Random(seed));
      outcomes.add(Files.exists(path("/a")) + " " + Files.exists(path("/b")));
      Files.deleteIfExists(path("/a"));
      Files.deleteIfExists(path("/b"));
      force(path("/"), StandardOpenOption.READ);
    }
    assertThat(outcomes).containsExactlyInAnyOrder("false false", "true false", "false true");
  }

  @Test
  void aFailedForceIsNeverMadeGoodByTheNext() throws IOException {
    Files.writeString(path("/a"), "lost");
    force(path("/"), StandardOpenOption.READ);
    disk.trouble((deed, path) -> {
      throw new FileSystemException(path.toString(), null, "Input/output error");
    });
    assertThatIOException().isThrownBy(() -> force(path("/a"), StandardOpenOption.WRITE));
    disk.trouble(DiskTrouble.NONE);
    force(path("/a"), StandardOpenOption.WRITE);
    assertThat(Files.readString(path("/a"))).isEqualTo("lost");
    disk.cutPower(seedThatLosesAll());
    assertThat(Files.readString(path("/a"))).isEmpty();
  }

  private static Random seedThatLosesAll() {
    return new Random() {
      @Override
      public int nextInt(int bound) {
        return 0;
      }
    };
  }

  @Test
  void aLockBelongsToOneProcessUntilItEnds() throws IOException {
    Mount holder = disk.mount(Set.of());
    Path file = Files.writeString(holder.getPath("/lock"), "");
    try (FileChannel held = FileChannel.open(file, StandardOpenOption.WRITE);
        FileChannel other = FileChannel.open(path("/lock"), StandardOpenOption.WRITE)) {
      assertThat(held.tryLock()).isNotNull();
      assertThat(other.tryLock()).isNull();
      holder.kill();
      assertThat(other.tryLock()).isNotNull();
      assertThatIOException().isThrownBy(() -> held.write(ByteBuffer.wrap(new byte[1])));
    }
  }

  @Test
  void aMountWithAQuirkDoesNotForce() throws IOException {
    Path file =
        Files.writeString(
            disk.mount(Set.of(Quirk.FILES_ARE_NOT_FORCED)).getPath("/a"), "said to be safe");
    force(file, StandardOpenOption.WRITE);
    force(path("/"), StandardOpenOption.READ);
    disk.cutPower(seedThatLosesAll());
    assertThat(path("/a")).isEmptyFile();
  }
}
