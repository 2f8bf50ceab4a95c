package io.lockstep.cli;

/// How many columns the terminal has. The launch script asks it; `COLUMNS` overrules.
final class Columns {

  /// When nobody knows.
  private static final int USUAL = 80;

  /// Less is no terminal that one reads in.
  private static final int MIN = 20;

  private Columns() {}

  static int ofTerminal() {
    return of(System.getenv("COLUMNS"), System.getProperty("lockstep.columns"));
  }

  /// The first of the texts that is a number of columns.
  static int of(String... texts) {
    for (String text : texts) {
      if (text != null && text.matches("[1-9][0-9]{0,3}")) {
        return Math.max(MIN, Integer.parseInt(text));
      }
    }
    return USUAL;
  }
}
