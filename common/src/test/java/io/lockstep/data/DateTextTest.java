package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DateTextTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-01-31",
        "2024-1-3",
        "2024/01/31",
        "2024.01.31",
        "2024-01-31 12:00",
        "2024-01-31T12:00:00Z",
        "2024-01-31T12:00:00.123+01:00",
        "2024-01-31 12:00:00 UTC",
        "31.01.2024",
        "31/01/2024",
        "1/31/2024",
        "1/31/24",
        "1/31/24 9:15 PM",
        "31-01-2024",
        "31 Jan 2024",
        "31-Jan-24",
        "Jan 31, 2024",
        "January 31, 2024",
        "Wed, 31 Jan 2024",
        "3rd March 2024",
        "2024-01",
        "1949-12",
        "Jan 2024",
        "2024-W05",
        "2024-W05-3",
        "2024Q1",
        "Q1 2024",
        "12:30",
        "12:30:15",
        "9:15 am",
        "3 Jan",
        "Jan 3",
        "Wednesday, January 31, 2024"
      })
  void datesAndTimesAreKnown(String text) {
    assertThat(DateText.matches(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "abc",
        "2024",
        "20240131",
        "2024-13-01",
        "2024-01-32",
        "32/13/2024",
        "12-34-56",
        "555-1234",
        "192.168.0.1",
        "1.2.3",
        "10-20",
        "A-2024-01",
        "2024-01-31 was a Wednesday",
        "1:2",
        "10:30:15:20",
        "May",
        "10 marks",
        "5 decks",
        "March of the penguins 2005",
        "978-3-16-148410-0"
      })
  void othersAreNot(String text) {
    assertThat(DateText.matches(text)).isFalse();
  }
}
