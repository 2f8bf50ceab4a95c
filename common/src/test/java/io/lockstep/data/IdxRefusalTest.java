package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.config.LossSpec;
import io.lockstep.config.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole block that a user sees, for each way an IDX file can be bad.
final class IdxRefusalTest {

  @TempDir Path folder;

  @BeforeEach
  void labelsOfTwo() throws IOException {
    write("labels", idx(new byte[] {0, 1}, 2));
  }

  @Test
  void aHeaderThatClaimsMoreThanTheFileHoldsIsRefusedBeforeAnyMemoryIsTaken() throws IOException {
    write("images", idx(new byte[8], 2_000_000_000, 28, 28));
    assertThat(block())
        .isEqualTo(
            """
            error: the IDX header claims 2000000000 x 28 x 28 = 1568000000000 bytes, up to byte 1568000000016; the file ends at byte 24
              cause: DIR/images
              kept:  nothing was changed
              try:   get the file again\
            """);
  }

  @Test
  void aHeaderThatClaimsLessThanTheFileHoldsIsRefused() throws IOException {
    write("images", idx(new byte[12], 2, 2, 2));
    assertThat(block())
        .isEqualTo(
            """
            error: the IDX header claims 2 x 2 x 2 = 8 bytes, up to byte 24; the file goes on
              cause: DIR/images
              kept:  nothing was changed
              try:   get the file again\
            """);
  }

  @Test
  void aGzippedHeaderThatClaimsMoreThanGzipCanHoldIsRefusedBeforeReading() throws IOException {
    byte[] packed = gzip(idx(new byte[8], 2_000_000_000, 28, 28));
    write("images", packed);
    assertThat(block())
        .isEqualTo(
            """
            error: the IDX header claims 2000000000 x 28 x 28 = 1568000000000 bytes, %d gzipped bytes cannot hold that
              cause: DIR/images
              kept:  nothing was changed
              try:   get the file again\
            """
                .formatted(packed.length));
  }

  @Test
  void aGzippedHeaderThatClaimsABitMoreOrLessIsRefused() throws IOException {
    write("images", gzip(idx(new byte[7], 2, 2, 2)));
    assertThat(block())
        .isEqualTo(
            """
            error: the IDX header claims 2 x 2 x 2 = 8 bytes, up to byte 24; the file ends at byte 23
              cause: DIR/images
              kept:  nothing was changed
              try:   get the file again\
            """);
    write("images", gzip(idx(new byte[9], 2, 2, 2)));
    assertThat(block())
        .isEqualTo(
            """
            error: the IDX header claims 2 x 2 x 2 = 8 bytes, up to byte 24; the file goes on
              cause: DIR/images
              kept:  nothing was changed
              try:   get the file again\
            """);
  }

  @Test
  void gzipCutOffAnywhereIsRefused() throws IOException {
    byte[] whole = gzip(idx(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2));
    for (int length = 3; length < whole.length; length++) {
      write("images", Arrays.copyOf(whole, length));
      assertThat(block())
          .as("cut to %d of %d bytes", length, whole.length)
          .isEqualTo(
              """
              error: the gzip data end early, at byte %d: the file is cut off
                cause: DIR/images
                kept:  nothing was changed
                try:   get the file again\
              """
                  .formatted(length));
    }
  }

  @Test
  void gzipWithAFlippedBitIsRefused() throws IOException {
    byte[] packed = gzip(idx(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2));
    packed[packed.length - 6] ^= 1;
    write("images", packed);
    assertThat(block())
        .isEqualTo(
            """
            error: the gzip data are damaged at byte 33: the checksum does not match
              cause: DIR/images
              kept:  nothing was changed
              try:   get the file again\
            """);
  }

  @Test
  void aFileThatIsNotIdxIsRefused() throws IOException {
    write("images", "a,b\n1,2\n".getBytes());
    assertThat(block())
        .isEqualTo(
            """
            error: not IDX: the file is a text
              cause: DIR/images (data.train.images)
              kept:  nothing was changed
              try:   a table is named by data.train: { csv: FILE, label: COLUMN }\
            """);
  }

