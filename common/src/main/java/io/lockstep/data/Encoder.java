package io.lockstep.data;

import io.lockstep.config.LossSpec;
import io.lockstep.data.Encoding.CategoryColumn;
import io.lockstep.data.Encoding.ClassLabel;
import io.lockstep.data.Encoding.Column;
import io.lockstep.data.Encoding.ConstantColumn;
import io.lockstep.data.Encoding.DateColumn;
import io.lockstep.data.Encoding.Label;
import io.lockstep.data.Encoding.NumberColumn;
import io.lockstep.data.Encoding.NumberLabel;
import io.lockstep.data.Encoding.OneLabel;
import io.lockstep.data.Encoding.Pixels;
import io.lockstep.data.Encoding.Table;
import io.lockstep.data.ReadPlan.Kind;
import io.lockstep.data.ReadPlan.Wanted;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.source.DataFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Encodes raw files by an encoding that is already fixed.
final class Encoder {

  /// @param sha256 of the content of each file read
  /// @param columns of a CSV file, 0 for images
  /// @param rejected rows of a CSV file that do not fit
  record Encoded(
      EncodedFile file, List<String> sha256, int columns, Optional<RejectedRows> rejected) {}

  /// Labels that are wanted, and the loss that is taken of them.
  private record Wish(Label label, LossSpec loss) {}

  private Encoder() {}

  static EncodedFile labelled(Encoding encoding, LossSpec loss, List<Path> files) {
    return switch (encoding.features()) {
      case Table table -> {
        need(files, 1, "one CSV file");
        yield csv(table, encoding.label(), loss, given(files, 0)).file();
      }
      case Pixels pixels -> {
        need(files, 2, "an IDX file of images and one of labels");
        yield idx(pixels, encoding.label(), given(files, 0), given(files, 1)).file();
      }
    };
  }

  static EncodedFile unlabelled(Encoding encoding, List<Path> files) {
    return switch (encoding.features()) {
      case Table table -> {
        need(files, 1, "one CSV file");
        Encoded encoded = csv(table, Optional.empty(), given(files, 0));
        checkColumns(encoded.columns(), table, encoding.label().name(), given(files, 0));
        yield encoded.file().without(encoding.label());
      }
      case Pixels pixels -> {
        need(files, 1, "one IDX file of images");
        ByteRows images = images(given(files, 0), pixels).rows();
        yield EncodedFile.of(new ByteExamples(images, new Targets.Unknown(images.count())));
      }
    };
  }

  private static DataFile given(List<Path> files, int index) {
    return DataFile.ofModel(files.get(index));
  }

  private static void need(List<Path> files, int count, String what) {
    if (files.size() != count) {
      throw Failure.of(ExitCode.USAGE, "this model takes " + what + ", not " + files.size())
          .at(String.join(", ", files.stream().map(Path::toString).toList()))
          .advising("give " + what)
          .exception();
    }
  }

  static Encoded csv(Table table, Label label, LossSpec loss, DataFile file) {
    return csv(table, Optional.of(new Wish(label, loss)), file);
  }

  /// @param wish empty when labels are not wanted
  private static Encoded csv(Table table, Optional<Wish> wish, DataFile file) {
    Optional<Label> label = wish.map(Wish::label);
    RawTable raw = RawTable.read(file, plan(table, label));
    List<String> labels =
        label.map(known -> known.columns().stream().map(Label::name).toList()).orElse(List.of());
    Targets targets =
        label
            .map(known -> Labels.targets(raw.labels(labels), known, file))
            .orElseGet(() -> new Targets.Unknown(raw.rows()));
    wish.ifPresent(known -> Labels.check(targets, known.label(), known.loss(), file));
    TableEncoder.Encoded encoded =
        TableEncoder.encode(raw.without(Set.copyOf(labels)), table, targets);
    List<String> notes = new ArrayList<>(raw.account().notes());
    if (raw.account().unlabelled() > 0) {
      notes.add(Labels.leftOut(raw.account().unlabelled()));
    }
    notes.addAll(encoded.notes());
    encoded.unknown().forEach(cells -> notes.add(cells.note(raw.rows())));
    List<String> others = new ArrayList<>(raw.account().others());
    others.removeAll(ColumnTable.constant(table));
    EncodedFile result = new EncodedFile(encoded.examples(), encoded.unknown(), others, notes);
    label.ifPresent(_ -> checkColumns(raw.columns(), table, "", file));
    return new Encoded(
        result,
        List.of(raw.account().sha256()),
        raw.columns(),
        Optional.of(raw.account().rejected()));
  }

  /// Where columns are found by number, one that is missing before the others would move them all.
  ///
  /// @param absent name of the column that may be missing when it is the last one
  private static void checkColumns(int columns, Table table, String absent, DataFile file) {
    int learnt = table.rules().dialect().columns().orElse(columns);
    boolean lastIsAbsent = columns == learnt - 1 && absent.equals(String.valueOf(columns));
    if (columns != learnt && !lastIsAbsent) {
      throw file.failure(
              "the file has %d columns, this model learnt from %d, which it finds by number"
                  .formatted(columns, learnt),
              file.shown())
          .advising("give all %d columns in the order of the training data".formatted(learnt))
          .exception();
    }
  }

