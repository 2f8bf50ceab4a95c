package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.Dialect;
import io.lockstep.config.LossSpec;
import io.lockstep.config.Source;
import io.lockstep.data.Encoding.Table;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files without a header, in another dialect than the one of training, and pipes.
final class OtherFilesTest {

  private static final String FLOWERS = "5.1,3.5,a\n4.9,3.0,b\n6.1,2.9,a\n5.9,3.1,b\n";

  @TempDir Path folder;

  private LoadedData load(Sections sections) {
    return Loading.load(sections.section(), folder, 1, LossSpec.CROSS_ENTROPY);
  }

  private Path write(String file, String content) throws IOException {
    return Files.writeString(folder.resolve(file), content);
  }

  @Test
  void withoutAHeaderTheLabelIsNamedByNumberAndNoRowIsEaten() throws IOException {
    write("t.csv", FLOWERS);
    write("u.csv", FLOWERS);
    LoadedData data =
        load(
            Sections.csv("t.csv", "2")
                .test(new Source.Csv("u.csv", "2"))
                .stating("header", "false"));
    assertThat(data.train().count()).isEqualTo(4);
    assertThat(data.test().orElseThrow().count()).isEqualTo(4);
    assertThat(data.encoding().classNames()).containsExactly("a", "b");
    assertThat(((Table) data.encoding().features()).columns())
        .extracting(Encoding.Column::name)
        .containsExactly("0", "1");
  }

  @Test
  void aModelOfAFileWithoutAHeaderReadsSuchFilesAndMindsTheNumberOfColumns() throws IOException {
    write("t.csv", "a,5.1,3.5,9\nb,4.9,3.0,8\na,6.1,2.9,7\nb,5.9,3.1,6\n");
    Encoding learnt =
        load(Sections.csv("t.csv", "0").ignoring("3").stating("header", "false")).encoding();
    Encoding encoding = Encoding.fromMap(learnt.toMap());
    assertThat(encoding).isEqualTo(learnt);
    assertThat(encoding.encodeUnlabelled(write("n.csv", "?,5,3,1\n?,4,3,1\n")).examples().count())
        .isEqualTo(2);
    Path shifted = write("s.csv", "5,3,1\n4,3,1\n");
    assertThat(Refusals.block(folder, () -> encoding.encodeUnlabelled(shifted)))
        .isEqualTo(
            """
            error: the file has 3 columns, this model learnt from 4, which it finds by number
              cause: DIR/s.csv
              kept:  nothing was changed
              try:   give all 4 columns in the order of the training data\
            """);
  }

  @Test
  void aHeaderIsPassedOverWhereAModelFindsColumnsByNumber() throws IOException {
    write("t.csv", FLOWERS);
    Encoding encoding = load(Sections.csv("t.csv", "2").stating("header", "false")).encoding();
    Path named = write("n.csv", "long,wide\n5,3\n4,3\n");
    Encoding passing = encoding.readingAs(Dialect.of(Map.of("header", "true")));
    assertThat(passing.encodeUnlabelled(named).examples().count()).isEqualTo(2);
    assertThat(Refusals.block(folder, () -> encoding.encodeUnlabelled(named)))
        .isEqualTo(
            """
            error: column '0': 'long' is not a number
              cause: DIR/n.csv:1
              kept:  nothing was changed
              try:   fix the cell, or leave it empty when the value is missing; if this line names the columns: --set data.header=true\
            """);
  }

  @Test
  void aFileWithoutNamesIsGivenThemWhereAModelFindsColumnsByName() throws IOException {
    write("t.csv", "length,width,kind\n5.1,3.5,a\n4.9,3.0,b\n6.1,2.9,a\n5.9,3.1,b\n");
    Encoding encoding = load(Sections.csv("t.csv", "kind")).encoding();
    Path nameless = write("n.csv", "5;3\n4;3\n");
    Encoding reading = encoding.readingAs(Dialect.of(Map.of("header", "false")));
    assertThat(Refusals.block(folder, () -> reading.encodeUnlabelled(nameless)))
        .isEqualTo(
            """
            error: the file is read without a header, and this model finds its columns by name
              cause: DIR/n.csv:1
              kept:  nothing was changed
              try:   if its first line names them, leave data.header=false out; else put their names before it, in the order of its columns: (echo 'length;width'; cat DIR/n.csv) | lockstep predict MODEL -\
            """);
    Path followed = write("f.csv", "length;width\n5;3\n4;3\n");
    assertThat(encoding.encodeUnlabelled(followed).examples().count()).isEqualTo(2);
  }

