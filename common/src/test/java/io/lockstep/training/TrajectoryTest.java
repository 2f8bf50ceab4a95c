package io.lockstep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.config.ConfigurationReader;
import io.lockstep.config.RunConfiguration;
import io.lockstep.layout.Tensor;
import io.lockstep.run.ModelFile;
import io.lockstep.run.RunFolder;
import io.lockstep.run.StoredModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole runs of every optimiser on nets of several tensors against PyTorch and the papers, as
/// `generate_trajectories.py` has computed them in double.
final class TrajectoryTest {

  /// Fifty steps in float32. PyTorch in float32 is up to 7e-6 from its own double here, with
  /// batch-norm; 3e-6 without.
  private static final double APART_MAX = 2e-5;

  @TempDir Path folder;

  static Stream<Arguments> cases() throws IOException {
    try (InputStream in = TrajectoryTest.class.getResourceAsStream("/fixtures/trajectories.json")) {
      JsonNode all = new ObjectMapper().readTree(in);
      return StreamSupport.stream(all.get("cases").spliterator(), false)
          .map(each ->
              Arguments.of(
                  "%s, %s"
                      .formatted(
                          each.get("kind").asText(), each.at("/configuration/train").toString()),
                  all.get("rows"),
                  each));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void afterFiftyStepsAllTensorsAreThoseOfTheReference(
      String name, JsonNode rows, JsonNode reference) throws IOException {
    Files.write(
        folder.resolve("rows.csv"),
        StreamSupport.stream(rows.spliterator(), false).map(JsonNode::asText).toList());
    Path file = folder.resolve("trajectory.json");
    Files.writeString(file, reference.get("configuration").toString());
    RunConfiguration configuration =
        ConfigurationReader.read(file, List.of("checkpoint.every-steps=1000"));

    StoredModel model = trained(PreparedRun.prepare(configuration, folder));

    reference
        .get("tensors")
        .properties()
        .forEach(tensor -> assertClose(model, tensor.getKey(), tensor.getValue()));
  }

  private StoredModel trained(PreparedRun run) {
    try (RunFolder made = RunFolder.create(folder, "trajectory")) {
      new LocalTraining(run, 1).train(made, TrainingObserver.SILENT);
      return ModelFile.read(made.model());
    }
  }

  private static void assertClose(StoredModel model, String name, JsonNode values) {
    Tensor tensor = model.layout().tensor(name);
    assertThat(tensor.length()).as(name).isEqualTo(values.size());
    for (int i = 0; i < values.size(); i++) {
      assertThat((double) model.parameters()[tensor.offset() + i])
          .as("%s[%d]", name, i)
          .isCloseTo(values.get(i).asDouble(), within(APART_MAX));
    }
  }
}
