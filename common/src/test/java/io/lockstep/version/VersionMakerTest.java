package io.lockstep.version;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.ClipSection;
import io.lockstep.config.OptimizerSpec;
import io.lockstep.config.PenaltySection;
import io.lockstep.kernel.Kernels;
import io.lockstep.layout.ParameterLayout;
import io.lockstep.layout.TensorKind;
import io.lockstep.layout.TensorKind.Trained;
import io.lockstep.optimizer.Optimizer;
import io.lockstep.reduce.Piece;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Versions against their definition, bit for bit, however the vector is cut, whoever brings what
/// and in whatever order.
final class VersionMakerTest {

  private static final int STEPS = 3;
  static final int EXAMPLES = 41;
  static final double RATE = 0.05;

  /// A bit more than two stretches, tensors that begin and end anywhere in them.
  static final ParameterLayout LAYOUT = layout();

  private static ParameterLayout layout() {
    ParameterLayout.Builder layout = ParameterLayout.builder();
    layout.add("a/weight", Trained.WEIGHT, 300, 217);
    layout.add("a/bias", Trained.BIAS, 217);
    layout.add("n/scale", Trained.SCALE, 217);
    layout.add("n/bias", Trained.BIAS, 217);
    layout.add("n/mean", new TensorKind.Statistic(0.1), 217);
    layout.add("n/variance", new TensorKind.Statistic(0.1), 217);
    layout.add("b/weight", Trained.WEIGHT, 217, 310);
    layout.add("b/bias", Trained.BIAS, 310);
    return layout.build();
  }

  /// How a version is made, which must not matter.
  private record Way(int chunk, int threads, Place place, Kernels kernels) {}

  private enum Place {
    IN_PLACE,
    BESIDE
  }

  record Rules(String name, ClipSection clip, PenaltySection penalty, OptimizerSpec optimizer) {

