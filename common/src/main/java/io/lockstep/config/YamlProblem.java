package io.lockstep.config;

import io.lockstep.failure.Invisible;
import java.util.List;

/// A mistake in YAML as its writer sees it, and what to do: the parser's own words name tokens and
/// blocks.
///
/// @param line where to look, counted from 0
/// @param column counted from 1; 0 leaves the place to the parser
record YamlProblem(String error, int line, int column, String advice) {

  static final String CORRECT =
      "correct this place, or begin anew with: lockstep init DATA.csv --label COLUMN";

  /// @param problem in the parser's words
  /// @param lines of the text
  /// @param line that the parser could not go on from, counted from 0
  static YamlProblem of(String problem, List<String> lines, int line) {
    // A line is often given up only in the next one.
    for (int at = line; at >= Math.max(0, line - 1); at--) {
      String text = at < lines.size() ? lines.get(at) : "";
      int tab = tabBefore(text);
      if (tab >= 0 && !isJson(lines)) {
        return new YamlProblem(
            "a tab indents this line", at, tab + 1, "indent with spaces; YAML takes no tabs there");
      }
      int unseen = invisibleIn(text);
      if (unseen >= 0) {
        return new YamlProblem(
            "an invisible character stands here: "
                + Invisible.shown(text.substring(unseen, unseen + 1)),
            at,
            unseen + 1,
            "delete it, or type a plain space in its place");
      }
    }
    return new YamlProblem(problem, line, 0, advice(problem));
  }

  private static String advice(String problem) {
    if (problem.startsWith("mapping values are not allowed")) {
      return "put a space after each colon, indent this line as those beside it, and quote a text"
          + " with a colon in it";
    }
    if (problem.contains("could not find expected ':'")) {
      return "put a colon and a space after the key";
    }
    if (problem.contains("but got") && (problem.contains("']'") || problem.contains("'}'"))) {
      return "close what an earlier { or [ opened, and put commas between its parts";
    }
    return CORRECT;
  }

  private static boolean isJson(List<String> lines) {
    return String.join("", lines).stripLeading().startsWith("{");
  }

  private static int tabBefore(String line) {
    if (line.isBlank() || line.strip().startsWith("#")) {
      return -1;
    }
    for (int i = 0; i < line.length() && Character.isWhitespace(line.charAt(i)); i++) {
      if (line.charAt(i) == '\t') {
        return i;
      }
    }
    return -1;
  }

  private static int invisibleIn(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c != ' ' && c != '\t' && c != '\r' && Invisible.isInvisible(c)) {
        return i;
      }
    }
    return -1;
  }
}
