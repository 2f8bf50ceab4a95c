package io.lockstep.cli;

import io.lockstep.config.LossSpec;
import io.lockstep.config.TrainSection;
import io.lockstep.data.EncodedFile;
import io.lockstep.data.Examples;
import io.lockstep.lane.Delivery;
import io.lockstep.lane.LaneTask;
import io.lockstep.lane.LaneTeam;
import io.lockstep.lane.Measurement;
import io.lockstep.measure.Findings;
import io.lockstep.shard.BatchPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(description = "Measure a model on raw, labelled data.")
final class EvaluateCommand implements Callable<Integer> {

  private final Output output;

  @Parameters(index = "0", paramLabel = "MODEL", description = "Folder of a model or of a run.")
  private Path model;

  @Parameters(
      index = "1..*",
      arity = "1..2",
      paramLabel = "DATA",
      description =
          "A CSV file with the label column, or IDX images and IDX labels; - is standard input.")
  private List<Path> files;

  @Mixin private ModelChoice choice = new ModelChoice();
  @Mixin private DialectOption dialect = new DialectOption();

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  EvaluateCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    TrainedModel trained = choice.read(model, output);
    LossSpec loss = trained.configuration().model().loss();
    EncodedFile file = dialect.of(trained).encodeLabelled(loss, files.toArray(Path[]::new));
    FileNotes notes = new FileNotes(file, trained.configuration().data().ignore());
    notes.tell(output);
    FindingsText findings = FindingsText.of(evaluate(trained, file.examples()), trained.encoding());
    findings.labels().note().ifPresent(note -> tell(notes, note));
    LossNote.of(trained, file.examples(), findings.loss())
        .ifPresent(note -> output.talk().println("note: " + note));
    if (json) {
      Map<String, Object> result = findings.json();
      notes.addTo(result);
      output.json(result);
    } else {
      output.data().print(findings.text());
    }
    return 0;
  }

  private void tell(FileNotes notes, String note) {
    notes.add(note);
    output.talk().println("note: " + note);
  }

  /// Cut and added exactly as training does it, so that the figures are those of the run.
  static Findings evaluate(TrainedModel trained, Examples examples) {
    TrainSection train = trained.configuration().train();
    BatchPlan batches = new BatchPlan(examples.count(), train.batch(), train.shard());
    Measurement measurement =
        Measurement.of(
            examples, trained.encoding(), trained.configuration().model().loss(), batches);
    LaneTask task =
        new LaneTask(
            trained.network(),
            examples,
            batches,
            trained.configuration().run().seed(),
            trained.kernels(),
            1); // No block is computed.
    int chunk = trained.configuration().wire().chunk();
    int lanes = Runtime.getRuntime().availableProcessors();
    try (LaneTeam team = new LaneTeam(task, lanes, chunk, Delivery.GATHERED)) {
      return Findings.of(measurement.aim(), team.measure(measurement, trained.parameters()));
    }
  }
}
