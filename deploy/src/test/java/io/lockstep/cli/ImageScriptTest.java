package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cli.ScriptTree.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `deploy/bin/image` refuses before it builds anything.
@Timeout(60)
final class ImageScriptTest {

  @TempDir Path root;

  private ScriptTree tree;

  @BeforeEach
  void plantTree() throws Exception {
    tree = ScriptTree.plant(root);
  }

  private Said image(String word) throws Exception {
    return tree.run(List.of(tree.bin().resolve("image").toString(), word), root);
  }

  @ParameterizedTest
  @CsvSource({
    "--frob, error: unknown word --frob",
    "--out, error: --out needs a file",
    "iris.yaml, error: unknown word iris.yaml"
  })
  void otherWordsAreRefused(String word, String error) throws Exception {
    Said said = image(word);

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.text()).startsWith(error);
    assertThat(tree.calls("mvn")).as("nothing is built before").isZero();
  }

  @Test
  void aDistributionSendsToACheckout() throws Exception {
    Files.delete(root.resolve("pom.xml"));

    Said said = image("--tree");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.text())
        .startsWith("error: a distribution builds no image")
        .contains("try:   build it in a checkout");
  }
}
