package io.lockstep.config;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.FaultKind;
import io.lockstep.failure.StorageFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Reads a run's configuration: YAML 1.2 or JSON, defaults filled in, every value checked with its
/// place.
public final class ConfigurationReader {

  private static final List<String> SECTIONS =
      List.of("run", "data", "model", "train", "checkpoint", "wire", "cluster", "limits");

  static final List<String> TRAIN_KEYS =
      List.of(
          "epochs",
          "batch",
          "shard",
          "optimizer",
          "clip",
          "penalty",
          "schedule",
          "early-stopping",
          "keep-best",
          "from",
          "report-every");

  private static final int EPOCHS_MAX = 1_000_000;
  private static final int BATCH_MAX = 1 << 24;

  private ConfigurationReader() {}

  /// Reads `file` and puts the overrides on top, in order.
  ///
  /// @param overrides `dotted.key=value`, as given with `--set`
  /// @throws io.lockstep.failure.LockstepException with code USAGE, naming file, line and column
  public static RunConfiguration read(Path file, List<String> overrides) {
    return of(file.toString(), text(file), overrides);
  }

  /// The same for text that is already in memory.
  ///
  /// @param name stands for the file in places; its last part without extension is the default of
  ///   `run.name`
  public static RunConfiguration of(String name, String text, List<String> overrides) {
    Value value = Overrides.apply(YamlText.ofFile(name, text), overrides);
    Fields root = Fields.of("", value, SECTIONS);
    DataSection data = DataReader.read(root);
    ModelSection model = ModelReader.read(root);
    LabelColumns.check(root, data, model.loss());
    return new RunConfiguration(
        run(root, name),
        data,
        model,
        train(root, data),
        checkpoint(root),
        wire(root),
        cluster(root),
        limits(root));
  }

  /// The model alone, of a file that states what its inputs are (`model.input`): nobody has to look
  /// at data then, and there may be none.
  ///
  /// @param overrides as for [#read]
  public static Optional<ModelSection> statedModel(Path file, List<String> overrides) {
    Value value = Overrides.apply(YamlText.ofFile(file.toString(), text(file)), overrides);
    Fields root = Fields.of("", value, SECTIONS);
    return ModelReader.statesInput(root) ? Optional.of(ModelReader.read(root)) : Optional.empty();
  }

  /// What the command line states of how one more file is written: keys of a dialect alone.
  ///
  /// @param overrides `data.KEY=VALUE`, as given with `--set`
  /// @throws io.lockstep.failure.LockstepException with code USAGE for any other key
  public static Dialect dialect(List<String> overrides) {
    for (String override : overrides) {
      String key = override.substring(0, Math.max(0, override.indexOf('='))).strip();
      boolean isKnown = Dialect.KEYS.stream().anyMatch(known -> key.equals("data." + known));
      if (!key.isEmpty() && !isKnown) {
        throw Refusal.because(
            "%s belongs to the model, and is as it was in training".formatted(key),
            Refusal.SET + key,
            "what can be said of a file is how it is written: "
                + String.join(", ", Dialect.KEYS.stream().map(known -> "data." + known).toList()));
      }
    }
    Value none = new Value.Mapping(List.of(), Refusal.SET);
    Fields root = Fields.of("", Overrides.apply(none, overrides), SECTIONS);
    return root.has("data") ? DataReader.dialect(root) : Dialect.UNSTATED;
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(YamlText.CHARACTERS_MAX + 1);
      if (bytes.length > YamlText.CHARACTERS_MAX) {
        throw Failure.of(ExitCode.USAGE, "the configuration is larger than 1 MiB")
            .at(file.toString())
            .advising("give the configuration, not the data: lockstep train CONFIG")
            .exception();
      }
      if (isUtf16(bytes)) {
        throw Failure.of(ExitCode.USAGE, "the configuration is UTF-16 text, and not UTF-8")
            .at(file.toString())
            .advising("save it as UTF-8: iconv -f UTF-16 -t UTF-8 %s > NEW.yaml".formatted(file))
            .exception();
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw Failure.of(ExitCode.USAGE, "the configuration is not UTF-8 text")
          .at(file.toString())
          .advising("save it as UTF-8")
          .exception(e);
    } catch (IOException e) {
      throw unreadable(file, StorageFault.of(e, file)).exception(e);
    }
  }

