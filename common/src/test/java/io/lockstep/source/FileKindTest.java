package io.lockstep.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said of a file that is given as CSV and is something else.
final class FileKindTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "fd377a585a000004, an xz file, unpack it: xz -dc DIR/t.csv > DIR/t-2.csv",
    "28b52ffd04000000, a zstd file, unpack it: zstd -dc DIR/t.csv > DIR/t-2.csv",
    "425a683931415926535900, a bzip2 file, unpack it: bzip2 -dc DIR/t.csv > DIR/t-2.csv",
    "04224d1864404100, an lz4 file, unpack it: lz4 -dc DIR/t.csv > DIR/t-2.csv",
    "1f9d9061, a compress file (.Z), unpack it: gzip -dc DIR/t.csv > DIR/t-2.csv",
    "377abcaf271c0004, a 7z archive, unpack it: 7z x -so DIR/t.csv > DIR/t-2.csv",
    "d0cf11e0a1b11ae10000, 'an old Office file, such as an Excel .xls',"
        + " save it as CSV: libreoffice --headless --convert-to csv DIR/t.csv",
    "504152311504, a Parquet file, 'python3 -c \"import pandas;"
        + " pandas.read_parquet(''DIR/t.csv'').to_csv(''DIR/t-2.csv'', index=False)\"'",
    "894844460d0a1a0a, an HDF5 file, 'python3 -c \"import pandas;"
        + " pandas.read_hdf(''DIR/t.csv'').to_csv(''DIR/t-2.csv'', index=False)\"'",
    "8004958a0000, a Python pickle, 'python3 -c \"import pandas;"
        + " pandas.read_pickle(''DIR/t.csv'').to_csv(''DIR/t-2.csv'', index=False)\"'",
    "934e554d505901007600, a NumPy array, 'python3 -c \"import numpy;"
        + " numpy.savetxt(''DIR/t-2.csv'', numpy.load(''DIR/t.csv''), delimiter='','')\"'",
    "53514c69746520666f726d6174203300, an SQLite database,"
        + " sqlite3 -header -csv DIR/t.csv 'SELECT * FROM TABLE' > DIR/t-2.csv",
    "255044462d312e370a25e2e3cfd3, a PDF document, 'give a table as CSV, or images as IDX'",
    "89504e470d0a1a0a0000, a PNG image, 'give a table as CSV, or images as IDX'",
    "ffd8ffe000104a46, a JPEG image, 'give a table as CSV, or images as IDX'",
    "000008030000003c00000004, an IDX file of images,"
        + " 'name it in data.train: { images: DIR/t.csv, labels: DIR/t.csv }'",
    "000008010000003c00010200, an IDX file of labels,"
        + " 'name it in data.train: { images: DIR/t.csv, labels: DIR/t.csv }'",
    "cafebabe0000004500, 'binary, of no known kind',"
        + " it begins with the bytes ca fe ba be 00 00 00 45; give CSV"
  })
  void binariesAreCalledByTheirName(String hex, String name, String remedy) throws IOException {
    assertThat(Written.in(folder, HexFormat.of().parseHex(hex)).refused())
        .isEqualTo(
            """
            error: not CSV: the file is %s
              cause: DIR/t.csv (data.train.csv)
              kept:  nothing was changed
              try:   %s\
            """
                .formatted(name, remedy));
  }

  @Test
  void textsThatAreNoTablesAreCalledByTheirName() throws IOException {
    assertThat(said("version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n"))
        .isEqualTo("a Git LFS pointer, not the data themselves");
    assertThat(said("outs:\n- md5: ab\n  path: d.csv\n"))
        .isEqualTo("a DVC pointer, not the data themselves");
    for (String page :
        new String[] {"<!DOCTYPE html>\n<p>", "\n <HTML lang=en>", "<!-- a --><head>"}) {
      assertThat(said(page)).isEqualTo("an HTML page, not the data themselves");
    }
    assertThat(said("<p>not found</p>")).isEqualTo("an HTML page, not the data themselves");
    assertThat(said("1 1:0.5 3:-2e1\n0 2:1\n")).isEqualTo("a LibSVM file");
    assertThat(said("<?xml version='1.0'?>\n<a/>")).isEqualTo("an XML file");
    for (String json :
        new String[] {
          "[{\"a\":1}]", "{\n  \"a\": [1, 2]}", "[[1,2],[3,4]]", "{\"a\":1}\n{\"a\":2}\n", "[1, 2]"
        }) {
      assertThat(said(json)).as(json).isEqualTo("a JSON file");
    }
    assertThat(said("% iris\n@RELATION iris\n@ATTRIBUTE a REAL\n@DATA\n1\n"))
        .isEqualTo("an ARFF file");
    assertThat(said("| x | y |\n|---|:-:|\n| 1 | a |\n")).isEqualTo("a Markdown table");
    assertThat(said("-- dump\nCREATE TABLE t (x INT);\n")).isEqualTo("an SQL dump");
    assertThat(said("INSERT INTO t VALUES (1, 'a');\n")).isEqualTo("an SQL dump");
    assertThat(said("run: { name: t }\ndata:\n  train: { csv: d.csv }\nmodel:\n"))
        .isEqualTo("a configuration, not the data themselves");
  }

  @Test
  void aPageInOtherCharactersOrPackedIsCalledByItsName() throws IOException {
    byte[] page = "<!DOCTYPE html>\n".repeat(3).getBytes(StandardCharsets.UTF_16LE);
    assertThat(said(page)).isEqualTo("an HTML page, not the data themselves");
    assertThat(said(gzip("<html><body>".getBytes())))
        .isEqualTo("an HTML page, not the data themselves");
    assertThat(said(gzip(gzip("a,b\n1,2\n".getBytes())))).isEqualTo("gzip inside gzip");
  }

  @Test
  void archivesAreCalledByWhatIsInThem() throws IOException {
    assertThat(said(zip("[Content_Types].xml", "xl/workbook.xml"))).isEqualTo("an Excel workbook");
    assertThat(new Written(folder.resolve("t.csv")).refused())
        .endsWith("try:   save it as CSV: libreoffice --headless --convert-to csv DIR/t.csv");
    assertThat(said(zip("[Content_Types].xml", "word/document.xml")))
        .isEqualTo("an Office document");
    assertThat(said(zip("x.npy"))).isEqualTo("NumPy arrays (npz)");
    assertThat(said(zip("d.csv"))).isEqualTo("a zip archive");
    assertThat(new Written(folder.resolve("t.csv")).refused())
        .endsWith("try:   unpack it: unzip -p DIR/t.csv > DIR/t-2.csv");
    byte[] tar = new byte[1024];
    System.arraycopy("ustar".getBytes(), 0, tar, 257, 5);
    tar[0] = 'd';
    assertThat(said(tar)).isEqualTo("a tar archive");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PAR1,y\n1,p\n",
        "ORC;y\n1;p\n",
        "RIFF\ty\n1\tp\n",
        "<TICKER>,<DATE>\nA,1\n",
        "<a>\t<b>\n1\t2\n",
        "[a],[b]\n1,2\n",
        "{a},{b}\n1,2\n",
        "data: a,model\n1,2\n",
        "BZh,y\n1,2\n",
        "a|b\n-|-\n",
        "create,table\n1,2\n"
      })
  void namesOfColumnsThatBeginLikeAnotherKindAreNames(String content) throws IOException {
    assertThat(Written.in(folder, content).read().rows()).hasSize(1);
  }

  @Test
  void aRemedyOverwritesNothing() throws IOException {
    Files.writeString(folder.resolve("d.csv"), "kept");
    Path packed = Files.write(folder.resolve("d.csv.xz"), HexFormat.of().parseHex("fd377a585a00"));
    assertThat(new Written(packed).refused()).endsWith("xz -dc DIR/d.csv.xz > DIR/d-2.csv");
    Files.delete(folder.resolve("d.csv"));
    assertThat(new Written(packed).refused()).endsWith("xz -dc DIR/d.csv.xz > DIR/d.csv");
  }

  private String said(String content) throws IOException {
    return said(content.getBytes(StandardCharsets.UTF_8));
  }

  private String said(byte[] content) throws IOException {
    String error = Written.in(folder, content).refused().lines().findFirst().orElseThrow();
    assertThat(error).startsWith("error: not CSV: the file is ");
    return error.substring("error: not CSV: the file is ".length());
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(packed)) {
      for (String name : names) {
        out.putNextEntry(new ZipEntry(name));
        out.write(1);
      }
    }
    return packed.toByteArray();
  }
}
