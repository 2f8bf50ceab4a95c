package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.lockstep.format.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class GatherTest {

  @Test
  void formingABatchAllocatesNothing() throws IOException {
    byte[] bytes = new byte[1000 * 784];
    new Random(1).nextBytes(bytes);
    ByteRows rows = rows(bytes, 1000, 784);
    Examples images = new ByteExamples(rows, new Targets.Bytes(new byte[1000]));
    Examples table =
        new TableExamples(
            12,
            new int[] {0, 5},
            new float[2000],
            new int[2000],
            new Targets.Floats(new float[1000]));
    int[] odd = new int[500];
    Arrays.setAll(odd, i -> 2 * i + 1);
    allocatesNothing(new SelectedExamples(images, odd));
    allocatesNothing(new SelectedExamples(table, odd));
  }

  private static ByteRows rows(byte[] bytes, int count, int width) throws IOException {
    try (ContentDigest digest = new ContentDigest(Sha256.digest())) {
      return ByteRows.read(new ByteArrayInputStream(bytes), count, width, digest).rows();
    }
  }

  private static void allocatesNothing(Examples examples) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    float[] features = new float[128 * examples.featureWidth()];
    float[] targets = new float[128];
    long deadline = System.nanoTime() + 60_000_000_000L;
    long bytes;
    do { // Vectors are objects until their code is compiled.
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int step = 0; step < 100; step++) {
        gather(examples, features, targets);
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    } while (bytes >= 1024 && System.nanoTime() < deadline);
    assertThat(bytes).isLessThan(1024);
  }

  private static void gather(Examples examples, float[] features, float[] targets) {
    for (int i = 0; i < 128; i++) {
      int example = i * 37 % examples.count();
      examples.features(example, features, i * examples.featureWidth());
      examples.target(example, targets, i);
    }
  }

  @Test
  void rowsOfManySegmentsAreFoundAgain() throws IOException {
    int width = 5 << 20;
    byte[] bytes = new byte[7 * width];
    for (int row = 0; row < 7; row++) {
      bytes[row * width] = (byte) (row + 1);
    }
    ByteRows rows = rows(bytes, 7, width);
    for (int row = 0; row < 7; row++) {
      assertThat(rows.segment(row)[rows.at(row)]).isEqualTo((byte) (row + 1));
    }
  }
}