    Rules(String name, ClipSection clip, PenaltySection penalty) {
      this(name, clip, penalty, new OptimizerSpec.Momentum(RATE, 0.9, 0.01));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final OptimizerSpec LARS = new OptimizerSpec.Lars(RATE, 0.9, 0.01, 0.02);
  private static final OptimizerSpec LAMB = new OptimizerSpec.Lamb(RATE, 0.9, 0.99, 1e-6, 0.02);

  private static final PenaltySection ALL =
      new PenaltySection(0.001, 0.02, 0.3, PenaltySection.Tensors.ALL);
  private static final PenaltySection WEIGHTS =
      new PenaltySection(0.001, 0.02, 0.3, PenaltySection.Tensors.WEIGHTS);

  static Stream<Rules> rules() {
    return Stream.of(
        new Rules("plain", ClipSection.NONE, PenaltySection.NONE),
        new Rules("clipped by value", new ClipSection(0.4, 0), PenaltySection.NONE),
        new Rules("clipped by norm", new ClipSection(0, 1.5), PenaltySection.NONE),
        new Rules("within the norm", new ClipSection(0, 1e6), PenaltySection.NONE),
        new Rules("penalised", ClipSection.NONE, ALL),
        new Rules("weights penalised", ClipSection.NONE, WEIGHTS),
        new Rules("all at once", new ClipSection(0.5, 2), WEIGHTS),
        new Rules("lars", ClipSection.NONE, PenaltySection.NONE, LARS),
        new Rules("lars, all at once", new ClipSection(0.5, 2), WEIGHTS, LARS),
        new Rules("lamb", ClipSection.NONE, ALL, LAMB),
        new Rules("lamb, all at once", new ClipSection(0.5, 2), WEIGHTS, LAMB));
  }

  static List<Way> ways() {
    List<Way> ways = new ArrayList<>();
    for (int chunk : new int[] {1500, 4096, 65_536, 131_072, 262_000}) {
      for (int threads : new int[] {1, 3}) {
        for (Place place : Place.values()) {
          ways.add(new Way(chunk, threads, place, Kernels.best()));
        }
      }
    }
    ways.add(new Way(4096, 1, Place.BESIDE, Kernels.scalar()));
    return ways;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyWayToMakeAVersionGivesTheBitsOfTheDefinition(Rules rules) throws Exception {
    VersionDefinition definition = new VersionDefinition(rules);
    List<Run> runs = ways().stream().map(way -> new Run(rules, way)).toList();
    for (int step = 1; step <= STEPS; step++) {
      float[] sum = random(step, LAYOUT.length(), 60);
      definition.step(step, sum);
      for (Run run : runs) {
        run.step(step, sum);
        assertThat(Arrays.equals(run.parameters(step), definition.parameters))
            .as("version %d of %s", step, run.way)
            .isTrue();
        assertThat(run.maker.fingerprint())
            .isEqualTo(VersionFingerprint.of(Kernels.scalar(), definition.parameters));
        for (int moment = 0; moment < definition.optimizer.moments().size(); moment++) {
          assertThat(
                  Arrays.equals(
                      run.optimizer.moments().get(moment),
                      definition.optimizer.moments().get(moment)))
              .as("moment %d after step %d of %s", moment, step, run.way)
              .isTrue();
        }
        if (step % 2 == 0) {
          assertThat(run.maker.norms())
              .as("step %d of %s", step, run.way)
              .isEqualTo(definition.norms);
        }
      }
    }
  }

  @Test
  void aStepThatIsDroppedGivesBackWhatItHoldsAndTouchesNothing() {
    Rules clipped = new Rules("clipped", new ClipSection(0, 1), PenaltySection.NONE);
    Run run = new Run(clipped, new Way(4096, 1, Place.IN_PLACE, Kernels.best()));
    float[] before = run.parameters(0).clone();
    run.maker.begin(1, RATE, EXAMPLES, run.parameters(0), run.parameters(1));
    List<Lent> lent = run.cut(random(1, LAYOUT.length(), 1));
    lent.stream().skip(1).forEach(one -> assertThat(run.maker.sum(one.chunk, one)).isFalse());
    run.maker.drop();
    assertThat(lent.stream().filter(one -> one.released).count()).isEqualTo(lent.size() - 1L);
    assertThat(run.maker.isUntouched()).isTrue();
    assertThat(run.parameters(0)).containsExactly(before);
  }

  @Test
  void aVersionOfWhichASliceIsMadeIsTouched() {
    Rules plain = new Rules("plain", ClipSection.NONE, PenaltySection.NONE);
    Run run = new Run(plain, new Way(4096, 1, Place.IN_PLACE, Kernels.best()));
    run.maker.begin(1, RATE, EXAMPLES, run.parameters(0), run.parameters(1));
    assertThat(run.maker.isUntouched()).isTrue();
    Lent first = run.cut(random(1, LAYOUT.length(), 1)).getFirst();
    run.maker.sum(first.chunk, first);
    assertThat(first.released).isTrue();
    assertThat(run.maker.isUntouched()).isFalse();
  }

  static float[] random(long seed, int length, float size) {
    Random random = new Random(seed);
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.nextGaussian() * size;
    }
    return numbers;
  }

  private static final class Lent implements Piece {
    private final int chunk;
    private final float[] numbers;
    private final int at;
    private boolean released;

    /// At a place of its own in an array of its own.
    Lent(int chunk, float[] sum, int from, int end) {
      this.chunk = chunk;
      this.at = chunk % 5;
      this.numbers = new float[at + end - from];
      System.arraycopy(sum, from, numbers, at, end - from);
    }

    @Override
    public float[] array() {
      return numbers;
    }

    @Override
    public int at() {
      return at;
    }

    @Override
    public int length() {
      return numbers.length - at;
    }

    @Override
    public void release() {
      assertThat(released).isFalse();
      released = true;
    }
  }

  /// Steps made in one way.
  private static final class Run {
    private final Way way;
    private final Optimizer optimizer;
    private final VersionMaker maker;
    private final float[][] versions;
    private final Random random = new Random(5);
    private float[] newest;

    Run(Rules rules, Way way) {
      this.way = way;
      this.optimizer = Optimizer.of(rules.optimizer, LAYOUT.length(), way.kernels);
      this.maker =
          new VersionMaker(
              new VersionMaker.Setting(
                  rules.clip, rules.penalty, LAYOUT, optimizer, way.kernels, step -> step % 2 == 0),
              way.chunk,
              this::made);
      float[] start = random(9, LAYOUT.length(), 1);
      this.versions =
          way.place == Place.BESIDE
              ? new float[][] {start, new float[start.length]}
              : new float[][] {start, start};
    }

    float[] parameters(long version) {
      return versions[(int) (version & 1)];
    }

    private void made(int chunk, Piece piece) {
      if (way.place == Place.BESIDE) {
        int from = chunk * way.chunk;
        float[] sent = Arrays.copyOfRange(piece.array(), piece.at(), piece.at() + piece.length());
        assertThat(Arrays.equals(sent, Arrays.copyOfRange(newest, from, from + sent.length)))
            .isTrue();
      }
      piece.release();
    }

    List<Lent> cut(float[] sum) {
      List<Lent> cut = new ArrayList<>();
      for (int from = 0, chunk = 0; from < sum.length; from += way.chunk, chunk++) {
        cut.add(new Lent(chunk, sum, from, Math.min(sum.length, from + way.chunk)));
      }
      return cut;
    }

    void step(long step, float[] sum) throws InterruptedException {
      newest = parameters(step);
      maker.begin(step, RATE / step, EXAMPLES, parameters(step - 1), parameters(step));
      List<Lent> lent = cut(sum);
      List<Lent> order = new ArrayList<>(lent);
      Collections.shuffle(order, random);
      together(thread -> {
        for (int at = thread; at < order.size(); at += way.threads) {
          maker.sum(order.get(at).chunk, order.get(at));
        }
      });
      if (maker.rounds() > 0) {
        assertThat(maker.isComplete()).isTrue();
      }
      for (int left = maker.rounds(); left > 0; left--) {
        maker.beginRound(left);
        together(_ -> maker.takeRound());
      }
      assertThat(lent).allMatch(one -> one.released);
    }

    private void together(IntConsumer part) throws InterruptedException {
      CountDownLatch done = new CountDownLatch(way.threads - 1);
      List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
      IntStream.range(1, way.threads)
          .forEach(thread ->
              Thread.ofPlatform()
                  .start(() -> {
                    try {
                      part.accept(thread);
                    } catch (Throwable fault) {
                      faults.add(fault);
                    } finally {
                      done.countDown();
                    }
                  }));
      part.accept(0);
      done.await();
      assertThat(faults).isEmpty();
    }
  }
}
