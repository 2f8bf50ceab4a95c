package io.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MadeFoldersTest {

  @TempDir Path folder;

  @Test
  void whatWasMadeGoesAgainAndWhatWasThereStays() throws IOException {
    Path there = Files.createDirectory(folder.resolve("there"));

    MadeFolders made = MadeFolders.make(there.resolve("a/b/c"));
    assertThat(there.resolve("a/b/c")).isDirectory();
    made.unmake();

    assertThat(there).isEmptyDirectory();
    MadeFolders.make(there).unmake();
    assertThat(there).isDirectory();
  }

  @Test
  void aFolderThatSomebodyElseUsesByNowStays() throws IOException {
    MadeFolders made = MadeFolders.make(folder.resolve("a/b/c"));
    Files.writeString(folder.resolve("a/b/theirs"), "");

    made.unmake();

    assertThat(folder.resolve("a/b/c")).doesNotExist();
    assertThat(folder.resolve("a/b/theirs")).exists();
  }

  @Test
  void aFolderThatCannotBeMadeLeavesNoneOfThoseAboveIt() {
    assertThatThrownBy(() -> MadeFolders.make(folder.resolve("a/b/" + "c".repeat(300))))
        .isInstanceOf(IOException.class);

    assertThat(folder).isEmptyDirectory();
  }
}
