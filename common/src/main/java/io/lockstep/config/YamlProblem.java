package io.lockstep.config;

import io.lockstep.failure.Invisible;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A mistake in YAML as its writer sees it, and what to do: the parser's own words name tokens and
/// blocks.
///
/// @param line where to look, counted from 0
/// @param column counted from 1; 0 leaves the place to the parser
record YamlProblem(String error, int line, int column, String advice) {

  static final String CORRECT =
      "correct this place, or begin anew with: lockstep init DATA.csv --label COLUMN";

  private static final Pattern TIGHT_COLON =
      Pattern.compile("^\\s*(?:- )?([A-Za-z][\\w-]*):[^\\s:/]");

  private static final Pattern BARE_KEY = Pattern.compile("^\\s*([A-Za-z][\\w-]*)\\s*$");

  /// @param problem in the parser's words
  /// @param lines of the text
  /// @param line that the parser could not go on from, counted from 0
  static YamlProblem of(String problem, List<String> lines, int line) {
    if (problem.contains("end of stream") && !problem.contains("but got")) {
      return new YamlProblem(
          "what begins here never ends", line, 0, "close the quote, or the { or [");
    }
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
    return colon(lines, line).orElseGet(() -> new YamlProblem(problem, line, 0, advice(problem)));
  }

  /// A colon that is missing, or has no space after it, in the line given up or the one above.
  private static Optional<YamlProblem> colon(List<String> lines, int line) {
    for (int at = line; at >= Math.max(0, line - 1); at--) {
      String text = at < lines.size() ? lines.get(at) : "";
      Matcher tight = TIGHT_COLON.matcher(text);
      if (tight.find()) {
        return Optional.of(
            new YamlProblem(
                "no space follows this colon",
                at,
                tight.end(1) + 1,
                "put a space after the colon"));
      }
      Matcher bare = BARE_KEY.matcher(text);
      if (bare.matches()) {
        return Optional.of(
            new YamlProblem(
                "no colon follows %s".formatted(bare.group(1)),
                at,
                bare.end(1) + 1,
                "put a colon after the key"));
      }
    }
    return Optional.empty();
  }

  private static String advice(String problem) {
    if (problem.startsWith("mapping values are not allowed")) {
      return "put a space after each colon, indent this line as those beside it, and quote a text"
          + " with a colon in it";
    }
    if (problem.contains("could not find expected ':'")) {
      return "put a colon and a space after the key";
    }
    if (problem.startsWith("expected <block end>")) {
      return "indent this line as those above it; a list has a - in each of its lines, keys have none";
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
