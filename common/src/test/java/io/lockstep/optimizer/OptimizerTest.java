package io.lockstep.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import io.lockstep.config.OptimizerSpec;
import io.lockstep.kernel.AdamFactors;
import io.lockstep.kernel.Kernels;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class OptimizerTest {

  private static final List<String> KINDS =
      List.of(
          "sgd",
          "momentum",
          "nesterov",
          "adam",
          "adamw",
          "adagrad",
          "rmsprop",
          "rmsprop-momentum",
          "adadelta",
          "nadam",
          "amsgrad",
          "lion",
          "lars",
          "lamb");

  private static final OptimizerSpec.Nadam NADAM =
      new OptimizerSpec.Nadam(0.01, 0.9, 0.999, 1e-8, 0.004, 0);

  static Stream<OptimizerSpec> specs() {
    return KINDS.stream().flatMap(kind -> Stream.of(spec(kind, 0), spec(kind, 0.05)));
  }

  /// The settings of `generate.py` and `generate_optimizers.py`.
  private static OptimizerSpec spec(String kind, double decay) {
    return switch (kind) {
      case "sgd" -> new OptimizerSpec.Sgd(0.1, decay);
      case "momentum" -> new OptimizerSpec.Momentum(0.1, 0.9, decay);
      case "nesterov" -> new OptimizerSpec.Nesterov(0.1, 0.9, decay);
      case "adam" -> new OptimizerSpec.Adam(0.01, 0.9, 0.999, 1e-8, decay);
      case "adamw" -> new OptimizerSpec.AdamW(0.01, 0.9, 0.999, 1e-8, decay);
      case "adagrad" -> new OptimizerSpec.Adagrad(0.1, 1e-10, decay);
      case "rmsprop" -> new OptimizerSpec.RmsProp(0.01, 0.99, 1e-8, 0, decay);
      case "rmsprop-momentum" -> new OptimizerSpec.RmsProp(0.01, 0.9, 1e-8, 0.8, decay);
      case "adadelta" -> new OptimizerSpec.Adadelta(1, 0.9, 1e-6, decay);
      case "nadam" -> new OptimizerSpec.Nadam(0.01, 0.9, 0.999, 1e-8, 0.004, decay);
      case "amsgrad" -> new OptimizerSpec.AmsGrad(0.01, 0.9, 0.9, 1e-8, decay);
      case "lion" -> new OptimizerSpec.Lion(0.01, 0.9, 0.99, decay);
      case "lars" -> new OptimizerSpec.Lars(0.5, 0.9, 0.02, decay);
      case "lamb" -> new OptimizerSpec.Lamb(0.01, 0.9, 0.999, 1e-6, decay);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  static Stream<JsonNode> references() throws IOException {
    return Stream.concat(cases("optimizers.json"), cases("adaptive-optimizers.json"));
  }

  private static Stream<JsonNode> cases(String file) throws IOException {
    try (InputStream in = OptimizerTest.class.getResourceAsStream("/fixtures/" + file)) {
      return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false);
    }
  }

  /// One step of a vector that is one tensor.
  private static void step(
      Optimizer optimizer, long step, double rate, float[] parameters, float[] gradient) {
    int length = parameters.length;
    double trust = 1;
    if (optimizer.isLayerwise()) {
      optimizer.direct(step, parameters, 0, gradient, 0, length);
      trust = optimizer.trust(norm(parameters), norm(gradient));
    }
    optimizer.update(step, rate * trust, parameters, gradient, 0, length);
  }

  private static double norm(float[] x) {
    double sum = 0;
    for (float value : x) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  /// Twelve steps. Each rounds a handful of times at values below 4, that is by at most 2.4e-7.
  @ParameterizedTest
  @MethodSource("references")
  void valuesAreThoseOfPyTorchAndThePapers(JsonNode reference) {
    float[] parameters = floats(reference.get("start"));
    OptimizerSpec spec = spec(reference.get("kind").asText(), reference.get("decay").asDouble());
    Optimizer optimizer = Optimizer.of(spec, parameters.length, Kernels.best());
    for (int step = 1; step <= reference.get("gradients").size(); step++) {
      float[] gradient = floats(reference.get("gradients").get(step - 1));
      step(optimizer, step, spec.learningRate(), parameters, gradient);
      for (int i = 0; i < parameters.length; i++) {
        assertThat((double) parameters[i])
            .as("step %d, element %d", step, i)
            .isCloseTo(reference.get("values").get(step - 1).get(i).asDouble(), within(4e-6));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void anySplitIntoSlicesGivesTheSameBits(OptimizerSpec spec) {
    int length = 1003;
    Random random = new Random(11);
    float[] whole = random(random, length);
    float[] split = whole.clone();
    Optimizer one = Optimizer.of(spec, length, Kernels.best());
    Optimizer other = Optimizer.of(spec, length, Kernels.scalar());
    float[] chunk = new float[length + 5];
    for (int step = 1; step <= 5; step++) {
      float[] gradient = random(random, length);
      float[] direction = gradient.clone();
      one.direct(step, whole, 0, direction, 0, length);
      one.update(step, rate(step), whole, direction, 0, length);
      for (int from = length; from > 0; ) {
        int count = Math.min(from, 1 + random.nextInt(200));
        from -= count;
        int at = random.nextInt(6);
        System.arraycopy(gradient, from, chunk, at, count);
        other.direct(step, split, from, chunk, at, count);
        other.update(step, rate(step), split, from, chunk, at, count);
      }
      assertThat(split).as("parameters after step %d", step).containsExactly(whole);
      for (int moment = 0; moment < one.moments().size(); moment++) {
        assertThat(other.moments().get(moment)).containsExactly(one.moments().get(moment));
      }
    }
    assertThat(one.momentNames()).hasSameSizeAs(one.moments());
  }

  /// The virtual machine may allocate for itself now and then, an update that allocates does
  /// always.
  @ParameterizedTest
  @MethodSource("specs")
  void anUpdateAllocatesNothing(OptimizerSpec spec) {
    Optimizer optimizer = Optimizer.of(spec, 1000, Kernels.scalar());
    float[] parameters = random(new Random(1), 1000);
    float[] gradient = random(new Random(2), 1000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long fewest = Long.MAX_VALUE;
    for (int step = 1; step <= 1000; step++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      optimizer.direct(step, parameters, 0, gradient, 0, 1000);
      optimizer.update(step, rate(step), parameters, gradient, 0, 1000);
      optimizer.update(step, rate(step), parameters, 100, gradient, 0, 900);
      fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(fewest).isZero();
  }

  /// Threads come to a step at different times, and a resumed run begins in the middle.
  @Test
  void theMomentaOfNadamDoNotDependOnWhichStepsAThreadSaw() {
    NadamFactors seen = new NadamFactors(NADAM, new Decay(0, 0));
    AdamFactors expected = new AdamFactors();
    for (int step = 1; step <= 40; step++) {
      seen.set(expected, step, 0.01);
      AdamFactors alone = new AdamFactors();
      new NadamFactors(NADAM, new Decay(0, 0)).set(alone, step, 0.01);
      assertThat(alone.rate).as("step %d", step).isEqualTo(expected.rate);
      assertThat(alone.gradientRate).isEqualTo(expected.gradientRate);
    }
    seen.set(expected, 3, 0.01);
    AdamFactors third = new AdamFactors();
    new NadamFactors(NADAM, new Decay(0, 0)).set(third, 3, 0.01);
    assertThat(expected.rate).isEqualTo(third.rate);
    seen.set(expected, 1L << 40, 0.01);
    assertThat((double) expected.rate).isCloseTo(0.01 * 0.9, within(1e-8));
  }

  @Test
  void powersAreExactToADoublesPrecision() {
    for (long exponent : new long[] {0, 1, 2, 3, 10, 1000, 123_457, 1L << 40}) {
      double expected = Math.pow(0.999, exponent);
      assertThat(AdamSettings.power(0.999, exponent)).isCloseTo(expected, within(1e-9 * expected));
    }
  }

  @Test
  void slicesOutsideAndStepZeroAreRefused() {
    Optimizer optimizer = Optimizer.of(new OptimizerSpec.Momentum(0.1, 0.9, 0), 10, Kernels.best());
    float[] ten = new float[10];
    float[] twenty = new float[20];
    assertThatThrownBy(() -> optimizer.update(0, 0.1, ten, ten, 0, 10))
        .hasMessage("step 0: the first is 1");
    assertThatThrownBy(() -> optimizer.update(1, 0.1, ten, ten, 5, 11))
        .hasMessage("slice [5, 5 + 6) leaves the parameters of length 10");
    assertThatThrownBy(() -> optimizer.update(1, 0.1, ten, 0, ten, 5, 6))
        .hasMessage("slice [5, 5 + 6) leaves the gradient of length 10");
    assertThatThrownBy(() -> optimizer.update(1, 0.1, twenty, twenty, 5, 11))
        .hasMessage("slice [5, 5 + 6) leaves the moments of length 10");
  }

  /// Another one in each step.
  private static double rate(long step) {
    return 0.1 / step;
  }

  private static float[] floats(JsonNode array) {
    float[] floats = new float[array.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) array.get(i).asDouble();
    }
    return floats;
  }

  private static float[] random(Random random, int length) {
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] = (float) random.nextGaussian();
    }
    return floats;
  }
}
