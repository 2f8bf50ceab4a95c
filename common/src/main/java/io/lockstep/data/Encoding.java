package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.config.Dialect;
import io.lockstep.config.LossSpec;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How raw files of one schema become numbers, with statistics and classes fixed by the training
/// part. Immutable; kept with the model, so that `predict` and `evaluate` take raw files.
///
/// @param features how the columns or pixels of an example are encoded
/// @param label how its label is
public record Encoding(Features features, Label label) {

  /// How features are encoded.
  public sealed interface Features {

    /// Floats of one example.
    int width();
  }

  /// Columns of a CSV file, found by name and encoded in this order.
  ///
  /// @param columns at least one
  public record Table(List<Column> columns, CellRules rules) implements Features {

    public Table {
      columns = List.copyOf(columns);
    }

    @Override
    public int width() {
      return columns.stream().mapToInt(Column::width).sum();
    }
  }

  /// Unsigned bytes of an IDX file, row-major, each multiplied by `1f / 255f`.
  ///
  /// @param shape sizes of one example, without the count
  public record Pixels(List<Integer> shape) implements Features {

    public Pixels {
      shape = List.copyOf(shape);
    }

    @Override
    public int width() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }
  }

  /// How one CSV column is encoded.
  public sealed interface Column {

    String name();

    int width();
  }

  /// What becomes of missing numbers.
  ///
  /// @param fill stands for one, before it is scaled
  /// @param indicator whether one more input says where one is missing: 1 there, 0 elsewhere
  public record Gap(Absent absent, double fill, boolean indicator) {}

  /// A number becomes what its scale makes of it, in double before the cast to float.
  ///
  /// @param scale fitted to the training part
  /// @param writing how its cells are written, when not plainly
  public record NumberColumn(String name, Scale scale, Gap gap, Optional<NumberWriting> writing)
      implements Column {

    @Override
    public int width() {
      return gap.indicator() ? 2 : 1;
    }
  }

  /// A date becomes a number for each of its parts. Those that are the same in all training rows
  /// are none of them.
  ///
  /// @param order in which days and months stand, where it can be asked
  /// @param gap its fill is a count of days since 1970-01-01
  public record DateColumn(String name, DateOrder order, List<ScaledPart> parts, Gap gap)
      implements Column {

    /// @param scale fitted to the training part
    public record ScaledPart(DatePart part, Scale scale) {}

    public DateColumn {
      parts = List.copyOf(parts);
    }

    @Override
    public int width() {
      return parts.size() + (gap.indicator() ? 1 : 0);
    }
  }

  /// A text becomes one-hot over the categories of the training part, in the order of their UTF-16
  /// units. Rare texts share the next slot, missing cells the last one; each of the two exists only
  /// when the training part has such, since a slot that is never 1 in training would add untrained
  /// weights to a prediction. Texts that the training part never held are taken for rare ones,
  /// otherwise for missing ones, otherwise they are all zeros.
  ///
  /// @param categories sorted, distinct
  /// @param rare texts of the training part that are too few to be categories; sorted, distinct
  /// @param missingSlot whether the last slot exists
  public record CategoryColumn(
      String name, List<String> categories, List<String> rare, boolean missingSlot, Absent absent)
      implements Column {

    public CategoryColumn {
      categories = List.copyOf(categories);
      rare = List.copyOf(rare);
    }

    @Override
    public int width() {
      return categories.size() + (rare.isEmpty() ? 0 : 1) + (missingSlot ? 1 : 0);
    }

    /// Where the ones of texts go that are no categories; -1 for nowhere.
    int otherSlot() {
      return rare.isEmpty() ? missingAt() : categories.size();
    }

    /// Where the ones of missing cells go; -1 for nowhere.
    int missingAt() {
      return missingSlot ? width() - 1 : -1;
    }
  }

  /// Each cell of the training part was the same, or missing: the column tells nothing, so it is 0
  /// always, whatever a later file holds there, and need not be there at all.
  public record ConstantColumn(String name) implements Column {

    @Override
    public int width() {
      return 1;
    }
  }

  /// How labels are encoded.
  public sealed interface Label {

    /// Column of the CSV file; `label` for IDX. Of several columns all, for a reader.
    String name();

    /// Those that it is made of, itself when it is one.
    List<OneLabel> columns();
  }

  /// A label of one column.
  public sealed interface OneLabel extends Label {

    @Override
    default List<OneLabel> columns() {
      return List.of(this);
    }

    /// The same in another column.
    OneLabel named(String column);
  }

  /// Several columns, each a number of the target: numbers, or the second of two classes as 1.
  ///
  /// @param columns at least two
  public record SeveralLabels(List<OneLabel> columns) implements Label {

    public SeveralLabels {
      columns = List.copyOf(columns);
    }

    @Override
    public String name() {
      return String.join(", ", columns.stream().map(Label::name).toList());
    }
  }

  /// One, or several together.
  static Label of(List<OneLabel> columns) {
    return columns.size() == 1 ? columns.getFirst() : new SeveralLabels(columns);
  }

  /// A label is the index of its class.
  ///
  /// @param names of the classes as the training file writes them: whole numbers in order of value,
  ///   or texts in the order of their UTF-16 units
  public record ClassLabel(String name, List<String> names) implements OneLabel {

    public ClassLabel {
      names = List.copyOf(names);
    }

    @Override
    public ClassLabel named(String column) {
      return new ClassLabel(column, names);
    }
  }

  /// A label is a number.
  ///
  /// @param scale what makes a target of it; losses and predictions are told in units of the file
  /// @param writing how its cells are written, when not plainly
  public record NumberLabel(String name, Scale scale, Optional<NumberWriting> writing)
      implements OneLabel {

    @Override
    public NumberLabel named(String column) {
      return new NumberLabel(column, scale, writing);
    }
  }

  public int featureWidth() {
    return features.width();
  }

  /// Floats of one target: a class index or a number, or one of each of several columns.
  public int targetWidth() {
    return label.columns().size();
  }

  /// The number of the file that an output of a net stands for.
  public float inUnits(float output) {
    return inUnits(0, output);
  }

  /// @param column of the target
  public float inUnits(int column, float output) {
    return label.columns().get(column) instanceof NumberLabel number
        ? (float) number.scale().outside(output)
        : output;
  }

  /// That of each number of a target; empty for classes.
  public List<Scale> scales() {
    return label.columns().stream()
        .filter(NumberLabel.class::isInstance)
        .map(one -> ((NumberLabel) one).scale())
        .toList();
  }

  /// What makes of a mean loss over scaled targets that over the labels of the file: their unit
  /// squared, or the unit. Losses that know no unit, and those of labels that have not the same
  /// unit everywhere, are told as they are.
  public double lossFactor(LossSpec loss) {
    List<Double> units = scales().stream().map(scale -> scale.unit().orElse(1)).distinct().toList();
    double factor = units.size() == 1 ? units.getFirst() : 1;
    return switch (loss) {
      case LossSpec.Mse _ -> factor * factor;
      case LossSpec.Mae _ -> factor;
      case LossSpec.CrossEntropy _,
          LossSpec.BinaryCrossEntropy _,
          LossSpec.KullbackLeibler _,
          LossSpec.Focal _,
          LossSpec.Hinge _,
          LossSpec.Huber _,
          LossSpec.LogCosh _ ->
          1;
    };
  }

  /// Classes of the label, 0 when it is a number.
  public int classCount() {
    return classNames().size();
  }

  /// Names by class index; empty when the label is a number, or of several columns.
  public List<String> classNames() {
    return switch (label) {
      case ClassLabel classes -> classes.names();
      case NumberLabel _, SeveralLabels _ -> List.of();
    };
  }

  /// Whether it is classes that a net is to tell apart, of one column or of each of several.
  public boolean isOfClasses() {
    return label.columns().stream().allMatch(ClassLabel.class::isInstance);
  }

  /// The same for a configuration that goes on with a model: what that says of rows and of how
  /// files are written holds, since no weight depends on it; what columns mean stays.
  Encoding continuedAs(DataSection data) {
    return switch (features) {
      case Table(List<Column> columns, CellRules rules) ->
          new Encoding(new Table(columns, rules.continuedAs(data)), label);
      case Pixels _ -> this;
    };
  }

  /// The same for files that are written otherwise than those of training.
  ///
  /// @param stated how they are, as far as it is known; the rest is as it was
  /// @throws io.lockstep.failure.LockstepException with code USAGE if files of this encoding have
  ///   no such thing
  public Encoding readingAs(Dialect stated) {
    if (stated.equals(Dialect.UNSTATED)) {
      return this;
    }
    return switch (features) {
      case Table(List<Column> columns, CellRules rules) ->
          new Encoding(
              new Table(columns, rules.withDialect(rules.dialect().unless(stated))), label);
      case Pixels _ ->
          throw Failure.of(ExitCode.USAGE, "this model takes IDX files, which are written one way")
              .at("--set data." + stated.toMap().keySet().iterator().next())
              .advising("leave it out: it is for CSV files")
              .exception();
    };
  }

  /// Encodes raw files whose labels are wanted: one CSV file, or IDX images and IDX labels.
  ///
  /// @param loss for which they are
  /// @throws io.lockstep.failure.LockstepException when a file does not fit this encoding, or its
  ///   labels the loss
  public EncodedFile encodeLabelled(LossSpec loss, Path... files) {
    return Encoder.labelled(this, loss, List.of(files));
  }

  /// Encodes raw files without asking for labels: one CSV file (its label column, if any, is not
  /// read) or IDX images. Each target is NaN.
  public EncodedFile encodeUnlabelled(Path... files) {
    return Encoder.unlabelled(this, List.of(files));
  }

  /// Maps, lists, texts and numbers only, fit for JSON; [#fromMap] reads it back.
  public Map<String, Object> toMap() {
    return EncodingMap.write(this);
  }

  /// @throws io.lockstep.failure.LockstepException when the map is not what [#toMap] writes
  public static Encoding fromMap(Map<String, ?> map) {
    return EncodingMap.read(map);
  }
}
