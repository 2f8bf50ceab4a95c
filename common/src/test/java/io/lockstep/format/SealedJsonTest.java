package io.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealedJsonTest {

  @TempDir Path folder;

  private final Map<String, Object> content =
      Map.of("step", 7, "name", "héllo \"x\"", "list", List.of(1, 0.1, "a"));

  @Test
  void whatIsWrittenIsReadBackAndIsPlainJson() throws IOException {
    Path file = folder.resolve("m.json");
    SealedJson.write(file, content);

    assertThat(SealedJson.read(file)).isEqualTo(content);
    assertThat(JsonText.object(Files.readAllBytes(file))).containsEntry("content", content);
  }

  @Test
  void eachFlippedBitAndEachTruncationIsSeen() throws IOException {
    Path file = folder.resolve("m.json");
    SealedJson.write(file, content);
    byte[] bytes = Files.readAllBytes(file);
    Path bad = folder.resolve("bad.json");
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(bad, flipped);
      assertThatThrownBy(() -> SealedJson.read(bad)).isInstanceOf(FormatException.class);
    }
    for (int length = 0; length < bytes.length; length++) {
      Files.write(bad, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> SealedJson.read(bad)).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void anExistingFileIsNeverWrittenOver() throws IOException {
    Path file = folder.resolve("m.json");
    SealedJson.write(file, content);

    assertThatThrownBy(() -> SealedJson.write(file, Map.of()))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(SealedJson.read(file)).isEqualTo(content);
  }

  @Test
  void aKeyThatComesTwiceAndTextBehindTheObjectAreRefused() {
    assertThatThrownBy(() -> JsonText.object("{\"a\":1,\"a\":2}".getBytes()))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("Duplicate");
    assertThatThrownBy(() -> JsonText.object("{\"a\":1} x".getBytes()))
        .isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> JsonText.object("null".getBytes()))
        .isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> JsonText.object("[".repeat(100_000).getBytes()))
        .isInstanceOf(FormatException.class);
  }

  @Test
  void aReplacedFileLeavesNoOtherFileBehind() throws IOException {
    Path file = folder.resolve("run.json");
    DurableFiles.replace(file, new byte[] {1});
    DurableFiles.replace(file, new byte[] {2, 3});

    assertThat(Files.readAllBytes(file)).containsExactly(2, 3);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aReplacedFileMayBeReadByWhoMayReadAnyNewFile() throws IOException {
    Path file = folder.resolve("run.json");
    Path any = Files.createFile(folder.resolve("any"));

    DurableFiles.replace(file, new byte[] {1});

    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(any));
  }
}
