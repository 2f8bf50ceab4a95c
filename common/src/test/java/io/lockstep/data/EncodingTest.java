package io.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.config.LossSpec;
import io.lockstep.config.Source;
import io.lockstep.failure.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EncodingTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void aTableEncodingGoesThroughJsonAndEncodesRawRowsTheSame() throws IOException {
    Files.writeString(
        folder.resolve("t.csv"), "a,c,y\n0.1,u,p\n0.7,?,q\n1e-7,v,p\n3.3333333333333335,u,r\n");
    LoadedData data =
        Loading.load(Sections.csv("t.csv", "y").section(), folder, 1, LossSpec.CROSS_ENTROPY);
    Encoding read = throughJson(data.encoding());
    assertThat(read).isEqualTo(data.encoding());
    Examples labelled =
        read.encodeLabelled(LossSpec.CROSS_ENTROPY, folder.resolve("t.csv")).examples();
    for (int i = 0; i < 4; i++) {
      assertThat(Sections.features(labelled, i)).isEqualTo(Sections.features(data.train(), i));
      assertThat(Sections.target(labelled, i)).isEqualTo(Sections.target(data.train(), i));
    }
    Files.writeString(folder.resolve("new.csv"), "c,a\nu,0.1\n");
    Examples unlabelled = read.encodeUnlabelled(folder.resolve("new.csv")).examples();
    assertThat(Sections.features(unlabelled, 0)).isEqualTo(Sections.features(data.train(), 0));
    assertThat(Sections.target(unlabelled, 0)).isNaN();
  }

  @Test
  void aPixelEncodingGoesThroughJsonAndEncodesRawImagesTheSame() throws IOException {
    byte[] pixels = new byte[512];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    Files.write(folder.resolve("images"), IdxRefusalTest.idx(pixels, 2, 16, 16));
    Files.write(folder.resolve("labels"), IdxRefusalTest.idx(new byte[] {5, 3}, 2));
    LoadedData data =
        Loading.load(
            Sections.of(new Source.Idx("images", "labels")).section(),
            folder,
            1,
            LossSpec.CROSS_ENTROPY);
    Encoding read = throughJson(data.encoding());
    assertThat(read).isEqualTo(data.encoding());
    assertThat(read.classNames()).containsExactly("3", "5");
    Examples unlabelled = read.encodeUnlabelled(folder.resolve("images")).examples();
    Examples labelled =
        read.encodeLabelled(
                LossSpec.CROSS_ENTROPY, folder.resolve("images"), folder.resolve("labels"))
            .examples();
    float[] row = Sections.features(unlabelled, 1);
    for (int i = 0; i < 256; i++) {
      assertThat(row[i]).isEqualTo(i * (1f / 255f));
    }
    assertThat(Sections.target(labelled, 0)).isEqualTo(1f);
    assertThat(Sections.target(unlabelled, 0)).isNaN();
  }

  @Test
  void aNumberLabelGoesThroughJson() throws IOException {
    Encoding encoding =
        new Encoding(
            new Encoding.Pixels(List.of(2, 2)),
            new Encoding.NumberLabel("price", new Scale.Affine(3, 2), Optional.empty()));
    assertThat(throughJson(encoding)).isEqualTo(encoding);
  }

  @Test
  void aDamagedEncodingIsRefused() {
    LockstepException refused =
        catchThrowableOfType(
            LockstepException.class, () -> Encoding.fromMap(Map.of("kind", "table")));
    assertThat(refused.failure().block())
        .isEqualTo(
            """
            error: the encoding kept with the model cannot be read
              cause: encoding columns is not a list
              kept:  nothing was changed
              try:   use the model of another run, or train again\
            """);
  }

  @SuppressWarnings("unchecked")
  private static Encoding throughJson(Encoding encoding) throws IOException {
    String json = JSON.writeValueAsString(encoding.toMap());
    return Encoding.fromMap(JSON.readValue(json, Map.class));
  }
}
