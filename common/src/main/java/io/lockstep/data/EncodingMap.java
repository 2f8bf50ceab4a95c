package io.lockstep.data;

import io.lockstep.config.BadRows;
import io.lockstep.config.DataSection.Unlabelled;
import io.lockstep.config.Dialect;
import io.lockstep.config.Words;
import io.lockstep.data.Encoding.CategoryColumn;
import io.lockstep.data.Encoding.ClassLabel;
import io.lockstep.data.Encoding.Column;
import io.lockstep.data.Encoding.ConstantColumn;
import io.lockstep.data.Encoding.DateColumn;
import io.lockstep.data.Encoding.Features;
import io.lockstep.data.Encoding.Gap;
import io.lockstep.data.Encoding.Label;
import io.lockstep.data.Encoding.NumberColumn;
import io.lockstep.data.Encoding.NumberLabel;
import io.lockstep.data.Encoding.OneLabel;
import io.lockstep.data.Encoding.Pixels;
import io.lockstep.data.Encoding.SeveralLabels;
import io.lockstep.data.Encoding.Table;
import io.lockstep.failure.ExitCode;
import io.lockstep.failure.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// [Encoding] as maps, lists, texts and numbers, and back.
final class EncodingMap {

  private EncodingMap() {}

  static Map<String, Object> write(Encoding encoding) {
    Map<String, Object> map = new LinkedHashMap<>();
    switch (encoding.features()) {
      case Table table -> {
        map.put("kind", "table");
        map.put("columns", table.columns().stream().map(EncodingMap::column).toList());
        CellRules rules = table.rules();
        map.put("missing-markers", rules.missingMarkers());
        map.put("unlabelled", Words.of(rules.unlabelled()));
        map.put("bad-rows", Words.of(rules.badRows().rule()));
        map.put("bad-rows-max", rules.badRows().most());
        map.put("dialect", rules.dialect().toMap());
      }
      case Pixels pixels -> {
        map.put("kind", "pixels");
        map.put("shape", pixels.shape());
        map.put("scale", "1/255");
      }
    }
    map.put("label", label(encoding.label()));
    return map;
  }

