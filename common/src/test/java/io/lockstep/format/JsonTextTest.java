package io.lockstep.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonTextTest {

  /// One of each kind.
  private static Map<String, Object> all() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("text", "a \"b\" \\ \n ü 雪");
    all.put("int", -7);
    all.put("long", 1L << 60);
    all.put("large", BigInteger.TWO.pow(80));
    all.put("double", 0.1);
    all.put("yes", true);
    all.put("no", false);
    all.put("nothing", null);
    all.put("list", List.of(1, List.of(), "x"));
    all.put("object", Map.of("in", Map.of()));
    return all;
  }

  @Test
  void aLineHasNoBlankThatIsNotPartOfATextAndNoLineEnd() {
    assertThat(new String(JsonText.line(all()), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"text\":\"a \\\"b\\\" \\\\ \\n ü 雪\",\"int\":-7,\"long\":1152921504606846976,"
                + "\"large\":1208925819614629174706176,\"double\":0.1,\"yes\":true,\"no\":false,\"nothing\":null,\"list\":[1,[],\"x\"],"
                + "\"object\":{\"in\":{}}}");
  }

  @Test
  void peopleSeeALineForEachField() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("a", List.of(1, 2));
    object.put("b", Map.of("c", Map.of()));
    assertThat(new String(JsonText.indented(object), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {
              "a" : [ 1, 2 ],
              "b" : {
                "c" : { }
              }
            }\
            """);
  }

  @Test
  void whatIsNoFiniteNumberIsNullAndFoundByItsName() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("loss", Double.POSITIVE_INFINITY);
    object.put("rows", List.of(1f, Float.NaN));
    object.put("sets", Map.of("test", Map.of("loss", Double.NEGATIVE_INFINITY)));
    object.put("large", Double.MAX_VALUE);

    assertThat(new String(JsonText.line(object), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"loss\":null,\"rows\":[1.0,null],\"sets\":{\"test\":{\"loss\":null}},"
                + "\"large\":1.7976931348623157E308}");
    assertThat(JsonText.notFinite(object))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "loss",
                Double.POSITIVE_INFINITY,
                "rows",
                Float.NaN,
                "sets.test.loss",
                Double.NEGATIVE_INFINITY));
  }

  @Test
  void whatWasWrittenIsReadAgain() throws FormatException {
    assertThat(JsonText.object(JsonText.line(all()))).isEqualTo(all());
    assertThat(JsonText.object(JsonText.indented(all()))).isEqualTo(all());
  }

  @Test
  void numbersKeepTheirBits() throws FormatException {
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number)) {
        assertThat(JsonText.object(JsonText.line(Map.of("x", number)))).containsEntry("x", number);
      }
      float narrow = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(narrow)) {
        Object read = JsonText.object(JsonText.line(Map.of("x", narrow))).get("x");
        assertThat(((Number) read).floatValue()).isEqualTo(narrow);
      }
    }
  }

  @Test
  void whatIsNotPlainIsNotWritten() {
    assertThatThrownBy(() -> JsonText.line(Map.of("x", List.of(new Object[] {new int[1]}))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[I");
    assertThatThrownBy(() -> JsonText.line(Map.of("x", Map.of(1, 2))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anObjectThatIsCutOffIsRefused() {
    byte[] whole = JsonText.line(all());
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> JsonText.object(part))
          .as("%d bytes", length)
          .isInstanceOf(FormatException.class)
          .hasMessageStartingWith("not a JSON object");
    }
  }

  @Test
  void whatIsDeeperThanAnythingThatWeWriteIsRefused() {
    String deep = "{\"x\":".repeat(100) + "1" + "}".repeat(100);
    assertThatThrownBy(() -> JsonText.object(deep.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("depth");
  }
}
