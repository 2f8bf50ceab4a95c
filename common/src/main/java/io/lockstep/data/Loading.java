package io.lockstep.data;

import io.lockstep.config.DataSection;
import io.lockstep.config.Fold;
import io.lockstep.config.LossSpec;
import io.lockstep.config.Source;
import io.lockstep.data.Encoding.ClassLabel;
import io.lockstep.data.Encoding.Features;
import io.lockstep.data.Encoding.Label;
import io.lockstep.data.Encoding.OneLabel;
import io.lockstep.data.Encoding.Pixels;
import io.lockstep.data.Encoding.Table;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import io.lockstep.source.DataFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what a configuration names and makes examples of it. The door of this package.
public final class Loading {

  private final DataSection data;
  private final Path folder;
  private final long seed;
  private final LossSpec loss;
  private final Optional<Encoding> given;
  private final List<String> notes = new ArrayList<>();
  private final Map<String, String> hashes = new LinkedHashMap<>();
  private final List<RejectedRows> rejected = new ArrayList<>();
  private List<ColumnRow> columns = List.of();

  private Loading(
      DataSection data, Path folder, long seed, LossSpec loss, Optional<Encoding> given) {
    this.data = data;
    this.folder = folder;
    this.seed = seed;
    this.loss = loss;
    this.given = given;
  }

  /// Loads, splits and encodes. A function of the files' content, the section, the seed and the
  /// loss; paths change nothing.
  ///
  /// Classes of the label come from the whole training file; everything else that is fitted (means,
  /// deviations, fills, categories) from the training part alone.
  ///
  /// @param configFolder what a relative `data.dir` starts from
  /// @throws LockstepException when the data are unusable
  public static LoadedData load(DataSection data, Path configFolder, long seed, LossSpec loss) {
    return load(data, configFolder, seed, loss, Optional.empty());
  }

  /// The same by an encoding that is fixed already, of which nothing is fitted anew.
  ///
  /// @param given how a model that is trained on has learnt to read such data; empty fits one
  public static LoadedData load(
      DataSection data, Path configFolder, long seed, LossSpec loss, Optional<Encoding> given) {
    Path folder = data.dir().equals(".") ? configFolder : configFolder.resolve(data.dir());
    return new Loading(data, folder, seed, loss, given).load();
  }

  private LoadedData load() {
    if (given.isPresent()) {
      Encoding encoding = given.get().continuedAs(data);
      Examples all = encoded(data.train(), encoding, "train");
      return loaded(all, split(classes(all, encoding.label())), encoding);
    }
    return switch (data.train()) {
      case Source.Csv source -> csv(source);
      case Source.Idx source -> idx(source);
    };
  }

  private LoadedData csv(Source.Csv source) {
    DataFile file = new DataFile(folder.resolve(source.csv()), "data.train.csv");
    TableScan scan = TableScan.of(file, source.labels(), data, loss);
    notes.addAll(scan.notes());
    RawTable read = RawTable.read(file, scan.plan());
    RawTable raw = read.without(Set.copyOf(source.labels()));
    if (!raw.account().sha256().equals(scan.sha256())) {
      throw file.failure("the file changed while it was read", file.path().toString())
          .advising("try again when nothing writes to it")
          .exception();
    }
    hashes.put("data.train.csv", raw.account().sha256());
    raw.account().notes().stream().filter(note -> !scan.notes().contains(note)).forEach(notes::add);
    rejected.add(raw.account().rejected());
    List<RawColumn> rawLabels = read.labels(source.labels());
    Label label = Labels.fit(rawLabels, loss, file);
    Split split = split(Labels.targets(rawLabels, label, file), label);
    label = scaled(label, rawLabels, split.train());
    Targets targets = Labels.targets(rawLabels, label, file);
    Labels.check(targets, label, loss, file);
    leaks(raw, rawLabels, label, split.train()).ifPresent(notes::add);
    notes.addAll(new NoBytes(data, split.train()).notes(raw, rawLabels));
    Table table = TableFit.fit(raw, split.train(), data);
    TableEncoder.checkWidth(raw, table);
    List<String> constant = ColumnTable.constant(table);
    ColumnNotes.ofConstant(constant, raw.features().size()).ifPresent(notes::add);
    columns = ColumnTable.of(scan.looks(), table, label, data);
    TableEncoder.Encoded encoded =
        TableEncoder.encode(raw.without(Set.copyOf(constant)), table, targets);
    encoded.unknown().forEach(cells -> notes.add(keptAside(cells)));
    return loaded(encoded.examples(), split, new Encoding(table, label));
  }

