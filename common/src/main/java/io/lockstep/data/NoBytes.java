package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.config.ScaleSpec;
import io.lockstep.data.ReadPlan.Kind;
import io.lockstep.failure.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Finds columns that are scaled as bytes of images are (`pixels`) and hold other numbers in the
/// training part.
final class NoBytes {

  private static final int GREATEST = 255;

  /// A label that never comes so far is hardly a byte: the net would be asked for next to nothing.
  private static final double LABEL_MIN = GREATEST / 10.0;

  private final DataSection data;
  private final int[] train;

  /// @param train rows of the training part
  NoBytes(DataSection data, int[] train) {
    this.data = data;
    this.train = train;
  }

  /// What is to be said, a sentence each.
  List<String> notes(RawTable raw, List<RawColumn> labels) {
    List<String> notes = new ArrayList<>();
    for (RawColumn label : labels) {
      if (label instanceof RawColumn.Numbers numbers) {
        ofLabel(label.name(), known(numbers)).ifPresent(notes::add);
      }
    }
    ofFeatures(raw).ifPresent(notes::add);
    return notes;
  }

  /// @param known at least one number
  Optional<String> ofLabel(String name, double[] known) {
    if (!(data.recipe().labelScale() instanceof ScaleSpec.Pixels pixels)
        || areBytes(known) && greatest(known) >= LABEL_MIN) {
      return Optional.empty();
    }
    Scale scale = ScaleFit.of(pixels, known);
    return Optional.of(
        "label '%s' goes from %s, and label-scale: pixels is for bytes, whole numbers from 0 to %d: the net is asked for %s to %s; to scale it by what it holds: --set data.label-scale=standard"
            .formatted(
                name,
                range(known),
                GREATEST,
                Figure.rounded(scale.inside(least(known))),
                Figure.rounded(scale.inside(greatest(known)))));
  }

  private Optional<String> ofFeatures(RawTable raw) {
    List<String> names = new ArrayList<>();
    String first = "";
    for (RawColumn column : raw.features()) {
      if (column instanceof RawColumn.Numbers numbers
          && !(numbers.kind() instanceof Kind.Date)
          && data.recipe().scaleOf(column.name()) instanceof ScaleSpec.Pixels) {
        double[] known = known(numbers);
        if (!areBytes(known)) {
          first = names.isEmpty() ? range(known) : first;
          names.add(column.name());
        }
      }
    }
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s scaled as bytes, whole numbers from 0 to %d (pixels), and %s from %s; a scale such as standard goes by what a column holds"
                .formatted(
                    Wording.columnsAre(names),
                    GREATEST,
                    names.size() == 1 ? "goes" : "'" + names.getFirst() + "' goes",
                    first));
  }

  private double[] known(RawColumn.Numbers column) {
    return Arrays.stream(train).mapToDouble(column::at).filter(x -> x == x).toArray();
  }

  private static boolean areBytes(double[] known) {
    return Arrays.stream(known).allMatch(x -> x >= 0 && x <= GREATEST && x == Math.rint(x));
  }

  private static String range(double[] known) {
    return "%s to %s".formatted(Figure.rounded(least(known)), Figure.rounded(greatest(known)));
  }

  private static double least(double[] known) {
    return Arrays.stream(known).min().orElseThrow();
  }

  private static double greatest(double[] known) {
    return Arrays.stream(known).max().orElseThrow();
  }
}