  private static ReadPlan plan(Table table, Optional<Label> label) {
    List<Wanted> features = new ArrayList<>();
    for (Column column : table.columns()) {
      switch (column) {
        case NumberColumn number ->
            features.add(
                new Wanted(number.name(), Kind.number(number.writing()), number.gap().absent()));
        case DateColumn date ->
            features.add(new Wanted(date.name(), new Kind.Date(date.order()), date.gap().absent()));
        case CategoryColumn text ->
            features.add(new Wanted(text.name(), new Kind.Text(), text.absent()));
        case ConstantColumn _ -> {} // Whatever the file holds there changes nothing.
      }
    }
    List<Wanted> labels =
        label
            .map(known -> known.columns().stream().map(Encoder::wanted).toList())
            .orElse(List.of());
    ReadPlan plan = new ReadPlan(features, labels.stream().findFirst(), table.rules());
    return labels.isEmpty() ? plan : plan.withLabels(labels.subList(1, labels.size()));
  }

  private static Wanted wanted(OneLabel label) {
    return switch (label) {
      case ClassLabel classes -> Wanted.label(classes.name(), new Kind.Text());
      case NumberLabel number -> Wanted.label(number.name(), Kind.number(number.writing()));
    };
  }

  static Encoded idx(Pixels pixels, Label label, DataFile imageFile, DataFile labelFile) {
    IdxFile images = images(imageFile, pixels);
    IdxFile labels = IdxFile.labels(labelFile, images);
    Targets targets = targets(labels, label.columns().getFirst());
    return new Encoded(
        EncodedFile.of(new ByteExamples(images.rows(), targets)),
        List.of(images.sha256(), labels.sha256()),
        0,
        Optional.empty());
  }

  private static IdxFile images(DataFile file, Pixels pixels) {
    IdxFile images = IdxFile.images(file);
    List<Integer> shape = images.shape().subList(1, images.shape().size());
    if (!shape.equals(pixels.shape())) {
      throw file.failure(
              "the images are %s, this model learnt from %s"
                  .formatted(sizes(shape), sizes(pixels.shape())),
              file.shown())
          .advising("give images of " + sizes(pixels.shape()) + conversion(shape, pixels.shape()))
          .exception();
    }
    return images;
  }

  /// How images become such ones where nothing but their channels differs.
  private static String conversion(List<Integer> shape, List<Integer> wanted) {
    if (wanted.size() < 2
        || shape.size() < 2
        || !shape.subList(0, 2).equals(wanted.subList(0, 2))) {
      return "";
    }
    boolean gray = shape.size() == 2 || shape.get(2) == 1;
    return gray
        ? ": write the gray of a pixel once for each channel"
        : ": the channels of a pixel follow one another; gray is 0.299 red + 0.587 green + 0.114"
            + " blue";
  }

  private static String sizes(List<Integer> shape) {
    return String.join(" x ", shape.stream().map(String::valueOf).toList());
  }

  /// The classes of IDX labels: the numbers that occur, in order.
  static OneLabel fitLabel(IdxFile labels, LossSpec loss) {
    return switch (loss.labels()) {
      case NUMBERS -> new NumberLabel("label", Scale.AS_IT_IS, Optional.empty());
      case CLASSES, TWO_CLASSES -> {
        boolean[] seen = new boolean[256];
        for (byte value : labels.rows().column()) {
          seen[value & 0xff] = true;
        }
        List<String> names =
            IntStream.range(0, 256).filter(i -> seen[i]).mapToObj(String::valueOf).toList();
        ClassLabel label = new ClassLabel("label", names);
        Labels.checkClassCount(label, loss, labels.file(), LabelAdvice.ALONE);
        yield label;
      }
    };
  }

  static Targets targets(IdxFile labels, OneLabel label) {
    byte[] values = labels.rows().column();
    return switch (label) {
      case NumberLabel number -> {
        float[] numbers = new float[values.length];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = (float) number.scale().inside(values[i] & 0xff);
        }
        yield new Targets.Floats(numbers);
      }
      case ClassLabel classes -> {
        int[] indexByValue = new int[256];
        Arrays.setAll(indexByValue, value -> classes.names().indexOf(String.valueOf(value)));
        int[] indices = new int[values.length];
        for (int i = 0; i < indices.length; i++) {
          int value = values[i] & 0xff;
          indices[i] = indexByValue[value];
          if (indices[i] < 0) {
            String place = labels.file().path() + ", label " + (i + 1);
            throw Labels.unknownClass(labels.file(), place, String.valueOf(value), classes);
          }
        }
        yield Targets.ofClasses(indices, classes.names().size());
      }
    };
  }
}
