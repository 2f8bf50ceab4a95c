package io.lockstep.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What a file is that is no table and cannot be read, by its first bytes or characters.
///
/// @param name with its article, such as `an Excel workbook`
/// @param remedy how to make a file of it that can be read; FILE stands for it and NEW for what is
///   made
record FileKind(String name, String remedy) {

  private static final String SAVE_AS =
      "save it as CSV: libreoffice --headless --convert-to csv FILE";
  private static final String NO_TABLE = "give a table as CSV, or images as IDX";

  /// Bytes at an offset.
  private record Magic(int offset, byte[] bytes, FileKind kind) {
    boolean begins(byte[] head) {
      int to = offset + bytes.length;
      return to <= head.length && Arrays.equals(head, offset, to, bytes, 0, bytes.length);
    }
  }

  private record Words(Pattern pattern, FileKind kind) {}

  private static final FileKind ZIP = packed("a zip archive", "unzip -p");

  private static final List<Magic> MAGICS =
      List.of(
          hex("1f8b", packed("gzip inside gzip", "gzip -dc")),
          hex("fd377a585a00", packed("an xz file", "xz -dc")),
          hex("28b52ffd", packed("a zstd file", "zstd -dc")),
          hex("04224d18", packed("an lz4 file", "lz4 -dc")),
          hex("1f9d", packed("a compress file (.Z)", "gzip -dc")),
          hex("377abcaf271c", packed("a 7z archive", "7z x -so")),
          text("BZh", packed("a bzip2 file", "bzip2 -dc")),
          text("LZIP", packed("an lzip file", "lzip -dc")),
          text("Rar!", packed("a RAR archive", "unrar p -inul")),
          new Magic(257, bytes("ustar"), packed("a tar archive", "tar -xOf")),
          hex(
              "d0cf11e0a1b11ae1",
              new FileKind("an old Office file, such as an Excel .xls", SAVE_AS)),
          text("PAR1", pandas("a Parquet file", "parquet")),
          text("ARROW1", pandas("an Arrow file", "feather")),
          text("FEA1", pandas("a Feather file", "feather")),
          text("ORC", pandas("an ORC file", "orc")),
          hex("894844460d0a1a0a", pandas("an HDF5 file", "hdf")),
          text("<stata_dta>", pandas("a Stata file", "stata")),
          text("$FL2", pandas("an SPSS file", "spss")),
          text("Obj\1", new FileKind("an Avro file", "avro-tools tojson, then write CSV of it")),
          text(
              "SQLite format 3\0",
              new FileKind(
                  "an SQLite database", "sqlite3 -header -csv FILE 'SELECT * FROM TABLE' > NEW")),
          hex(
              "934e554d5059",
              new FileKind(
                  "a NumPy array",
                  "python3 -c \"import numpy; numpy.savetxt('NEW', numpy.load('FILE'),"
                      + " delimiter=',')\"")),
          hex("8002", pandas("a Python pickle", "pickle")),
          hex("8003", pandas("a Python pickle", "pickle")),
          hex("8004", pandas("a Python pickle", "pickle")),
          hex("8005", pandas("a Python pickle", "pickle")),
          text("MATLAB 5.0", new FileKind("a MATLAB file", "save the table with writetable")),
          text("RDX", new FileKind("an R data file", "write the table with write.csv")),
          hex("580a000000", new FileKind("an R data file", "write the table with write.csv")),
          text("%PDF", new FileKind("a PDF document", NO_TABLE)),
          text("{\\rtf", new FileKind("an RTF document", NO_TABLE)),
          hex("89504e470d0a1a0a", new FileKind("a PNG image", NO_TABLE)),
          hex("ffd8ff", new FileKind("a JPEG image", NO_TABLE)),
          text("GIF8", new FileKind("a GIF image", NO_TABLE)),
          hex("49492a00", new FileKind("a TIFF image", NO_TABLE)),
          hex("4d4d002a", new FileKind("a TIFF image", NO_TABLE)),
          text("RIFF", new FileKind("a RIFF file (WebP, WAV, AVI)", NO_TABLE)),
          hex("7f454c46", new FileKind("a program", NO_TABLE)),
          hex("00051607", new FileKind("a macOS resource file", "give the file without ._ before")),
          text("Salted__", new FileKind("an encrypted file", "decrypt it first")));

