package io.lockstep.cli;

import io.lockstep.data.EncodedFile;
import io.lockstep.data.Encoding;
import io.lockstep.data.Examples;
import io.lockstep.model.Pass;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Predict from raw data: CSV on stdout, one line for each row.",
    footer = {"", "Columns: prediction, and for a classifier its probability or score."})
final class PredictCommand implements Callable<Integer> {

  private static final int ROWS = 256;

  private final Output output;
  private FileNotes notes;

  @Parameters(index = "0", paramLabel = "MODEL", description = "Folder of a model or of a run.")
  private Path model;

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description = "A CSV file (a label column is not read) or IDX images; - is standard input.")
  private Path file;

  @Mixin private ModelChoice choice = new ModelChoice();
  @Mixin private DialectOption dialect = new DialectOption();

  @Option(names = "--json", description = "One JSON object a row, with all probabilities.")
  private boolean json;

  PredictCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    TrainedModel trained = choice.read(model, output);
    EncodedFile encoded = dialect.of(trained).encodeUnlabelled(file);
    notes = new FileNotes(encoded, trained.configuration().data().ignore());
    notes.tell(output);
    Examples examples = encoded.examples();
    if (!json) {
      output.data().println(header(trained));
    }
    Pass pass = trained.network().inference(Math.min(ROWS, examples.count()), ROWS);
    for (int first = 0; first < examples.count(); first += ROWS) {
      int rows = Math.min(ROWS, examples.count() - first);
      for (int row = 0; row < rows; row++) {
        examples.features(first + row, pass.input(), row * examples.featureWidth());
      }
      pass.predict(trained.parameters(), rows);
      for (int row = 0; row < rows; row++) {
        show(trained, first + row, pass.output(), row * trained.network().outputWidth());
      }
    }
    output.data().flush();
    return 0;
  }

  private void show(TrainedModel trained, int row, float[] outputs, int at) {
    if (trained.encoding().targetWidth() > 1) {
      showSeveral(trained, row, outputs, at);
      return;
    }
    if (!trained.isClassifier()) {
      showNumber(row, trained.encoding().inUnits(outputs[at]));
      return;
    }
    List<String> names = trained.encoding().classNames();
    ClassScores meaning = ClassScores.of(trained);
    float[] scores = meaning.of(outputs, at, trained.network().outputWidth());
    int best = ClassScores.best(scores);
    if (!json) {
      output.data().println(quoted(names.get(best)) + "," + scores[best]);
      return;
    }
    Map<String, Object> byClass = new LinkedHashMap<>();
    for (int i = 0; i < scores.length; i++) {
      byClass.put(names.get(i), scores[i]);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("row", row + 1);
    map.put("prediction", names.get(best));
    map.put(meaning.word(), scores[best]);
    map.put(meaning.words(), byClass);
    notes.addTo(map, row);
    output.json(map);
  }

  private void showNumber(int row, float value) {
    if (!json) {
      output.data().println(value);
      return;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("row", row + 1);
    map.put("prediction", value);
    notes.addTo(map, row);
    output.json(map);
  }

  private static String header(TrainedModel trained) {
    List<Encoding.OneLabel> labels = trained.encoding().label().columns();
    if (labels.size() == 1) {
      return trained.isClassifier() ? "prediction," + ClassScores.of(trained).word() : "prediction";
    }
    return labels.stream()
        .map(label ->
            switch (label) {
              case Encoding.NumberLabel number -> quoted(number.name());
              case Encoding.ClassLabel classes ->
                  quoted(classes.name()) + "," + quoted(classes.name() + " probability");
            })
        .collect(Collectors.joining(","));
  }

  /// Of each label column its number, or its class and the probability of that.
  private void showSeveral(TrainedModel trained, int row, float[] outputs, int at) {
    List<Encoding.OneLabel> labels = trained.encoding().label().columns();
    List<String> cells = new ArrayList<>();
    Map<String, Object> predictions = new LinkedHashMap<>();
    Map<String, Object> probabilities = new LinkedHashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      float value = outputs[at + i];
      switch (labels.get(i)) {
        case Encoding.NumberLabel number -> {
          float inUnits = trained.encoding().inUnits(i, value);
          predictions.put(number.name(), inUnits);
          cells.add(Float.toString(inUnits));
        }
        case Encoding.ClassLabel classes -> {
          String name = classes.names().get(value > 0.5f ? 1 : 0);
          float probability = value > 0.5f ? value : 1 - value;
          predictions.put(classes.name(), name);
          probabilities.put(classes.name(), probability);
          cells.add(quoted(name));
          cells.add(Float.toString(probability));
        }
      }
    }
    if (!json) {
      output.data().println(String.join(",", cells));
      return;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("row", row + 1);
    map.put("predictions", predictions);
    if (!probabilities.isEmpty()) {
      map.put("probabilities", probabilities);
    }
    notes.addTo(map, row);
    output.json(map);
  }

  private static String quoted(String name) {
    boolean plain = name.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
