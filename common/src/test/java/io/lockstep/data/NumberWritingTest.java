package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `data.numbers` forgives, and what it does not.
final class NumberWritingTest {

  private static final NumberWriting PLAIN = new NumberWriting('.', "");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1,234 | 1234",
        "1,234,567.89 | 1234567.89",
        "12,34,567 | 1234567",
        "1 234 567 | 1234567",
        "1\u00a0234.5 | 1234.5",
        "1\u202f234 | 1234",
        "1'234'567.5 | 1234567.5",
        "1_000_000 | 1000000",
        "'1234' | 1234",
        "\"12.5\" | 12.5",
        "\u200b7\u200b | 7",
        "(1,234.50) | -1234.5",
        "1,234- | -1234",
        "\u22125 | -5",
        "+1,000 | 1000",
        ".5 | 0.5",
        "-.25 | -0.25",
        "1e3 | 1000",
        "\uff14\uff0e\uff15 | 4.5",
        "\u0661\u0662\u066c\u0663\u0664\u0665\u066b\u0665 | 12345.5",
        "-\u0967\u0968 | -12",
        "4.500000D+00 | 4.5",
        "-1.25d-03 | -0.00125",
        "0x2d | 45",
        "0XFF | 255",
      })
  void aNumberIsReadThroughWhatPeopleWriteAroundIt(String cell, double value) {
    assertThat(PLAIN.parse(cell)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$1,234.50 | $ | 1234.5",
        "-$5 | $ | -5",
        "$-5 | $ | -5",
        "($5) | $ | -5",
        "US$ 7 | US$ | 7",
        "7 \u20ac | \u20ac | 7",
        "EUR 1,000 | EUR | 1000",
        "1,000 EUR | EUR | 1000",
        "1,000 | EUR | 1000",
        "12% | % | 12",
        "12.5 kg | kg | 12.5",
        "3 m2 | m2 | 3",
        "5km/h | km/h | 5",
        "20 \u00b0C | \u00b0C | 20",
        "$3/h | $/h | 3",
      })
  void aCurrencyOrAUnitIsTakenOffWhenItIsThatOfTheColumn(String cell, String unit, double value) {
    assertThat(new NumberWriting('.', unit).parse(cell)).isEqualTo(value);
    assertThat(new NumberWriting('.', "other").parse(cell.equals("1,000") ? "1 kg" : cell)).isNaN();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,5 | 1.5",
        "1.234,56 | 1234.56",
        "1.234 | 1234",
        "1 234,5 | 1234.5",
        "0,123 | 0.123"
      })
  void aColumnWithADecimalCommaGroupsByPoints(String cell, double value) {
    assertThat(new NumberWriting(',', "").parse(cell)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "n/a",
        "abc",
        "1,23",
        "1,2345",
        "1,234,5",
        "1.2.3",
        "12 34",
        "1,,234",
        ",",
        "1/2",
        "10-20",
        "10:30",
        "2024-01-31",
        "65+",
        "<5",
        "4X4",
        "1e",
        "1,234 5,678",
        "0,123",
        "5'11",
        "KLM 123",
        "1 2 3",
        "192.168.0.1",
        "1e99"
      })
  void whatIsNoNumberToPeopleIsNone(String cell) {
    assertThat(PLAIN.parse(cell)).isNaN();
  }

  @Test
  void aShareWithoutItsSignIsNotGuessed() {
    assertThat(new NumberWriting('.', "%").parse("0.12")).isNaN();
  }

  @Test
  void theDecimalSignOfAColumnIsTheOneThatReadsAllItsCells() {
    assertThat(found("1,234", "5,000", "12")).isEqualTo(new NumberWriting('.', ""));
    assertThat(found("1,5", "2,25", "1.234,5", "7")).isEqualTo(new NumberWriting(',', ""));
    assertThat(found("$1.234.567", "$1.234")).isEqualTo(new NumberWriting(',', "$"));
    assertThat(readable("1,5", "1.5")).isEqualTo(1);
    assertThat(readable("5 kg", "5 g")).isZero();
    assertThat(readable("5%", "0.05")).isZero();
    assertThat(readable("$5", "7")).isEqualTo(2);
  }

  private static NumberWriting found(String... cells) {
    assertThat(readable(cells)).isEqualTo(cells.length);
    return finder(cells).found();
  }

  private static long readable(String... cells) {
    return finder(cells).readable();
  }

  private static NumberWriting.Finder finder(String... cells) {
    NumberWriting.Finder finder = new NumberWriting.Finder();
    Arrays.stream(cells)
        .forEach(cell -> {
          if (Double.isNaN(NumberText.parse(cell))) {
            finder.addText(cell);
          } else {
            finder.addPlain(cell);
          }
        });
    return finder;
  }
}
