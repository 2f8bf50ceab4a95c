package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CommandWordsTest {

  @Test
  void wordsThatAShellWouldTakeApartAreQuoted() {
    CommandWords command = new CommandWords("lockstep", "train", "my run.yaml");

    command.add("--set", "train.optimizer={adam: {}}").add("--runs", "it's", "--resume");

    assertThat(command.text())
        .isEqualTo(
            "lockstep train 'my run.yaml' --set 'train.optimizer={adam: {}}'"
                + " --runs 'it'\\''s' --resume");
  }

  @Test
  void plainWordsStayAsTheyAre() {
    assertThat(new CommandWords("train", "deploy/a-1.yaml", "--set", "train.epochs=20").text())
        .isEqualTo("train deploy/a-1.yaml --set train.epochs=20");
  }
}
