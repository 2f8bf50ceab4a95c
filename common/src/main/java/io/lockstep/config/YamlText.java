package io.lockstep.config;

import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import io.lockstep.failure.LockstepException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Turns YAML 1.2 text into a [Value]. Text is data: tags are refused, nothing is constructed, and
/// depth and number of values are bounded, aliases counted as often as they are used.
final class YamlText {

  /// Characters of a configuration; the largest sensible one has a few thousand.
  static final int CHARACTERS_MAX = 1 << 20;

  private static final Pattern INDENTATION = Pattern.compile("(?m)^[ \t]+");
  private static final int DEPTH_MAX = 32;
  private static final int VALUES_MAX = 20_000;

  private final String text;
  private final Function<Optional<Mark>, String> places;
  private final Iterator<Event> events;
  private final Map<Anchor, Value> anchored = new HashMap<>();
  private Optional<Mark> reached = Optional.empty();
  private int valueCount;

  private YamlText(String text, Function<Optional<Mark>, String> places) {
    this.text = text;
    this.places = places;
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(CHARACTERS_MAX).build();
    this.events = new Parse(settings).parseString(withoutTabs(text)).iterator();
  }

  /// JSON may be indented with tabs, which the YAML parser refuses. Each becomes one blank, so that
  /// columns stay what they are.
  private static String withoutTabs(String text) {
    return text.stripLeading().startsWith("{")
        ? INDENTATION.matcher(text).replaceAll(match -> match.group().replace('\t', ' '))
        : text;
  }

  /// The value of a file; places are `file:line:column`, counted from 1.
  static Value ofFile(String file, String text) {
    return new YamlText(text, mark -> place(file, mark)).document();
  }

  /// The value of one `--set`; every place in it is `place`. One sign is a text.
  static Value ofOverride(String place, String text) {
    if (isSign(text)) {
      return new Value.Scalar(text, true, place);
    }
    return new YamlText(text, _ -> place).document();
  }

  /// One sign alone, such as a comma, is itself and not the beginning of something that YAML has a
  /// meaning for. A tilde is nothing, as in a file; so is a blank.
  private static boolean isSign(String text) {
    return text.codePointCount(0, text.length()) == 1
        && !Character.isLetterOrDigit(text.codePointAt(0))
        && (text.equals("\t") || !text.isBlank())
        && !text.equals("~");
  }

  private static String place(String file, Optional<Mark> mark) {
    return mark.map(m -> "%s:%d:%d".formatted(file, m.getLine() + 1, m.getColumn() + 1))
        .orElse(file);
  }

  private Value document() {
    try {
      next(); // start of the stream
      if (next().getEventId() == Event.ID.StreamEnd) {
        return new Value.Scalar("", false, places.apply(Optional.empty()));
      }
      Value value = value(next(), 0);
      next(); // end of the document
      Event last = next();
      if (last.getEventId() != Event.ID.StreamEnd) {
        throw refusal("a second document begins here", last.getStartMark());
      }
      return value;
    } catch (MarkedYamlEngineException e) {
      boolean isOpen = e.getProblem().contains("end of stream") && e.getContextMark().isPresent();
      throw syntax(e.getProblem(), isOpen ? e.getContextMark() : e.getProblemMark());
    } catch (YamlEngineException e) {
      throw refusal(e.getMessage().lines().findFirst().orElse("cannot be read"), Optional.empty());
    }
  }

  /// The parser lets errors of its parts through, such as that of a number where an escape of a
  /// character has none.
  private Event next() {
    try {
      Event event = events.next();
      reached = event.getEndMark();
      return event;
    } catch (IllegalArgumentException | IndexOutOfBoundsException unparsed) {
      throw refusal(
          "what stands here cannot be read: an escape in it may have no meaning", reached);
    }
  }

  private Value value(Event event, int depth) {
    if (depth > DEPTH_MAX) {
      throw refusal("values are nested more than " + DEPTH_MAX + " deep", event.getStartMark());
    }
    if (event instanceof AliasEvent alias) {
      return aliased(alias);
    }
    count(1, event);
    Value value =
        switch (event.getEventId()) {
          case Scalar -> scalar((ScalarEvent) event);
          case SequenceStart -> items((CollectionStartEvent) event, depth);
          case MappingStart -> mapping((CollectionStartEvent) event, depth);
          default -> throw refusal("a value was expected", event.getStartMark());
        };
    ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchored.put(anchor, value));
    return value;
  }

  private Value aliased(AliasEvent alias) {
    Value value = anchored.get(alias.getAlias());
    if (value == null) {
      throw refusal("*%s names nothing above".formatted(alias.getAlias()), alias.getStartMark());
    }
    count(sizeOf(value), alias);
    return value;
  }

  private static int sizeOf(Value value) {
    return switch (value) {
      case Value.Scalar _ -> 1;
      case Value.Items items -> 1 + items.values().stream().mapToInt(YamlText::sizeOf).sum();
      case Value.Mapping mapping ->
          1 + mapping.entries().stream().mapToInt(entry -> sizeOf(entry.value())).sum();
    };
  }

  private void count(int more, Event event) {
    valueCount += more;
    if (valueCount > VALUES_MAX) {
      throw refusal("more than %,d values".formatted(VALUES_MAX), event.getStartMark());
    }
  }

  private Value scalar(ScalarEvent event) {
    refuseTag(event.getTag(), event);
    return new Value.Scalar(event.getValue(), !event.isPlain(), places.apply(event.getStartMark()));
  }

  private Value items(CollectionStartEvent start, int depth) {
    refuseTag(start.getTag(), start);
    List<Value> values = new ArrayList<>();
    for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      values.add(value(event, depth + 1));
    }
    return new Value.Items(values, places.apply(start.getStartMark()));
  }

  private Value mapping(CollectionStartEvent start, int depth) {
    refuseTag(start.getTag(), start);
    Map<String, Value.Entry> entries = new LinkedHashMap<>();
    for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      if (!(value(event, depth + 1) instanceof Value.Scalar key)) {
        throw refusal("a key must be a word", event.getStartMark());
      }
      Value value = value(next(), depth + 1);
      Value.Entry before =
          entries.putIfAbsent(key.text(), new Value.Entry(key.text(), key.place(), value));
      if (before != null) {
        throw Refusal.twice(before, key.text(), key.place());
      }
    }
    return new Value.Mapping(List.copyOf(entries.values()), places.apply(start.getStartMark()));
  }

  private void refuseTag(Optional<String> tag, Event event) {
    if (tag.isPresent()) {
      throw refusal("tags such as %s are not allowed".formatted(tag.get()), event.getStartMark());
    }
  }

  /// What the parser stumbles over, in the words of whoever wrote it.
  private LockstepException syntax(String problem, Optional<Mark> mark) {
    int line = mark.map(Mark::getLine).orElse(0);
    YamlProblem found = YamlProblem.of(problem, text.lines().toList(), line);
    String place =
        found.column() == 0
            ? places.apply(mark)
            : places
                .apply(mark)
                .replaceFirst(
                    ":[0-9]+:[0-9]+$", ":%d:%d".formatted(found.line() + 1, found.column()));
    return Failure.of(ExitCode.USAGE, "not a readable configuration: " + found.error())
        .at(place)
        .advising(found.advice())
        .exception();
  }

  private LockstepException refusal(String problem, Optional<Mark> mark) {
    return Failure.of(ExitCode.USAGE, "not a readable configuration: " + problem)
        .at(places.apply(mark))
        .advising(YamlProblem.CORRECT)
        .exception();
  }
}