  @Test
  void aLabelThatIsTheLastColumnMayBeAbsent() throws IOException {
    write("t.csv", FLOWERS);
    Encoding encoding = load(Sections.csv("t.csv", "2").stating("header", "false")).encoding();
    assertThat(encoding.encodeUnlabelled(write("n.csv", "5,3\n")).examples().count()).isEqualTo(1);
  }

  @Test
  void whatIsStatedIsKeptWithTheModelAndTheRestIsLookedForAgain() throws IOException {
    write("t.csv", "x;y\n0,5;a\n1,5;b\n");
    Encoding encoding = load(Sections.csv("t.csv", "y").stating("encoding", "utf-8")).encoding();
    assertThat(((Table) encoding.features()).rules().dialect())
        .isEqualTo(Dialect.of(Map.of("encoding", "UTF-8")));
    float first =
        Sections.features(encoding.encodeUnlabelled(write("n.csv", "x;z\n0,5;1\n")).examples(), 0)[
            0];
    float second =
        Sections.features(
            encoding.encodeUnlabelled(write("n.csv", "x\tz\n0.5\t1\n")).examples(), 0)[0];
    assertThat(second).isEqualTo(first);
  }

  @Test
  void inAFileOfOneColumnABlankLineGetsItsPrediction() throws IOException {
    write("t.csv", "x,y\n0.1,a\n3.5,b\n0.2,a\n3.6,b\n");
    Encoding encoding = load(Sections.csv("t.csv", "y")).encoding();
    EncodedFile file = encoding.encodeUnlabelled(write("n.csv", "x\n0.1\n\n3.4\n0.2\n"));
    assertThat(file.examples().count()).isEqualTo(4);
    assertThat(file.notes()).contains("n.csv: rows without a value: 1 blank line");
  }

  @Test
  void standardInputAndPipesAreReadOnceAndNotTwice() throws Exception {
    write("t.csv", FLOWERS);
    Encoding encoding = load(Sections.csv("t.csv", "2").stating("header", "false")).encoding();
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("5\t3\n4\t3\n".getBytes(StandardCharsets.UTF_8)));
    try {
      EncodedFile file = encoding.encodeUnlabelled(Path.of("-"));
      assertThat(file.examples().count()).isEqualTo(2);
      assertThat(file.notes())
          .containsExactly("standard input is read as: cells separated by tabs");
      System.setIn(new ByteArrayInputStream("5,3,a\n".getBytes(StandardCharsets.UTF_8)));
      Encoding reading = encoding.readingAs(Dialect.of(Map.of("header", "true")));
      assertThat(Refusals.block(folder, () -> reading.encodeUnlabelled(Path.of("-"))))
          .startsWith("error: the file has a header and no rows\n  cause: standard input\n");
      System.setIn(closed());
      assertThat(Refusals.block(folder, () -> encoding.encodeUnlabelled(Path.of("-"))))
          .isEqualTo(
              """
              error: the data file cannot be read: standard input is closed
                cause: standard input
                kept:  nothing was changed
                try:   open it before the command begins\
              """);
    } finally {
      System.setIn(before);
    }
    Path pipe = pipe();
    Thread writer = writing(pipe, FLOWERS);
    assertThat(encoding.encodeLabelled(LossSpec.CROSS_ENTROPY, pipe).examples().count())
        .isEqualTo(4);
    writer.join();
    assertThat(Refusals.block(folder, () -> load(Sections.csv("pipe", "2"))))
        .isEqualTo(
            """
            error: a pipe cannot be read twice, which is needed here
              cause: DIR/pipe (data.train.csv)
              kept:  nothing was changed
              try:   write it to a file first, and give that: cat > data.csv\
            """);
  }

  @Test
  void imagesComeThroughAPipe() throws Exception {
    Files.write(folder.resolve("images"), IdxRefusalTest.idx(new byte[8], 2, 2, 2));
    Files.write(folder.resolve("labels"), IdxRefusalTest.idx(new byte[] {0, 1}, 2));
    Encoding encoding = load(Sections.of(new Source.Idx("images", "labels"))).encoding();
    Path pipe = pipe();
    Thread writer =
        writing(pipe, Files.readString(folder.resolve("images"), StandardCharsets.ISO_8859_1));
    assertThat(encoding.encodeUnlabelled(pipe).examples().count()).isEqualTo(2);
    writer.join();
  }

  /// What a shell leaves to a command with `<&-`.
  private static InputStream closed() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException("Bad file descriptor");
      }
    };
  }

  private Path pipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    Process made = new ProcessBuilder(List.of("mkfifo", pipe.toString())).start();
    assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return pipe;
  }

  private static Thread writing(Path pipe, String content) {
    return Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            Files.writeString(pipe, content, StandardCharsets.ISO_8859_1);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