  @Test
  void otherTypesDimensionsAndSizesAreRefused() throws IOException {
    write("images", new byte[] {0, 0, 0x0d, 1, 0, 0, 0, 1, 0, 0, 0, 0});
    assertThat(block()).contains("floats (type 0x0d), only unsigned bytes (type 0x08) are read");
    write("images", new byte[] {0, 0, 8, 9, 0, 0, 0, 1});
    assertThat(block()).contains("it claims 9 dimensions");
    write("images", new byte[] {0, 0, 8, 3, 0, 0});
    assertThat(block()).contains("it ends inside its header");
    write("images", idx(new byte[0], -1, 2, 2));
    assertThat(block()).contains("dimension 1 is 4294967295");
    write("images", idx(new byte[0], 2, 0, 2));
    assertThat(block()).contains("dimension 2 is 0");
    write("images", idx(new byte[0], 2, 2_000_000_000, 2_000_000_000));
    assertThat(block()).contains("one example would have more than 100000000 bytes");
  }

  @Test
  void filesWithoutExamplesAreEmptyData() throws IOException {
    write("images", idx(new byte[0], 0, 2, 2));
    assertThat(block())
        .isEqualTo(
            """
            error: the IDX file holds no examples
              cause: DIR/images
              kept:  nothing was changed
              try:   give a file with at least one example\
            """);
    write("images", new byte[0]);
    assertThat(block()).startsWith("error: the data file is empty (0 bytes)\n");
  }

  @Test
  void asManyLabelsAsImagesAreNeeded() throws IOException {
    write("images", idx(new byte[12], 3, 2, 2));
    assertThat(block())
        .isEqualTo(
            """
            error: 3 images, but 2 labels
              cause: DIR/images, DIR/labels
              kept:  nothing was changed
              try:   give the images and labels of one set\
            """);
  }

  @Test
  void imagesInThePlaceOfLabelsAreRefused() throws IOException {
    write("images", idx(new byte[8], 2, 2, 2));
    write("labels", idx(new byte[8], 2, 2, 2));
    assertThat(block())
        .isEqualTo(
            """
            error: images where labels belong: the IDX file holds 2 x 2 x 2 numbers
              cause: DIR/labels
              kept:  nothing was changed
              try:   are data.train.images and data.train.labels swapped?\
            """);
  }

  @Test
  void labelsInThePlaceOfImagesAreRefused() throws IOException {
    write("images", idx(new byte[] {0, 1}, 2));
    assertThat(block())
        .isEqualTo(
            """
            error: labels where images belong: the IDX file has one number for each of 2 examples
              cause: DIR/images
              kept:  nothing was changed
              try:   are data.train.images and data.train.labels swapped?\
            """);
  }

  @Test
  void labelsOfSeveralNumbersAreRefused() throws IOException {
    write("images", idx(new byte[8], 2, 2, 2));
    write("labels", idx(new byte[6], 2, 3));
    assertThat(block())
        .isEqualTo(
            """
            error: a file of labels has one dimension, this one has 2: 2 x 3
              cause: DIR/labels
              kept:  nothing was changed
              try:   write one number for each example, the one of its class\
            """);
  }

