package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Examples of the textbook on public data sets that are not carried here; skipped where those are
/// absent. Images in full take long: `mvn verify -Plong`.
final class TextbookDataTest {

  @TempDir Path folder;

  private TextbookRun train(String example, Path data, String... sets) {
    List<String> all = new ArrayList<>(List.of(sets));
    all.add("data.dir=" + data);
    return TextbookRun.of(folder, example, all.toArray(String[]::new));
  }

  @Test
  void housePricesArePredicted() {
    TextbookRun run = train("housing", TextbookRun.publicData("california-housing"));
    assertThat(run.best("test").figure("r2").orElseThrow()).isGreaterThan(0.75);
  }

  @Test
  void incomesAreTold() {
    TextbookRun run = train("adult", TextbookRun.publicData("adult"));
    assertThat(run.best("test").accuracy().orElseThrow()).isGreaterThan(0.855);
  }

  private TextbookRun digits(int training, int testing) throws IOException {
    Path mnist = TextbookRun.publicData("mnist");
    new PublicImages(mnist, "train", training).writeLines(folder.resolve("mnist_train.csv"));
    new PublicImages(mnist, "t10k", testing).writeLines(folder.resolve("mnist_test.csv"));
    return train("mnist-csv", folder);
  }

  private double clothes(int training, int testing, String... sets) throws IOException {
    Path fashion = TextbookRun.publicData("fashion-mnist");
    new PublicImages(fashion, "train", training).writeFiles(folder);
    new PublicImages(fashion, "t10k", testing).writeFiles(folder);
    TextbookRun run = train("fashion-batch-norm", folder, sets);
    assertThat(run.recorded("learning_rate").getLast()).isLessThan(1e-5);
    return run.best("test").accuracy().orElseThrow();
  }

  @Test
  void someDigitsAreLearntFromLinesWithoutAHeader() throws IOException {
    TextbookRun run = digits(2000, 500);
    assertThat(run.last("test").accuracy().orElseThrow()).isGreaterThan(0.8);
    assertThat(run.model().layout().length()).isEqualTo(784 * 200 + 200 + 200 * 10 + 10);
  }

  @Test
  void someClothesAreToldApart() throws IOException {
    assertThat(clothes(3000, 500, "train.epochs=6")).isGreaterThan(0.75);
  }

  @Tag("long")
  @Test
  void allDigitsAreLearntFromLinesWithoutAHeader() throws IOException {
    assertThat(digits(60_000, 10_000).last("test").accuracy().orElseThrow()).isGreaterThan(0.95);
  }

  @Tag("long")
  @Test
  void allClothesAreToldApart() throws IOException {
    assertThat(clothes(60_000, 10_000)).isGreaterThan(0.895);
  }
}
