package io.lockstep.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FailureTest {

  @Test
  void eachPartIsOneLineWhateverForeignTextItHolds() {
    Failure failure =
        Failure.of(ExitCode.DATA, "column 'a\nb' is \u001b[31mred")
            .at("x\r.csv:1")
            .keeping("all\u2028of it")
            .advising("remove\tthe column");

    assertThat(failure.block().lines())
        .containsExactly(
            "error: column 'a\\nb' is \\u001b[31mred",
            "  cause: x\\r.csv:1",
            "  kept:  all\\u2028of it",
            "  try:   remove\\tthe column");
  }

  @Test
  void lettersOfAnyScriptStayAsTheyAre() {
    String text = "Spalte 'größe' 列 😀";
    assertThat(OneLine.of(text)).isSameAs(text);
  }

  @Test
  void oneLineSaysOnceWhereItWas() {
    assertThat(Failure.of(ExitCode.STORAGE, "no space left on r/run.json").at("r/run.json"))
        .extracting(failure -> failure.exception().getMessage())
        .isEqualTo("no space left on r/run.json");
    assertThat(Failure.of(ExitCode.STORAGE, "no space left").at("r/run.json"))
        .extracting(failure -> failure.exception().getMessage())
        .isEqualTo("no space left (r/run.json)");
    assertThat(Failure.of(ExitCode.STORAGE, "no space left").exception())
        .hasMessage("no space left");
  }
}