  /// By its byte order mark.
  private static boolean isUtf16(byte[] bytes) {
    return bytes.length > 1
        && (bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe
            || bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff);
  }

  private static Failure unreadable(Path file, StorageFault fault) {
    boolean absent = fault.kind() == FaultKind.ABSENT;
    if (absent && file.toString().equals("-")) {
      return Failure.of(ExitCode.USAGE, "a configuration is a file, and no standard input")
          .at(file.toString())
          .advising("write it to a file first, and give that: cat > config.yaml");
    }
    if (absent && fault.place().equals(file) && !Files.isSymbolicLink(file)) {
      return Failure.of(ExitCode.USAGE, "there is no configuration " + file)
          .at(file.toAbsolutePath().toString())
          .advising(
              besides(file)
                  .map(near -> "there is %s; did you mean that?".formatted(near))
                  .orElse("write one: lockstep init DATA.csv --label COLUMN --out " + file));
    }
    return fault.failure(ExitCode.USAGE, "the configuration cannot be read");
  }

  /// The configuration in the same folder whose name is like that of an absent one.
  private static Optional<Path> besides(Path absent) {
    Path folder = absent.toAbsolutePath().getParent();
    try (Stream<Path> files = Files.list(folder)) {
      Map<String, Path> byName = new TreeMap<>();
      files
          .map(Path::getFileName)
          .filter(name -> name.toString().matches(".*\\.(ya?ml|json)"))
          .forEach(name -> byName.put(name.toString(), absent.resolveSibling(name)));
      String stem = nameFrom(absent.getFileName().toString());
      return byName.keySet().stream()
          .filter(name -> nameFrom(name).equals(stem))
          .findFirst()
          .or(() -> Nearest.to(absent.getFileName().toString(), byName.keySet()))
          .map(byName::get);
    } catch (IOException | UncheckedIOException unreadable) {
      return Optional.empty();
    }
  }

  private static RunSection run(Fields root, String file) {
    Fields run = root.section("run", List.of("name", "seed"));
    String name = run.optionalText("name").orElse(nameFrom(file));
    if (!RunSection.isName(name)) {
      throw Refusal.wrong(
          "run.name",
          run.required("name"),
          "1 to 100 letters, digits, '-', '_' and '.', and begin with a letter, digit or '_'");
    }
    return new RunSection(name, run.whole("seed", Defaults.SEED, 0, Long.MAX_VALUE));
  }

  private static String nameFrom(String file) {
    Path last = Path.of(file).getFileName();
    String stem = last == null ? "" : last.toString().replaceFirst("\\.(ya?ml|json)$", "");
    return RunSection.nameFrom(stem);
  }

  private static TrainSection train(Fields root, DataSection data) {
    Fields train = root.section("train", TRAIN_KEYS);
    int epochs = train.whole("epochs", Defaults.EPOCHS, 0, EPOCHS_MAX);
    int batch = train.whole("batch", Defaults.BATCH, 1, BATCH_MAX);
    OptimizerSpec optimizer = OptimizerReader.read(train);
    WatchReader watches = new WatchReader(data);
    Optional<WatchSpec> earlyStopping = watches.earlyStopping(train);
    return new TrainSection(
        epochs,
        batch,
        shard(train, batch),
        optimizer,
        UpdateReader.clip(train),
        UpdateReader.penalty(train, optimizer),
        new CourseSection(
            new ScheduleReader(watches, epochs, optimizer.learningRate()).read(train),
            earlyStopping,
            watches.keepBest(train, earlyStopping)),
        from(train),
        train.whole("report-every", Defaults.REPORT_EVERY, 0, EPOCHS_MAX));
  }

