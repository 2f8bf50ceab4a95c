package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cli.ScriptTree.Said;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How the names of files reach the JVM.
@Timeout(120)
final class LaunchNamesTest {

  @TempDir Path root;

  private ScriptTree tree;

  @BeforeEach
  void plantTree() throws Exception {
    tree = ScriptTree.plant(root);
    assertThat(tree.lockstep().code()).isZero();
  }

  @Test
  void fileNamesAreUtf8WhateverTheLocale() throws Exception {
    for (String locale : List.of("POSIX", "C", "de_DE.ISO-8859-1", "nonsense", "")) {
      tree.lockstep("LC_ALL=" + locale, "LANG=");
      assertThat(tree.lastCall("surroundings")).as(locale).containsIgnoringCase("UTF-8");
    }
  }

  /// The JVM would get a part of such a name only.
  @Test
  void namesThatAreNotUtf8AreRefused() throws Exception {
    String script = tree.bin().resolve("lockstep").toString();
    long before = tree.calls("java ");

    assertThat(bash("touch $'b\\344r.yaml'; exec '%s' train $'b\\344r.yaml'", script))
        .isEqualTo(
            new Said(
                2,
                """
                error: a word of this command is not UTF-8, and names are read as UTF-8 only
                  cause: $'b\\344r.yaml'
                  kept:  nothing was changed
                  try:   give it a name in UTF-8: mv $'b\\344r.yaml' NAME
                """));
    assertThat(bash("exec '%s' train x.yaml --set data.dir=$'\\374\\303\\274'", script))
        .isEqualTo(
            new Said(
                2,
                """
                error: a word of this command is not UTF-8, and names are read as UTF-8 only
                  cause: $'data.dir=\\374ü'
                  kept:  nothing was changed
                  try:   write it in UTF-8
                """));
    assertThat(bash("mkdir $'\\377'; cd $'\\377'; exec '%s' version", script).text())
        .startsWith("error: the path of the folder in which it runs is not UTF-8");
    assertThat(tree.calls("java ")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bär.yaml", "日本", "😀", "plain", "--set=a: é€"})
  void namesInUtf8AreTakenAsTheyAre(String name) throws Exception {
    String script = tree.bin().resolve("lockstep").toString();

    assertThat(bash("exec '%s' train '" + name + "'", script)).isEqualTo(new Said(0, ""));
    assertThat(tree.lastCall("java")).endsWith(" train " + name);
  }

  private Said bash(String line, String script) throws Exception {
    return tree.run(List.of("bash", "-c", line.formatted(script)), root);
  }
}
