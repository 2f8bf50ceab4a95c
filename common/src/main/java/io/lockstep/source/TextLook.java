package io.lockstep.source;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// How the characters of a text are written, by its first bytes: a byte order mark, zeros in every
/// other byte, valid UTF-8, or Western letters of one byte where nothing speaks against them.
///
/// @param charset what to decode with
/// @param markBytes length of the byte order mark in front
/// @param text the first characters; a character that is cut off at the end is left out
/// @param utf8Otherwise whether it is stated to be something else and is UTF-8 all the same
record TextLook(Charset charset, int markBytes, String text, boolean utf8Otherwise) {

  static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

  private static final int ZEROS_LOOKED_AT = 4096;

  private record Mark(Charset charset, int... bytes) {
    boolean begins(byte[] head) {
      for (int i = 0; i < bytes.length; i++) {
        if (i >= head.length || (head[i] & 0xff) != bytes[i]) {
          return false;
        }
      }
      return true;
    }
  }

  /// The longer ones first: one begins like another.
  private static final List<Mark> MARKS =
      List.of(
          new Mark(Charset.forName("UTF-32LE"), 0xff, 0xfe, 0, 0),
          new Mark(Charset.forName("UTF-32BE"), 0, 0, 0xfe, 0xff),
          new Mark(StandardCharsets.UTF_8, 0xef, 0xbb, 0xbf),
          new Mark(StandardCharsets.UTF_16LE, 0xff, 0xfe),
          new Mark(StandardCharsets.UTF_16BE, 0xfe, 0xff));

  /// Punctuation of Western texts of one byte a character, which touches letters of all kinds.
  private static final String PUNCTUATION =
      "\u2026\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u00a0\u00a1\u00ab\u00bb\u00bf";

  /// Signs of such texts that come behind or before letters, but not beside others of their kind.
  private static final String SIGNS =
      "\u2122\u00a9\u00aa\u00ae\u00b0\u00b2\u00b3\u00b4\u00b5\u00b7\u00b9\u00ba";

  /// Signs that touch no letter.
  private static final String MEASURES =
      "\u20ac\u00a2\u00a3\u00a5\u00a7\u00b1\u00bc\u00bd\u00be\u00d7\u00f7";

  private static final char APOSTROPHE = '\u2019';

  /// Why the characters cannot be told.
  sealed interface Doubt {

    /// @param zeroAt offset of the first zero byte; -1 when it is other bytes that are no text
    /// @param isText whether all but the zeros could be text
    record Binary(int zeroAt, boolean isText) implements Doubt {}

    /// @param at offset of the first byte that is not UTF-8
    record Unsure(int at, int value) implements Doubt {}

    /// It is stated to be what it is not.
    ///
    /// @param is what it is for sure; empty where it can only be told what it is not
    /// @param marked whether its byte order mark says so, and not its zeros
    record Contradiction(Charset stated, Optional<Charset> is, boolean marked) implements Doubt {}
  }

  /// Either a look or a doubt.
  record Outcome(Optional<TextLook> look, Optional<Doubt> doubt) {
    private static Outcome of(TextLook look) {
      return new Outcome(Optional.of(look), Optional.empty());
    }

    private static Outcome of(Doubt doubt) {
      return new Outcome(Optional.empty(), Optional.of(doubt));
    }
  }

  /// @param head the first bytes, perhaps cut off inside a character
  /// @param stated the charset that the configuration names
  static Outcome of(byte[] head, Optional<String> stated) {
    Optional<TextLook> sure = marked(head).or(() -> paired(head));
    if (stated.isPresent()) {
      return stated(head, Charset.forName(stated.get()), sure);
    }
    if (sure.isPresent()) {
      return Outcome.of(sure.get());
    }
    int zeroAt = indexOfZero(head);
    int controls = controls(head);
    if (zeroAt >= 0 || controls * 10 > head.length) {
      boolean isText = zeroAt > 0 && controls == 0 && isUtf8(head);
      return Outcome.of(new Doubt.Binary(zeroAt, isText));
    }
    int broken = brokenAt(head, StandardCharsets.UTF_8);
    if (broken < 0) {
      return Outcome.of(decoded(head, StandardCharsets.UTF_8, 0));
    }
    return isWestern(head)
        ? Outcome.of(decoded(head, WINDOWS_1252, 0))
        : Outcome.of(new Doubt.Unsure(broken, head[broken] & 0xff));
  }

  /// What the byte order mark says.
  private static Optional<TextLook> marked(byte[] head) {
    return MARKS.stream()
        .filter(mark -> mark.begins(head))
        .findFirst()
        .map(mark -> decoded(head, mark.charset(), mark.bytes().length));
  }

  /// What zeros in every other byte say.
  private static Optional<TextLook> paired(byte[] head) {
    int[] zeros = zeros(head);
    int pairs = Math.min(head.length, ZEROS_LOOKED_AT) / 2;
    if (zeros[1] * 4 > pairs && zeros[0] * 50 <= pairs) {
      return Optional.of(decoded(head, StandardCharsets.UTF_16LE, 0));
    }
    if (zeros[0] * 4 > pairs && zeros[1] * 50 <= pairs) {
      return Optional.of(decoded(head, StandardCharsets.UTF_16BE, 0));
    }
    return Optional.empty();
  }