  private static Map<String, Object> column(Column column) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", column.name());
    switch (column) {
      case NumberColumn number -> {
        map.put("type", "number");
        ScaleMap.write(number.scale(), map);
        gap(number.gap(), map);
        writing(number.writing(), map);
      }
      case CategoryColumn category -> {
        map.put("type", "category");
        map.put("categories", category.categories());
        map.put("rare", category.rare());
        map.put("missing-slot", category.missingSlot());
        map.put("absent", Words.of(category.absent()));
      }
      case DateColumn date -> {
        map.put("type", "date");
        map.put("order", Words.of(date.order()));
        map.put("parts", date.parts().stream().map(EncodingMap::part).toList());
        gap(date.gap(), map);
      }
      case ConstantColumn _ -> map.put("type", "constant");
    }
    return map;
  }

  private static Map<String, Object> part(DateColumn.ScaledPart part) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("part", Words.of(part.part()));
    ScaleMap.write(part.scale(), map);
    return map;
  }

  private static void gap(Gap gap, Map<String, Object> map) {
    map.put("fill", gap.fill());
    map.put("indicator", gap.indicator());
    map.put("absent", Words.of(gap.absent()));
  }

  private static Map<String, Object> label(Label label) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (label instanceof SeveralLabels several) {
      map.put("type", "several");
      map.put("columns", several.columns().stream().map(EncodingMap::label).toList());
      return map;
    }
    map.put("name", label.name());
    switch ((OneLabel) label) {
      case ClassLabel classes -> {
        map.put("type", "classes");
        map.put("classes", classes.names());
      }
      case NumberLabel number -> {
        map.put("type", "number");
        ScaleMap.write(number.scale(), map);
        writing(number.writing(), map);
      }
    }
    return map;
  }

  private static void writing(Optional<NumberWriting> writing, Map<String, Object> map) {
    writing.ifPresent(found -> {
      map.put("decimal", String.valueOf(found.decimal()));
      map.put("unit", found.unit());
    });
  }

  /// Numbers that are written plainly have none.
  private static Optional<NumberWriting> writing(Map<?, ?> map) {
    if (!map.containsKey("decimal")) {
      return Optional.empty();
    }
    String decimal = text(map, "decimal");
    return Optional.of(
        new NumberWriting(decimal.length() == 1 ? decimal.charAt(0) : '?', text(map, "unit")));
  }

  static Encoding read(Map<String, ?> map) {
    try {
      return new Encoding(features(map), label(map(map, "label")));
    } catch (IllegalArgumentException e) {
      throw Failure.of(ExitCode.DATA, "the encoding kept with the model cannot be read")
          .at(e.getMessage())
          .advising("use the model of another run, or train again")
          .exception(e);
    }
  }

  private static Features features(Map<?, ?> map) {
    String kind = text(map, "kind");
    return switch (kind) {
      case "table" ->
          new Table(
              list(map, "columns").stream()
                  .map(item -> column(asMap(item, "encoding.columns"), absent(map, Absent.FILL)))
                  .toList(),
              new CellRules(
                  texts(map, "missing-markers"), unlabelled(map), badRows(map), dialect(map)));
      case "pixels" ->
          new Pixels(
              list(map, "shape").stream().map(item -> number(item, "shape").intValue()).toList());
      default -> throw new IllegalArgumentException("encoding.kind is '" + kind + "'");
    };
  }

  /// Models of before rows without a label could be skipped say nothing of them.
  private static Unlabelled unlabelled(Map<?, ?> map) {
    return map.containsKey("unlabelled")
        ? constant(text(map, "unlabelled"), Unlabelled.class)
        : Unlabelled.FAIL;
  }

  /// Models of before bad rows could be passed over refuse them.
  private static BadRows badRows(Map<?, ?> map) {
    return map.containsKey("bad-rows")
        ? new BadRows(
            constant(text(map, "bad-rows"), BadRows.Rule.class),
            number(map.get("bad-rows-max"), "bad-rows-max").doubleValue())
        : CellRules.USUAL.badRows();
  }

  /// What a missing cell is to its row. Models of before this was said of each column say it of
  /// all, as `missing: fail`.
  private static Absent absent(Map<?, ?> map, Absent otherwise) {
    if (map.containsKey("absent")) {
      return constant(text(map, "absent"), Absent.class);
    }
    return "fail".equals(map.get("missing")) ? Absent.FAIL : otherwise;
  }

  private static Gap gap(Map<?, ?> map, Absent otherwise) {
    return new Gap(
        absent(map, otherwise),
        number(map.get("fill"), "fill").doubleValue(),
        Boolean.TRUE.equals(map.get("indicator")));
  }

  private static <E extends Enum<E>> E constant(String word, Class<E> kind) {
    return Enum.valueOf(kind, word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /// Models of before dialects could be stated have none.
  private static Dialect dialect(Map<?, ?> map) {
    Map<String, String> stated = new LinkedHashMap<>();
    if (map.containsKey("dialect")) {
      map(map, "dialect")
          .forEach((key, value) -> stated.put(text(key, "key"), text(value, "dialect")));
    }
    return Dialect.of(stated);
  }

  private static Column column(Map<?, ?> map, Absent absent) {
    String name = text(map, "name");
    String type = text(map, "type");
    return switch (type) {
      case "number" -> new NumberColumn(name, ScaleMap.read(map), gap(map, absent), writing(map));
      case "date" ->
          new DateColumn(
              name,
              constant(text(map, "order"), DateOrder.class),
              list(map, "parts").stream().map(item -> part(asMap(item, "parts"))).toList(),
              gap(map, absent));
      case "category" ->
          new CategoryColumn(
              name,
              texts(map, "categories"),
              map.containsKey("rare") ? texts(map, "rare") : List.of(),
              Boolean.TRUE.equals(map.get("missing-slot")),
              absent(map, absent));
      case "constant" -> new ConstantColumn(name);
      default -> throw new IllegalArgumentException("type of column '" + name + "' is " + type);
    };
  }

  private static DateColumn.ScaledPart part(Map<?, ?> map) {
    return new DateColumn.ScaledPart(
        constant(text(map, "part"), DatePart.class), ScaleMap.read(map));
  }

  private static Label label(Map<?, ?> map) {
    return text(map, "type").equals("several")
        ? new SeveralLabels(
            list(map, "columns").stream()
                .map(item -> oneLabel(asMap(item, "encoding.label.columns")))
                .toList())
        : oneLabel(map);
  }

  private static OneLabel oneLabel(Map<?, ?> map) {
    String type = text(map, "type");
    return switch (type) {
      case "classes" -> new ClassLabel(text(map, "name"), texts(map, "classes"));
      case "number" -> new NumberLabel(text(map, "name"), ScaleMap.read(map), writing(map));
      default -> throw new IllegalArgumentException("encoding.label.type is '" + type + "'");
    };
  }

  private static Map<?, ?> map(Map<?, ?> map, String key) {
    return asMap(map.get(key), "encoding." + key);
  }

  private static Map<?, ?> asMap(Object value, String place) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException(place + " is not a map");
  }

  static List<?> list(Map<?, ?> map, String key) {
    if (map.get(key) instanceof List<?> list) {
      return list;
    }
    throw new IllegalArgumentException("encoding " + key + " is not a list");
  }

  private static List<String> texts(Map<?, ?> map, String key) {
    return list(map, key).stream().map(item -> text(item, key)).toList();
  }

  private static String text(Map<?, ?> map, String key) {
    return text(map.get(key), key);
  }

  private static String text(Object value, String key) {
    if (value instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("encoding " + key + " is not a text");
  }

  static Number number(Object value, String key) {
    if (value instanceof Number number) {
      return number;
    }
    throw new IllegalArgumentException("encoding " + key + " is not a number");
  }
}
