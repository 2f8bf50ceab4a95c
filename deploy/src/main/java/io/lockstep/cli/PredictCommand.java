package io.lockstep.cli;

import io.lockstep.data.EncodedFile;
import io.lockstep.data.Examples;
import io.lockstep.model.Pass;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Predict from raw data: CSV on stdout, one line for each row.",
    footer = {"", "Columns: prediction, and for a classifier its probability."})
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
      output.data().println(trained.isClassifier() ? "prediction,probability" : "prediction");
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
    if (!trained.isClassifier()) {
      showNumber(row, trained.encoding().inUnits(outputs[at]));
      return;
    }
    List<String> names = trained.encoding().classNames();
    float[] probabilities = probabilities(outputs, at, trained.network().outputWidth());
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      best = probabilities[i] > probabilities[best] ? i : best;
    }
    if (!json) {
      output.data().println(quoted(names.get(best)) + "," + probabilities[best]);
      return;
    }
    Map<String, Object> byClass = new LinkedHashMap<>();
    for (int i = 0; i < probabilities.length; i++) {
      byClass.put(names.get(i), probabilities[i]);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("row", row + 1);
    map.put("prediction", names.get(best));
    map.put("probability", probabilities[best]);
    map.put("probabilities", byClass);
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

  /// One for each class; a net with one score gives that of the second class.
  private static float[] probabilities(float[] outputs, int at, int width) {
    if (width == 1) {
      return new float[] {1 - outputs[at], outputs[at]};
    }
    float[] probabilities = new float[width];
    System.arraycopy(outputs, at, probabilities, 0, width);
    return probabilities;
  }

  private static String quoted(String name) {
    boolean plain = name.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