  private static final List<Words> WORDS =
      List.of(
          words(
              "version https://git-lfs\\.github\\.com/",
              "a Git LFS pointer, not the data themselves",
              "git lfs pull, in the repository that it came with"),
          words(
              "(outs|deps):\\s*\\n\\s*- (md5|hash|path)",
              "a DVC pointer, not the data themselves",
              "dvc pull, in the repository that it came with"),
          words(
              "(<!--.*?-->\\s*)*<(!doctype html|html|head|body|meta|script|title|div|pre|center|h[1-6]|p)\\b",
              "an HTML page, not the data themselves",
              "download the file behind the page: curl -fL -o NEW ADDRESS"),
          words("<\\?xml|<[a-z:]+( [^<>]*)?>[\\r\\n ]*<", "an XML file", "write its table as CSV"),
          words(
              "[\\[{]\\s*([\\[{\"]|-?[0-9]+\\s*[,\\]])",
              "a JSON file",
              "python3 -c \"import pandas; pandas.read_json('FILE').to_csv('NEW', index=False)\"; with"
                  + " an object a line: read_json('FILE', lines=True)"),
          words(
              "[-+]?[0-9.]+( [0-9]+:[-+0-9.eE]+)+\\s",
              "a LibSVM file",
              "python3 -c \"import pandas, sklearn.datasets as d; x, y = d.load_svmlight_file('FILE');"
                  + " t = pandas.DataFrame(x.toarray()); t['label'] = y; t.to_csv('NEW', index=False)\""),
          words(
              "[^\\n]*\\|[^\\n]*\\n\\|?[ \\t]*:?-{2,}:?[ \\t]*\\|[-:| \\t]*\\r?\\n",
              "a Markdown table",
              "remove its second line: sed 2d FILE > NEW"),
          words(
              "(--[^\\n]*\\n\\s*|/\\*.*?\\*/;?\\s*)*(insert into|create table|drop table|begin;|set sql_mode)\\b",
              "an SQL dump",
              "load it into a database, and write its table as CSV"),
          words(
              "(%[^\\n]*\\n|\\s)*@relation\\b",
              "an ARFF file", "remove the lines down to @data, and state data.header: false"),
          words(
              "(#[^\\n]*\\n|\\s)*(run|data|model|train):.*\\n(model|train|data):",
              "a configuration, not the data themselves",
              "give the data here, and the configuration to lockstep train"),
          words("-----BEGIN ", "a key or a certificate", NO_TABLE));

  static Optional<FileKind> of(byte[] head) {
    if (begins(head, "PK\3\4") || begins(head, "PK\5\6")) {
      return Optional.of(zip(head));
    }
    if (isIdx(head)) {
      return Optional.of(
          new FileKind(
              "an IDX file of " + (head[3] == 1 ? "labels" : "images"),
              "name it in data.train: { images: FILE, labels: FILE }"));
    }
    if (isRowsOfText(head)) {
      return Optional.empty();
    }
    return MAGICS.stream().filter(magic -> magic.begins(head)).map(Magic::kind).findFirst();
  }

  /// Two zero bytes, a type of the format, and a number of dimensions.
  private static boolean isIdx(byte[] head) {
    return head.length >= 8
        && head[0] == 0
        && head[1] == 0
        && (head[2] == 8 || head[2] == 9 || head[2] >= 0x0b && head[2] <= 0x0e)
        && head[3] >= 1
        && head[3] <= 4;
  }

  /// A column may be named `PAR1`: printable characters and something between cells are a table.
  private static boolean isRowsOfText(byte[] head) {
    boolean parted = false;
    for (int i = 0; i < Math.min(head.length, 512); i++) {
      parted |= ",;\t|".indexOf(head[i]) >= 0;
      if (head[i] < ' ' && "\t\r\n".indexOf(head[i]) < 0) {
        return false;
      }
    }
    return parted;
  }

  /// @param text the first characters of a text
  static Optional<FileKind> of(String text) {
    String stripped = text.stripLeading();
    return WORDS.stream()
        .filter(words -> words.pattern().matcher(stripped).lookingAt())
        .map(Words::kind)
        .findFirst();
  }

  /// What the first entry of a zip archive says of all.
  private static FileKind zip(byte[] head) {
    String names = new String(head, StandardCharsets.ISO_8859_1);
    if (names.contains("[Content_Types].xml") || names.contains("xl/")) {
      boolean excel = names.contains("xl/") || !names.contains("word/");
      return new FileKind(excel ? "an Excel workbook" : "an Office document", SAVE_AS);
    }
    if (names.contains("application/vnd.oasis")) {
      return new FileKind("an OpenDocument file", SAVE_AS);
    }
    if (names.contains(".npy")) {
      return new FileKind(
          "NumPy arrays (npz)",
          "python3 -c \"import numpy; print(numpy.load('FILE').files)\", then write one with"
              + " numpy.savetxt");
    }
    return ZIP;
  }

  /// The remedy for one file.
  ///
  /// @param exists tells whether a path is taken, so that the remedy overwrites nothing
  String remedy(String path, Predicate<String> exists) {
    String bare = path.replaceFirst("\\.(gz|zip|xz|zst|bz2|lz4|7z|rar|tar|Z|lz)$", "");
    String stem = path.replaceFirst("\\.[A-Za-z0-9]{1,8}$", "");
    String made = bare.equals(path) ? stem + ".csv" : bare;
    for (int i = 2; exists.test(made); i++) {
      made = stem.replaceFirst("\\.csv$", "") + "-" + i + ".csv";
    }
    return remedy
        .replace("'FILE'", "'" + path + "'")
        .replace("'NEW'", "'" + made + "'")
        .replace("FILE", shell(path))
        .replace("NEW", shell(made));
  }

  private static String shell(String path) {
    return path.matches("[\\w./+,:@%-]+") ? path : "'" + path + "'";
  }

  private static FileKind packed(String name, String command) {
    return new FileKind(name, "unpack it: " + command + " FILE > NEW");
  }

  private static FileKind pandas(String name, String format) {
    return new FileKind(
        name,
        "python3 -c \"import pandas; pandas.read_%s('FILE').to_csv('NEW', index=False)\""
            .formatted(format));
  }

  private static Magic hex(String hex, FileKind kind) {
    return new Magic(0, HexFormat.of().parseHex(hex), kind);
  }

  private static Magic text(String text, FileKind kind) {
    return new Magic(0, bytes(text), kind);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean begins(byte[] head, String text) {
    return new Magic(0, bytes(text), ZIP).begins(head);
  }

  private static Words words(String pattern, String name, String remedy) {
    return new Words(
        Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL),
        new FileKind(name, remedy));
  }
}
