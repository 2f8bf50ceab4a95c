package io.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two who begin a term at once, and one that was paused between any two of its deeds.
final class FenceTest {

  @TempDir Path folder;

  private long newest = 2;
  private final Fence second = fence(2);
  private final Fence third = fence(3);

  private Fence fence(long term) {
    return new Fence(
        term,
        own -> {
          if (newest > own) {
            throw new IllegalStateException("superseded: term %d < %d".formatted(own, newest));
          }
        });
  }

  private Path book() {
    return folder.resolve("ledger.jsonl");
  }

  private static void take(Fence fence, Path book) throws IOException {
    Files.move(fence.fresh(book), book, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void eachTermHasAFileOfItsOwnUnderWay() throws IOException {
    Files.writeString(second.fresh(book()), "second");
    Files.writeString(third.fresh(book()), "third");
    assertThat(second.fresh(book())).hasContent("second");
  }

  @Test
  void whoComesTooLatePutsNothingInPlace() throws IOException {
    Files.writeString(second.fresh(book()), "second");
    newest = 3;
    Files.writeString(third.fresh(book()), "third");
    third.beforeItTakesTheName(book());
    take(third, book());

    assertThatThrownBy(() -> second.beforeItTakesTheName(book()))
        .hasMessage("superseded: term 2 < 3");
    assertThat(book()).hasContent("third");
  }

  @Test
  void whoWasPausedBehindItsLookPutsNothingInPlaceEither() throws IOException {
    Files.writeString(second.fresh(book()), "second");
    second.beforeItTakesTheName(book());
    newest = 3;
    Files.writeString(third.fresh(book()), "third");
    third.beforeItTakesTheName(book());
    take(third, book());

    assertThatThrownBy(() -> take(second, book())).isInstanceOf(NoSuchFileException.class);
    assertThat(book()).hasContent("third");
  }

  @Test
  void whatLaterTermsAndOthersHaveUnderWayIsLeftAlone() throws IOException {
    Path later = Files.writeString(third.fresh(book()), "third");
    Path other = Files.writeString(folder.resolve("metrics.jsonl.new-1"), "");
    Path strange = Files.writeString(folder.resolve("ledger.jsonl.new-x"), "");
    Path earlier = Files.writeString(folder.resolve("ledger.jsonl.new"), "of an older version");
    second.beforeItTakesTheName(book());
    assertThat(later).exists();
    assertThat(other).exists();
    assertThat(strange).exists();
    assertThat(earlier).doesNotExist();
  }
}
