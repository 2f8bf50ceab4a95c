package io.lockstep.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of books that are not whole. The run: ten steps, an epoch every four.
final class BookCheckTest {

  @TempDir Path runs;

  private RunFolder folder;
  private BookCheck books;

  @BeforeEach
  void writeBooks() {
    folder = RunFolder.create(runs, "t");
    try (Ledger ledger = Ledger.open(folder.ledger(), 0, Patience.ofSeconds(0), Fence.ALONE);
        MetricsLog metrics =
            MetricsLog.open(folder.metrics(), 0, Patience.ofSeconds(0), Fence.ALONE)) {
      for (int step = 1; step <= 10; step++) {
        ledger.begin(step, 17);
        ledger.block(0, 3, "w0");
        ledger.end();
        if (step % 4 == 0) {
          Metrics train = Metrics.ofRegression(1, 2);
          metrics.append(new EpochMetrics(step / 4, step, 0.5, 0.01, Map.of("train", train)));
        }
      }
    }
    books = new BookCheck(folder);
  }

  @AfterEach
  void close() {
    folder.close();
  }

  @Test
  void wholeBooksAreWhole() {
    assertThat(books.damage(10, 8)).isEmpty();
    assertThat(books.damage(0, 0)).isEmpty();
    assertThat(books.isBlank()).isFalse();
  }

  @Test
  void shortBooksSayWhereTheyEnd() {
    assertThat(books.damage(12, 8)).contains("ledger.jsonl ends at step 10");
    assertThat(books.damage(10, 12)).contains("metrics.jsonl ends at step 8");
  }

  @Test
  void aDamagedLineIsNamedOnlyToWhomItConcerns() throws IOException {
    change(folder.ledger(), 6, "\"shards\":\"0..3\"", "\"shards\":\"0..2\"");
    assertThat(books.damage(10, 8)).contains("ledger.jsonl:6: its check is wrong: it was changed");
    assertThat(books.damage(5, 4)).isEmpty();
    change(folder.metrics(), 1, "train", "traim");
    change(folder.metrics(), 2, "\"loss\"", "\"lost\"");
    assertThat(books.damage(5, 4)).as("a name that nobody knows may be one").isEmpty();
    assertThat(books.damage(5, 8)).contains("metrics.jsonl:2: it is no line of this file");
  }

  @Test
  void aLineThatIsGoneOrCountsAnotherStepIsNamed() throws IOException {
    List<String> rows = new ArrayList<>(Files.readAllLines(folder.ledger()));
    rows.remove(2);
    Files.write(folder.ledger(), rows);
    assertThat(books.damage(10, 8)).contains("ledger.jsonl:3: it should be of step 3");
    List<String> lines = new ArrayList<>(Files.readAllLines(folder.metrics()));
    lines.removeFirst();
    Files.write(folder.metrics(), lines);
    assertThat(books.damage(2, 8)).contains("metrics.jsonl:1: it should be of epoch 1");
  }

  @Test
  void whatIsNoFileIsSaidAndKeptAside() throws IOException {
    Files.delete(folder.ledger());
    assertThat(books.damage(10, 8)).contains("ledger.jsonl is missing");
    assertThat(books.isBlank()).isTrue();
    Files.createSymbolicLink(folder.ledger(), folder.ledger().getFileName());
    assertThat(books.damage(10, 8).orElseThrow()).contains("lead in a circle");
    Files.delete(folder.metrics());
    Files.createDirectory(folder.metrics());
    assertThat(books.damage(0, 8).orElseThrow()).contains("is a folder");

    assertThat(books.keepAside()).containsExactly("ledger.jsonl.damaged", "metrics.jsonl.damaged");

    Ledger.open(folder.ledger(), 10, Patience.ofSeconds(0), Fence.ALONE).close();
    MetricsLog.open(folder.metrics(), 8, Patience.ofSeconds(0), Fence.ALONE).close();
    assertThat(folder.ledger()).isEmptyFile();
    assertThat(books.keepAside()).as("nothing is cut out of an empty book").isEmpty();
    Files.writeString(folder.ledger(), "{}\n");
    assertThat(books.keepAside()).containsExactly("ledger.jsonl.damaged-2");
  }

  @Test
  void aBookThatOnlyLacksLinesIsNotCopiedAtEachResume() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(folder.ledger()));
    lines.remove(4);
    Files.write(folder.ledger(), lines);
    assertThat(books.damage(10, 8)).isPresent();

    assertThat(books.keepAside()).isEmpty();

    Ledger.open(folder.ledger(), 10, Patience.ofSeconds(0), Fence.ALONE).close();
    assertThat(Files.readAllLines(folder.ledger())).isEqualTo(lines);
  }

  /// Who opened it would wait for a writer for ever.
  @Test
  void aPipeInThePlaceOfABookIsNotWaitedFor() throws Exception {
    Files.delete(folder.ledger());
    Process mkfifo = new ProcessBuilder("mkfifo", folder.ledger().toString()).start();
    assertThat(mkfifo.waitFor()).isZero();

    assertThat(books.damage(10, 8)).contains("ledger.jsonl is no file");
    Ledger.open(folder.ledger(), 0, Patience.ofSeconds(0), Fence.ALONE).close();

    assertThat(folder.ledger()).isRegularFile();
  }

  private static void change(Path file, int line, String from, String to) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    assertThat(lines.get(line - 1)).contains(from);
    lines.set(line - 1, lines.get(line - 1).replace(from, to));
    Files.write(file, lines);
  }
}