  /// Shares of classes are what they are.
  private Label scaled(Label label, List<RawColumn> columns, int[] train) {
    if (loss instanceof LossSpec.KullbackLeibler) {
      return label;
    }
    List<OneLabel> scaled = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      OneLabel one = label.columns().get(i);
      scaled.add(Labels.scaled(one, columns.get(i), train, data.recipe().labelScale()));
    }
    return Encoding.of(scaled);
  }

  /// The first label that another column tells.
  private Optional<String> leaks(RawTable raw, List<RawColumn> columns, Label label, int[] train) {
    Optional<String> note = Optional.empty();
    for (int i = 0; i < columns.size() && note.isEmpty(); i++) {
      OneLabel one = label.columns().get(i);
      Targets targets = Labels.targets(columns.get(i), one, raw.file());
      note = Leaks.note(raw, train, targets, one, data);
    }
    return note;
  }

  /// All cells of one file: what training never knew stands in a part that is kept aside.
  private static String keptAside(UnknownCells cells) {
    return "column '%s': %d cells kept aside for validation and test hold what the training part does not (%s), and count as %s"
        .formatted(cells.column(), cells.count(), Wording.quoted(cells.texts()), cells.countsAs());
  }

  private LoadedData idx(Source.Idx source) {
    DataFile imageFile = new DataFile(folder.resolve(source.images()), "data.train.images");
    DataFile labelFile = new DataFile(folder.resolve(source.labels()), "data.train.labels");
    imageFile.requireTwoPasses();
    labelFile.requireTwoPasses();
    IdxFile images = IdxFile.images(imageFile);
    IdxFile labels = IdxFile.labels(labelFile, images);
    hashes.put("data.train.images", images.sha256());
    hashes.put("data.train.labels", labels.sha256());
    OneLabel label = Encoder.fitLabel(labels, loss);
    Split split = split(Encoder.targets(labels, label), label);
    double[] train =
        Arrays.stream(split.train()).mapToDouble(row -> labels.rows().byteAt(row)).toArray();
    new NoBytes(data, split.train()).ofLabel(label.name(), train).ifPresent(notes::add);
    label = Labels.scaled(label, train, data.recipe().labelScale());
    Targets targets = Encoder.targets(labels, label);
    Features pixels = new Pixels(images.shape().subList(1, images.shape().size()));
    ByteExamples all = new ByteExamples(images.rows(), targets);
    return loaded(all, split, new Encoding(pixels, label));
  }

  private Split split(Targets targets, Label label) {
    int[] strata = new int[targets.count()];
    if (label instanceof ClassLabel) {
      for (int row = 0; row < strata.length; row++) {
        strata[row] = (int) targets.at(row);
      }
    }
    return split(strata);
  }

  private static int[] classes(Examples all, Label label) {
    int[] strata = new int[all.count()];
    if (label instanceof ClassLabel) {
      float[] target = new float[all.targetWidth()];
      for (int row = 0; row < strata.length; row++) {
        all.target(row, target, 0);
        strata[row] = (int) target[0];
      }
    }
    return strata;
  }

  private Split split(int[] strata) {
    double testFraction = data.test().isPresent() ? 0 : data.testFraction();
    return data.fold()
        .map(fold -> fold(strata, fold, testFraction))
        .orElseGet(() -> Split.of(strata, data.validationFraction(), testFraction, seed));
  }

  private Split fold(int[] strata, Fold fold, double testFraction) {
    Split split = Split.fold(strata, fold, data.validationFraction(), testFraction, seed);
    int dealt = split.train().length + split.validation().length + split.test().length;
    if (dealt < fold.of() || split.test().length == 0 || split.train().length == 0) {
      throw Failure.of(
              ExitCode.DATA,
              "%s cannot be dealt into %d folds that all have some to train on and to measure"
                  .formatted(Wording.rows(dealt), fold.of()))
          .at("data.folds")
          .advising("take fewer folds, or give more rows")
          .exception();
    }
    return split;
  }

  private LoadedData loaded(Examples all, Split split, Encoding encoding) {
    boolean whole = split.train().length == all.count();
    Examples train = whole ? all : new SelectedExamples(all, split.train());
    Optional<Examples> validation = part(all, split.validation());
    Optional<Examples> test =
        data.test().isPresent() && data.fold().isEmpty()
            ? Optional.of(encoded(data.test().get(), encoding, "test"))
            : part(all, split.test());
    if (data.validationFraction() > 0 && validation.isEmpty()) {
      notes.add("there are too few examples to keep any aside for validation");
    }
    if (data.testFraction() > 0 && test.isEmpty()) {
      notes.add("there are too few examples to keep any aside for test");
    }
    return new LoadedData(
        train, validation, test, encoding, new Contents(hashes), columns, rejected, notes);
  }

  private static Optional<Examples> part(Examples all, int[] rows) {
    return rows.length == 0 ? Optional.empty() : Optional.of(new SelectedExamples(all, rows));
  }

  /// A file of its own, by an encoding that is fixed.
  ///
  /// @param part of the data, as the configuration names it
  private Examples encoded(Source source, Encoding encoding, String part) {
    String key = "data." + part;
    Encoder.Encoded encoded =
        switch (source) {
          case Source.Csv csv when encoding.features() instanceof Table table -> {
            Label label = named(encoding.label(), csv.labels(), key);
            Path path = folder.resolve(csv.csv());
            DataFile file =
                given.isPresent()
                    ? DataFile.forModel(path, key + ".csv")
                    : new DataFile(path, key + ".csv");
            yield Encoder.csv(table, label, loss, file);
          }
          case Source.Idx idx when encoding.features() instanceof Pixels pixels ->
              Encoder.idx(
                  pixels,
                  encoding.label(),
                  new DataFile(folder.resolve(idx.images()), key + ".images"),
                  new DataFile(folder.resolve(idx.labels()), key + ".labels"));
          case Source.Csv _ -> throw otherKind(key, "CSV", "IDX");
          case Source.Idx _ -> throw otherKind(key, "IDX", "CSV");
        };
    List<String> keys =
        switch (source) {
          case Source.Csv _ -> List.of(key + ".csv");
          case Source.Idx _ -> List.of(key + ".images", key + ".labels");
        };
    for (int file = 0; file < keys.size(); file++) {
      hashes.put(keys.get(file), encoded.sha256().get(file));
    }
    encoded.rejected().ifPresent(rejected::add);
    EncodedFile file = encoded.file();
    file.notes().forEach(note -> notes.add(part + " file: " + note));
    return file.examples();
  }

  /// The test file may name its label columns differently.
  private static Label named(Label label, List<String> columns, String key) {
    int learnt = label.columns().size();
    if (columns.size() != learnt) {
      throw Failure.of(
              ExitCode.USAGE,
              "%s.label names %d columns, and the model learnt %d"
                  .formatted(key, columns.size(), learnt))
          .at(key + ".label")
          .advising("name as many columns as there: " + label.name())
          .exception();
    }
    List<OneLabel> named = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      named.add(label.columns().get(i).named(columns.get(i)));
    }
    return Encoding.of(named);
  }

  private LockstepException otherKind(String key, String is, String learnt) {
    String other = given.isPresent() ? "the model to begin with learnt from " : "data.train is ";
    return Failure.of(ExitCode.USAGE, "%s is %s, %s%s".formatted(key, is, other, learnt))
        .at(key)
        .advising(given.isPresent() ? "give it as " + learnt : "give both in one format")
        .exception();
  }
}
