package io.lockstep.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lockstep.audit.Extent.Span;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Which steps are made again.
final class ExtentTest {

  @Test
  void usuallyTheFirstOfTheRunAndThoseBehindEachCheckpoint() {
    assertThat(spans(new Extent.Usual(), 1000, 800, 900, 1000))
        .containsExactly(new Span(0, 10), new Span(800, 810), new Span(900, 910));
    assertThat(spans(new Extent.Usual(), 7)).containsExactly(new Span(0, 7));
    assertThat(spans(new Extent.Usual(), 905, 0, 900))
        .containsExactly(new Span(0, 10), new Span(900, 905));
  }

  @Test
  void whatMeetsIsOneSpan() {
    assertThat(spans(new Extent.Usual(), 100, 5, 20, 30))
        .containsExactly(new Span(0, 15), new Span(20, 40));
  }

  @Test
  void stepsBeginAtTheNewestCheckpointBeforeThem() {
    assertThat(spans(new Extent.Steps(801, 820), 1000, 700, 800, 810))
        .containsExactly(new Span(800, 820));
    assertThat(spans(new Extent.Steps(800, 800), 1000, 700, 800))
        .as("the version of a checkpoint is what its step makes")
        .containsExactly(new Span(700, 800));
    assertThat(spans(new Extent.Steps(3, 4), 1000, 700)).containsExactly(new Span(0, 4));
  }

  @Test
  void aSampleIsSpreadOverTheRunAndHasItsLastStep() {
    assertThat(spans(new Extent.Sample(1), 1000, 900)).containsExactly(new Span(900, 1000));
    assertThat(spans(new Extent.Sample(4), 1000, 200, 480, 900))
        .containsExactly(new Span(200, 250), new Span(480, 750), new Span(900, 1000));
    assertThat(spans(new Extent.Sample(50), 3)).containsExactly(new Span(0, 3));
  }

  @Test
  void allAreMadeFromTheBeginning() {
    assertThat(spans(new Extent.All(), 1000, 900)).containsExactly(new Span(0, 1000));
    assertThat(spans(new Extent.All(), 0, 0)).as("no step was made").isEmpty();
  }

  @Test
  void whatIsNoExtentIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Extent.Steps(0, 4));
    assertThatIllegalArgumentException().isThrownBy(() -> new Extent.Steps(5, 4));
    assertThatIllegalArgumentException().isThrownBy(() -> new Extent.Sample(0));
  }

  private static List<Span> spans(Extent extent, long lastStep, long... checkpoints) {
    TreeSet<Long> versions = new TreeSet<>();
    Arrays.stream(checkpoints).forEach(versions::add);
    return extent.spans(lastStep, versions);
  }
}
