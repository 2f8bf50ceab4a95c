package io.lockstep.config;

import static io.lockstep.config.ConfigurationReaderTest.SMALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Golden blocks of everything that a configuration can get wrong.
final class ConfigurationRefusalTest {

  private static final Pattern INSTEAD = Pattern.compile("write (\\S+) instead of (\\S+)$");

  static List<Arguments> refusals() throws Exception {
    List<Arguments> refusals = new ArrayList<>();
    for (String paragraph : resource().split("\n\n")) {
      if (!paragraph.startsWith("#")) {
        int block = paragraph.indexOf("error: ");
        refusals.add(
            Arguments.of(paragraph.substring(0, block).strip(), paragraph.substring(block)));
      }
    }
    assertThat(refusals).hasSizeGreaterThan(115);
    return refusals;
  }

  private static String resource() throws IOException {
    try (InputStream in = ConfigurationRefusalTest.class.getResourceAsStream("refusals.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aWrongConfigurationIsRefusedWithItsPlace(String mistake, String block) {
    if (mistake.startsWith("set ")) {
      assertThat(refusal(SMALL, mistake.substring("set ".length()))).isEqualTo(block);
      return;
    }
    String text = edited(mistake);
    assertThat(refusal(text)).isEqualTo(block);
    Matcher advice = INSTEAD.matcher(block);
    if (advice.find()) {
      assertRemedied(text.replace(advice.group(2), advice.group(1)), block);
    }
  }

  private static String edited(String mistake) {
    String[] edit = mistake.substring("replace ".length()).split("\nwith ?", 2);
    String text = edit[0].equals("ALL") ? SMALL : unescaped(edit[0]);
    assertThat(SMALL).contains(text);
    return SMALL.replace(text, unescaped(edit[1]));
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\u00a0", "\u00a0");
  }

  /// Whoever does what the advice says may make the next mistake, but has mended this one.
  private static void assertRemedied(String text, String block) {
    try {
      ConfigurationReaderTest.read(text);
    } catch (LockstepException next) {
      assertThat(next.failure().error()).isNotEqualTo(block.lines().findFirst().orElseThrow());
      assertThat(next.failure().error()).doesNotContain("unknown key", " knows no ");
    }
  }

  @Test
  void theAdviceToSetAWholeOptimizerIsWhatWasMeant() {
    String text = SMALL.replace("data:", "train: { optimizer: { adam: {} } }\ndata:");
    String set = "train.optimizer.sgd.learning-rate=0.25";
    String advice = "--set train.optimizer='{ sgd: { learning-rate: 0.25 } }'";
    assertThat(refusal(text, set)).endsWith("set the whole value instead: " + advice);
    assertThat(
            ConfigurationReaderTest.read(text, "train.optimizer={ sgd: { learning-rate: 0.25 } }"))
        .extracting(read -> read.train().optimizer().learningRate())
        .isEqualTo(0.25);
  }

  @Test
  void aliasesCannotMultiplyWithoutBound() {
    String bomb =
        IntStream.range(1, 30)
            .mapToObj(i -> "a%d: &a%d [*a%d, *a%d]".formatted(i, i, i - 1, i - 1))
            .collect(Collectors.joining("\n", "a0: &a0 [x]\n", "\n"));
    assertThat(refusal(bomb))
        .startsWith("error: not a readable configuration: more than 20,000 values");
  }

  @Test
  void nestingHasAnEnd() {
    assertThat(refusal("[".repeat(100_000)))
        .startsWith("error: not a readable configuration: values are nested more than 32 deep");
  }

  @Test
  void otherFilesAreRefusedByName(@TempDir Path folder) throws Exception {
    Path large = Files.write(folder.resolve("large.csv"), new byte[2 << 20]);
    assertThat(blockOf(large)).startsWith("error: the configuration is larger than 1 MiB");
    Path binary = Files.write(folder.resolve("model.bin"), new byte[] {1, 2, (byte) 0xff, 3});
    assertThat(blockOf(binary)).startsWith("error: the configuration is not UTF-8 text");
    assertThat(blockOf(folder)).startsWith("error: the configuration cannot be read");
    for (Charset wide : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
      Path utf16 = Files.writeString(folder.resolve("wide.yaml"), "\uFEFFrun: {}", wide);
      assertThat(blockOf(utf16))
          .startsWith("error: the configuration is UTF-16 text, and not UTF-8")
          .contains("iconv -f UTF-16 -t UTF-8 " + utf16);
    }
    assertThat(blockOf(folder.resolve("none.yaml")))
        .startsWith("error: there is no configuration")
        .contains("none.yaml");
  }

  @Test
  void anAbsentFileIsRefusedWithTheOneThatWasMeant(@TempDir Path folder) throws Exception {
    Path there = Files.writeString(folder.resolve("breast-cancer.yaml"), SMALL);
    for (String absent : List.of("breast-cancer.yml", "breast-cancer", "brest-cancer.yaml")) {
      assertThat(blockOf(folder.resolve(absent)))
          .endsWith("try:   there is %s; did you mean that?".formatted(there));
    }
    assertThat(blockOf(folder.resolve("iris.yaml"))).contains("try:   write one: lockstep init ");
    assertThat(blockOf(folder.resolve("none/iris.yaml"))).doesNotContain("did you mean");
  }

  private static String blockOf(Path file) {
    return block(
        catchThrowableOfType(
            LockstepException.class, () -> ConfigurationReader.read(file, List.of())));
  }

  private static String refusal(String text, String... overrides) {
    return block(
        catchThrowableOfType(
            LockstepException.class, () -> ConfigurationReaderTest.read(text, overrides)));
  }

  private static String block(LockstepException refused) {
    Failure failure = refused.failure();
    assertThat(failure.code()).isEqualTo(ExitCode.USAGE);
    return failure.block().replace(System.lineSeparator(), "\n");
  }
}