  /// A path alone is short for a mapping with it.
  private static Optional<FromSpec> from(Fields train) {
    if (!train.has("from")) {
      return Optional.empty();
    }
    if (train.required("from") instanceof Value.Scalar) {
      return Optional.of(new FromSpec(DataPaths.place(train, "from"), ""));
    }
    Fields from = train.section("from", List.of("model", "weights-sha256"));
    String model = DataPaths.place(from, "model");
    Optional<String> sha256 = from.optionalText("weights-sha256");
    if (sha256.isPresent() && !FromSpec.SHA256.matcher(sha256.get()).matches()) {
      throw Refusal.wrong(
          "train.from.weights-sha256",
          from.required("weights-sha256"),
          "64 hexadecimal digits, as a run prints them");
    }
    return Optional.of(new FromSpec(model, sha256.orElse("")));
  }

  private static int shard(Fields train, int batch) {
    int shard = train.whole("shard", Defaults.shard(batch), 1, BATCH_MAX);
    if (shard > batch) {
      throw Refusal.because(
          "train.shard is %d, more than the batch of %d that it is a part of"
              .formatted(shard, batch),
          train.required("shard").place(),
          "remove train.shard, or make it the batch: --set train.shard=" + batch);
    }
    return shard;
  }

  private static CheckpointSection checkpoint(Fields root) {
    Fields checkpoint =
        root.section(
            "checkpoint", List.of("every-steps", "every-seconds", "keep", "patience-seconds"));
    return new CheckpointSection(
        checkpoint.whole("every-steps", Defaults.CHECKPOINT_EVERY_STEPS, 0, Long.MAX_VALUE),
        checkpoint.whole("every-seconds", Defaults.CHECKPOINT_EVERY_SECONDS, 0, Integer.MAX_VALUE),
        checkpoint.whole("keep", Defaults.CHECKPOINT_KEEP, 2, 1_000),
        checkpoint.whole(
            "patience-seconds", Defaults.CHECKPOINT_PATIENCE_SECONDS, 0, Integer.MAX_VALUE));
  }

  private static LimitsSection limits(Fields root) {
    Fields limits =
        root.section("limits", List.of("wire-threads", "gradient-buffers", "evaluation-lanes"));
    int machine = Defaults.OF_THE_MACHINE;
    return new LimitsSection(
        limits.whole("wire-threads", machine, 0, LimitsSection.WIRE_THREADS_MAX),
        limits.whole("gradient-buffers", machine, 0, LimitsSection.GRADIENT_BUFFERS_MAX),
        limits.whole("evaluation-lanes", machine, 0, LimitsSection.LANES_MAX));
  }

  private static WireSection wire(Fields root) {
    Fields wire = root.section("wire", List.of("chunk", "budget-bytes"));
    return new WireSection(
        wire.whole("chunk", Defaults.WIRE_CHUNK, WireSection.CHUNK_MIN, WireSection.CHUNK_MAX),
        wire.whole(
            "budget-bytes", Defaults.WIRE_BUDGET_BYTES, 4L * WireSection.CHUNK_MAX, 1L << 40));
  }

  private static ClusterSection cluster(Fields root) {
    Fields cluster =
        root.section(
            "cluster",
            List.of(
                "min-workers",
                "wait-seconds",
                "patience",
                "straggler-factor",
                "straggler-millis-min",
                "check-every-steps",
                "stall-warning",
                "followers"));
    return new ClusterSection(
        cluster.whole("min-workers", Defaults.MIN_WORKERS, 1, 10_000),
        cluster.whole("wait-seconds", Defaults.WAIT_SECONDS, 0, Integer.MAX_VALUE),
        cluster.whole("patience", Defaults.PATIENCE_SECONDS, 1, Integer.MAX_VALUE),
        cluster.number(
            "straggler-factor", Defaults.STRAGGLER_FACTOR, x -> x >= 1, "a number, at least 1"),
        cluster.whole("straggler-millis-min", Defaults.STRAGGLER_MILLIS_MIN, 0, Integer.MAX_VALUE),
        cluster.whole("check-every-steps", Defaults.CHECK_EVERY_STEPS, 0, Integer.MAX_VALUE),
        cluster.whole("stall-warning", Defaults.STALL_WARNING_SECONDS, 0, Integer.MAX_VALUE),
        cluster.whole("followers", Defaults.FOLLOWERS, 0, 100));
  }
}
