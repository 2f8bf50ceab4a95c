package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Golden exit codes and blocks of real invocations. To add one: put its files into the resource
/// folder `bad-input` and a paragraph into `refusals.txt` there: the command after `$`, the exit
/// code, the block.
final class BadInputTest {

  private static final Path BAD_INPUT =
      Path.of(System.getProperty("lockstep.root"))
          .resolve("deploy/src/test/resources/io/lockstep/cli/bad-input");

  @TempDir static Path folder;

  @BeforeAll
  static void copyInput() throws IOException {
    try (Stream<Path> files = Files.list(BAD_INPUT)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
    Files.write(folder.resolve("empty.csv"), new byte[0]);
    Files.write(folder.resolve("labels.idx"), idx(2049, 3, new byte[] {0, 1, 1}));
    Files.write(folder.resolve("short-images.idx"), idx3(5, 2, 2, new byte[12]));
    Files.write(folder.resolve("images.idx"), idx3(3, 2, 2, new byte[12]));
    Files.write(folder.resolve("four-labels.idx"), idx(2049, 4, new byte[] {0, 1, 1, 0}));
  }

  private static byte[] idx(int magic, int count, byte[] content) {
    return ByteBuffer.allocate(8 + content.length).putInt(magic).putInt(count).put(content).array();
  }

  private static byte[] idx3(int count, int height, int width, byte[] content) {
    return ByteBuffer.allocate(16 + content.length)
        .putInt(2051)
        .putInt(count)
        .putInt(height)
        .putInt(width)
        .put(content)
        .array();
  }

  static List<Arguments> refusals() throws IOException {
    String text = Files.readString(BAD_INPUT.resolve("refusals.txt"), StandardCharsets.UTF_8);
    List<Arguments> refusals = new ArrayList<>();
    for (String paragraph : text.strip().split("\n\n")) {
      if (!paragraph.startsWith("#")) {
        String[] parts = paragraph.split("\n", 3);
        refusals.add(Arguments.of(parts[0].substring(2), parts[1], parts[2]));
      }
    }
    assertThat(refusals).hasSizeGreaterThan(20);
    return refusals;
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void badInputIsRefusedWithOneBlockAndItsExitCode(String command, String exit, String block) {
    Invocation invocation = Invocation.of(folder, command.split(" "));
    assertThat(invocation.block()).isEqualTo(block);
    assertThat("exit " + invocation.code()).isEqualTo(exit);
    assertThat(invocation.data()).as("data on stdout").isEmpty();
    assertThat(folder.resolve("runs")).as("a run's folder").doesNotExist();
  }
}
