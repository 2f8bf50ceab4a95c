package io.lockstep.plot;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The weights from the inputs to the units of the first layer. Immutable.
public final class Weights {

  private final String run;
  private final String layer;
  private final List<String> inputs;
  private final int units;
  private final float[] values;

  /// @param inputs their names, in the order of the rows
  /// @param values row-major `[inputs × units]`; copied
  public Weights(String run, String layer, List<String> inputs, float[] values) {
    this.run = run;
    this.layer = layer;
    this.inputs = List.copyOf(inputs);
    this.units = values.length / inputs.size();
    this.values = values.clone();
    if (values.length != units * inputs.size() || units == 0) {
      throw new IllegalArgumentException(
          "%d weights of %d inputs".formatted(values.length, inputs.size()));
    }
  }

  String run() {
    return run;
  }

  String layer() {
    return layer;
  }

  List<String> inputs() {
    return inputs;
  }

  int units() {
    return units;
  }

  double value(int input, int unit) {
    return values[input * units + unit];
  }

  /// What the colours reach to: all but the outermost half percent of the sizes, so that a few
  /// large ones do not make all others pale.
  double reach() {
    double[] sizes =
        IntStream.range(0, values.length)
            .mapToDouble(i -> Math.abs(values[i]))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    double reach = sizes.length == 0 ? 0 : sizes[(int) Math.ceil(0.995 * (sizes.length - 1))];
    return reach > 0 ? reach : 1;
  }

  /// The inputs with the largest weights, in their order.
  ///
  /// @param most how many
  List<Integer> largestInputs(int most) {
    return IntStream.range(0, inputs.size())
        .boxed()
        .sorted((one, other) -> Double.compare(square(other), square(one)))
        .limit(most)
        .sorted()
        .toList();
  }

  private double square(int input) {
    double sum = 0;
    for (float value : Arrays.copyOfRange(values, input * units, (input + 1) * units)) {
      sum += (double) value * value;
    }
    return Double.isNaN(sum) ? 0 : sum;
  }

  DataTable table() {
    DataTable table = new DataTable("input", "unit", "weight");
    for (int input = 0; input < inputs.size(); input++) {
      for (int unit = 0; unit < units; unit++) {
        table.add(inputs.get(input), unit + 1, values[input * units + unit]);
      }
    }
    return table;
  }
}