  /// What is stated holds, unless it cannot be. A mark that belongs to it is no character.
  private static Outcome stated(byte[] head, Charset charset, Optional<TextLook> sure) {
    String name = charset.name().replaceFirst("^[xX]-", "").replaceFirst("-BOM$", "");
    boolean wide = name.startsWith("UTF-16") || name.startsWith("UTF-32");
    if (sure.isPresent()) {
      TextLook look = sure.get();
      return look.charset().name().startsWith(name)
          ? Outcome.of(look)
          : Outcome.of(
              new Doubt.Contradiction(charset, Optional.of(look.charset()), look.markBytes() > 0));
    }
    if (wide && indexOfZero(head) < 0) {
      return Outcome.of(new Doubt.Contradiction(charset, Optional.empty(), false));
    }
    int[] zeros = zeros(head);
    boolean little = name.equals("UTF-16") && zeros[1] > zeros[0];
    TextLook look = decoded(head, little ? StandardCharsets.UTF_16LE : charset, 0);
    boolean utf8 =
        !wide && !charset.equals(StandardCharsets.UTF_8) && !isAscii(head) && isUtf8(head);
    return Outcome.of(new TextLook(look.charset(), 0, look.text(), utf8));
  }

  private static boolean isAscii(byte[] head) {
    for (byte value : head) {
      if (value < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUtf8(byte[] head) {
    return brokenAt(head, StandardCharsets.UTF_8) < 0;
  }

  private static TextLook decoded(byte[] head, Charset charset, int from) {
    ByteBuffer bytes = ByteBuffer.wrap(head, from, head.length - from);
    CharBuffer chars = CharBuffer.allocate(head.length);
    charset
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .onUnmappableCharacter(CodingErrorAction.REPLACE)
        .decode(bytes, chars, false);
    return new TextLook(charset, from, chars.flip().toString(), false);
  }

  /// Zeros at even and at odd offsets.
  private static int[] zeros(byte[] head) {
    int[] zeros = new int[2];
    for (int i = 0; i < Math.min(head.length, ZEROS_LOOKED_AT); i++) {
      if (head[i] == 0) {
        zeros[i & 1]++;
      }
    }
    return zeros;
  }

  private static int indexOfZero(byte[] head) {
    for (int i = 0; i < head.length; i++) {
      if (head[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  private static int controls(byte[] head) {
    int controls = 0;
    for (byte value : head) {
      if (value > 0 && value < ' ' && "\t\r\n\f".indexOf(value) < 0) {
        controls++;
      }
    }
    return controls;
  }

  /// Offset of the first byte that is none of the charset, or -1.
  private static int brokenAt(byte[] head, Charset charset) {
    CharsetDecoder decoder = charset.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(head);
    boolean broken = decoder.decode(bytes, CharBuffer.allocate(head.length), false).isError();
    return broken ? bytes.position() : -1;
  }

  /// Most letters of a word are ASCII, and signs do not stand inside one. In other alphabets, and
  /// in other charsets of the West, it is not so.
  private static boolean isWestern(byte[] head) {
    if (brokenAt(head, WINDOWS_1252) >= 0) {
      return false;
    }
    String text = new String(head, WINDOWS_1252);
    int ascii = 0;
    int others = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isAsciiLetter(text, i)) {
        ascii++;
      } else if (isWesternLetter(c)) {
        others++;
      } else {
        ascii = 0;
        others = 0;
        if (c >= 0x80 && !isWesternSign(text, i)) {
          return false;
        }
      }
      if (others >= 2
          && !isWesternLetter(text, i + 1)
          && !isAsciiLetter(text, i + 1)
          && others > 2 * ascii) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWesternSign(String text, int at) {
    char c = text.charAt(at);
    boolean before = isAsciiLetter(text, at - 1);
    boolean after = isAsciiLetter(text, at + 1);
    if (PUNCTUATION.indexOf(c) >= 0) {
      return c == APOSTROPHE || !before || !after;
    }
    if (isOther(text, at - 1) || isOther(text, at + 1)) {
      return false;
    }
    return SIGNS.indexOf(c) >= 0
        ? !before || !after
        : MEASURES.indexOf(c) >= 0 && !before && !after;
  }

  /// A character that is neither ASCII nor punctuation.
  private static boolean isOther(String text, int at) {
    return at >= 0
        && at < text.length()
        && text.charAt(at) >= 0x80
        && PUNCTUATION.indexOf(text.charAt(at)) < 0;
  }

  private static boolean isAsciiLetter(String text, int at) {
    return at >= 0
        && at < text.length()
        && (text.charAt(at) | 0x20) >= 'a'
        && (text.charAt(at) | 0x20) <= 'z';
  }

  private static boolean isWesternLetter(String text, int at) {
    return at < text.length() && isWesternLetter(text.charAt(at));
  }

  private static boolean isWesternLetter(char c) {
    return c >= '\u00c0' && c <= '\u00ff' && c != '\u00d7' && c != '\u00f7';
  }
}
