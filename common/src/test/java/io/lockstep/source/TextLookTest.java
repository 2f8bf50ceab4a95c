package io.lockstep.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.source.Written.Read;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextLookTest {

  private static final String TABLE = "name,x\nMüller,1\nÎle d’Été,2\n3 €,3\n";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void aByteOrderMarkSaysHowTheTextIsWrittenAndIsNoPartOfIt(String charset) throws IOException {
    byte[] content = ("\ufeff" + TABLE).getBytes(Charset.forName(charset));
    Read read = Written.in(folder, content).read();
    assertThat(read.header()).containsExactly("name", "x");
    assertThat(read.rows()).contains(List.of("Müller", "1"), List.of("3 €", "3"));
    assertThat(read.notes())
        .isEqualTo(
            charset.equals("UTF-8")
                ? List.of()
                : List.of(
                    "t.csv is read as: %s text; to say otherwise: data.encoding"
                        .formatted(charset)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void zerosInEveryOtherByteAreUtf16WithoutAMark(String charset) throws IOException {
    Read read = Written.in(folder, TABLE.getBytes(Charset.forName(charset))).read();
    assertThat(read.rows()).contains(List.of("Île d’Été", "2"));
    assertThat(read.notes())
        .containsExactly(
            "t.csv is read as: %s text; to say otherwise: data.encoding".formatted(charset));
  }

  @Test
  void westernLettersOfOneByteAreReadAndSaid() throws IOException {
    Read read = Written.in(folder, TABLE.getBytes(TextLook.WINDOWS_1252)).read();
    assertThat(read.rows())
        .containsExactly(List.of("Müller", "1"), List.of("Île d’Été", "2"), List.of("3 €", "3"));
    assertThat(read.notes())
        .containsExactly(
            "t.csv is read as: Latin-1 (windows-1252) text; to say otherwise: data.encoding");
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1251, Москва", "windows-1251, да", "KOI8-R, Москва", "Shift_JIS, 東京", "GBK, 北京",
    "IBM850, Müller", "x-MacRoman, Müller", "windows-1253, Αθήνα", "windows-1255, שלום",
        "ISO-8859-2, Łódź"
  })
  void otherBytesAreAskedAboutAndReadWhenStated(String charset, String name) throws IOException {
    byte[] content = ("name,x\n%s,1\nab,2\n".formatted(name)).getBytes(Charset.forName(charset));
    Written written = Written.in(folder, content);
    assertThat(written.refused())
        .matches(
            """
            error: the text is neither UTF-8 nor surely Latin-1: byte \\d+ is 0x[0-9a-f]{2}
              cause: DIR/t\\.csv
              kept:  nothing was changed
              try:   --set data\\.encoding=NAME, such as windows-1251, ibm850, shift_jis or windows-1252 \\(Latin-1\\)\
            """);
    assertThat(written.refusedByCommand())
        .endsWith("try:   iconv -f NAME -t UTF-8 DIR/t.csv > DIR/t.csv.utf8");
    Read read = written.read("encoding", charset);
    assertThat(read.rows()).contains(List.of(name, "1"));
    assertThat(read.notes()).isEmpty();
  }

  @Test
  void statedUtf16IsReadWithAndWithoutAMark() throws IOException {
    for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      for (String mark : List.of("", "\ufeff")) {
        Read read = Written.in(folder, (mark + TABLE).getBytes(charset)).read("encoding", "utf-16");
        assertThat(read.header()).containsExactly("name", "x");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UTF-8    | true  | utf-16       | data.encoding is UTF-16, but the file begins with the byte order mark of UTF-8
          UTF-8    | true  | latin-1      | data.encoding is ISO-8859-1, but the file begins with the byte order mark of UTF-8
          UTF-16LE | true  | utf-8        | data.encoding is UTF-8, but the file begins with the byte order mark of UTF-16LE
          UTF-16BE | true  | utf-16le     | data.encoding is UTF-16LE, but the file begins with the byte order mark of UTF-16BE
          UTF-32LE | true  | utf-16       | data.encoding is UTF-16, but the file begins with the byte order mark of UTF-32LE
          UTF-16LE | false | windows-1251 | data.encoding is windows-1251, but the file is, by its zero bytes, UTF-16LE
          UTF-16BE | false | utf-16le     | data.encoding is UTF-16LE, but the file is, by its zero bytes, UTF-16BE
          UTF-8    | false | utf-16       | data.encoding is UTF-16, but no byte of the file is zero, as many of such a text are
          UTF-8    | false | utf-32be     | data.encoding is UTF-32BE, but no byte of the file is zero, as many of such a text are
          """)
  void anEncodingThatTheFileContradictsIsRefusedWithTheOneThatItHas(
      String charset, boolean marked, String stated, String error) throws IOException {
    byte[] content = ((marked ? "\ufeff" : "") + TABLE).getBytes(Charset.forName(charset));
    Written written = Written.in(folder, content);
    assertThat(written.refused("encoding", stated))
        .isEqualTo(
            """
            error: %s
              cause: DIR/t.csv
              kept:  nothing was changed
              try:   --set data.encoding=%s\
            """
                .formatted(error, charset));
    assertThat(written.read("encoding", charset).rows()).contains(List.of("Müller", "1"));
  }

  @Test
  void utf8ThatIsStatedToBeOfOneByteIsReadSoAndSaid() throws IOException {
    Read read = Written.in(folder, TABLE).read("encoding", "latin-1");
    assertThat(read.rows()).contains(List.of("MÃ¼ller", "1"));
    assertThat(read.notes())
        .containsExactly(
            "t.csv is read as: ISO-8859-1 text, as data.encoding says, though its bytes are UTF-8; to say otherwise: data.encoding");
    assertThat(Written.in(folder, "name,x\nA,1\n").read("encoding", "latin-1").notes()).isEmpty();
  }

  @Test
  void aNulByteInATextIsNamedByItsPlace() throws IOException {
    assertThat(Written.in(folder, "x,y\n1,p\n2,\0\0\n").refused())
        .isEqualTo(
            """
            error: byte 10 of the file is NUL: it is damaged, or no text
              cause: DIR/t.csv
              kept:  nothing was changed
              try:   get the file again, or give a CSV file\
            """);
  }

  @Test
  void bytesThatAreNotUtf8BehindALongBeginningThatIsAreRefusedByTheirLine() throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes("name,x\n".getBytes());
    for (int i = 0; content.size() <= DataFile.HEAD_BYTES; i++) {
      content.writeBytes("abc,%d\n".formatted(i).getBytes());
    }
    content.writeBytes("Müller,1\n".getBytes(StandardCharsets.ISO_8859_1));
    Written written = Written.in(folder, content.toByteArray());
    assertThat(written.refused())
        .startsWith("error: the file is not UTF-8 text\n  cause: DIR/t.csv, at or after line 2")
        .endsWith("try:   --set data.encoding=windows-1252, or what it is written in");
    assertThat(written.read("encoding", "latin-1").rows()).contains(List.of("Müller", "1"));
  }

  /// The first with the last letter within what is read at once, the others far behind it.
  @ParameterizedTest
  @CsvSource({
    "UTF-8, 1",
    "UTF-8, 1200",
    "UTF-8, 30000",
    "UTF-16LE, 1",
    "UTF-16LE, 30000",
    "UTF-32BE, 900"
  })
  void aTextThatEndsWithinACharacterWasCutOff(String charset, int rows) throws IOException {
    String mark = charset.equals("UTF-8") ? "" : "\ufeff";
    byte[] whole =
        (mark + "name,x\n" + "Müller,1\n".repeat(rows) + "a,€").getBytes(Charset.forName(charset));
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    int last = "€".getBytes(Charset.forName(charset)).length;
    assertThat(Written.in(folder, cut).refused())
        .isEqualTo(
            """
            error: the file ends within a character: it was cut off
              cause: DIR/t.csv, its last line, byte %d of its %s text
              kept:  nothing was changed
              try:   get the whole file again%s\
            """
                .formatted(
                    whole.length - last,
                    charset,
                    mark.isEmpty()
                        ? "; if this is all of it: --set data.encoding=windows-1252, or what it is written in"
                        : ""));
  }

  @Test
  void aTextOfAnotherCharsetIsNotSaidToBeCutOff() throws IOException {
    byte[] latin = "name,x\nM\u00fcller,1\na,\u00e9".getBytes(TextLook.WINDOWS_1252);
    assertThat(Written.in(folder, latin).refused("encoding", "utf-8"))
        .startsWith("error: the file is not UTF-8 text\n");
  }
}