  @Test
  void otherFilesInThePlaceOfImagesAreCalledByTheirName() throws IOException {
    write("images", new byte[] {3, 8, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0});
    assertThat(block())
        .startsWith("error: the IDX header has its bytes in reverse (little-endian)\n");
    write("images", gzip(gzip(idx(new byte[8], 2, 2, 2))));
    assertThat(block()).startsWith("error: not IDX: the file is gzip inside gzip\n");
    write("images", gzip("<!DOCTYPE html><p>403".getBytes()));
    assertThat(block())
        .startsWith("error: not IDX: the file is an HTML page, not the data themselves\n");
    write("images", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
    assertThat(block()).startsWith("error: not IDX: the file is a PNG image\n");
  }

  @Test
  void otherFilesInThePlaceOfLabelsAreCalledByTheirName() throws IOException {
    write("images", idx(new byte[8], 2, 2, 2));
    write("labels", new byte[] {0, 0, 0x0d, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0x3f, (byte) 0x80, 0, 0});
    assertThat(block())
        .isEqualTo(
            """
            error: the IDX file holds floats (type 0x0d), only unsigned bytes (type 0x08) are read
              cause: DIR/labels
              kept:  nothing was changed
              try:   write its numbers as bytes from 0 to 255\
            """);
    write("labels", new byte[] {1, 8, 0, 0, 2, 0, 0, 0, 0, 1});
    assertThat(block())
        .startsWith(
            "error: the IDX header has its bytes in reverse (little-endian)\n  cause: DIR/labels\n");
    write("labels", gzip(gzip(idx(new byte[] {0, 1}, 2))));
    assertThat(block())
        .startsWith(
            "error: not IDX: the file is gzip inside gzip\n  cause: DIR/labels (data.train.labels)\n");
    write("labels", gzip("<!DOCTYPE html><p>403".getBytes()));
    assertThat(block())
        .startsWith(
            "error: not IDX: the file is an HTML page, not the data themselves\n  cause: DIR/labels (data.train.labels)\n");
  }

  @Test
  void imagesOfAnotherSizeDoNotFitTheModel() throws IOException {
    write("images", idx(new byte[8], 2, 2, 2));
    write("other", idx(new byte[18], 2, 3, 3));
    assertThat(refused(learntFrom("images"), "other"))
        .isEqualTo(
            """
            error: the images are 3 x 3, this model learnt from 2 x 2
              cause: DIR/other
              kept:  nothing was changed
              try:   give images of 2 x 2\
            """);
  }

  @Test
  void imagesOfAnotherSizeInTheTestPartAreRefusedWithBothSizes() throws IOException {
    write("images", idx(new byte[32], 2, 4, 4));
    write("other", idx(new byte[50], 2, 5, 5));
    assertThat(block(Sections.of(source()).test(new Source.Idx("other", "labels"))))
        .isEqualTo(
            """
            error: the images are 5 x 5, this model learnt from 4 x 4
              cause: DIR/other
              kept:  nothing was changed
              try:   give images of 4 x 4\
            """);
  }

  @Test
  void imagesWithOtherChannelsAreToldHowToConvertThem() throws IOException {
    write("color", idx(new byte[24], 2, 2, 2, 3));
    write("gray", idx(new byte[8], 2, 2, 2));
    assertThat(refused(learntFrom("color"), "gray"))
        .isEqualTo(
            """
            error: the images are 2 x 2, this model learnt from 2 x 2 x 3
              cause: DIR/gray
              kept:  nothing was changed
              try:   give images of 2 x 2 x 3: write the gray of a pixel once for each channel\
            """);
    assertThat(refused(learntFrom("gray"), "color"))
        .isEqualTo(
            """
            error: the images are 2 x 2 x 3, this model learnt from 2 x 2
              cause: DIR/color
              kept:  nothing was changed
              try:   give images of 2 x 2: the channels of a pixel follow one another; gray is 0.299 red + 0.587 green + 0.114 blue\
            """);
  }

  @Test
  void aTestLabelThatTrainingNeverHeldIsNamedByItsPlace() throws IOException {
    write("images", idx(new byte[8], 2, 2, 2));
    write("test-labels", idx(new byte[] {1, 7}, 2));
    Sections section = Sections.of(source()).test(new Source.Idx("images", "test-labels"));
    assertThat(block(section))
        .isEqualTo(
            """
            error: label 'label' holds the class '7', which the training data do not have
              cause: DIR/test-labels, label 2
              kept:  nothing was changed
              try:   fix the label; the classes are: 0, 1\
            """);
  }

  private Encoding learntFrom(String images) {
    Sections sections = Sections.of(new Source.Idx(images, "labels"));
    return Loading.load(sections.section(), folder, 1, LossSpec.CROSS_ENTROPY).encoding();
  }

  private String refused(Encoding encoding, String images) {
    return Refusals.block(folder, () -> encoding.encodeUnlabelled(folder.resolve(images)));
  }

  private static Source source() {
    return new Source.Idx("images", "labels");
  }

  static byte[] idx(byte[] content, int... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + content.length);
    bytes.put(new byte[] {0, 0, 8, (byte) shape.length});
    Arrays.stream(shape).forEach(bytes::putInt);
    return bytes.put(content).array();
  }

  static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
  }

  private String block() {
    return block(Sections.of(source()));
  }

  private String block(Sections section) {
    return new Refusals(folder).of(section, LossSpec.CROSS_ENTROPY);
  }
}
