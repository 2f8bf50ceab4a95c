package io.lockstep.bench;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// Data that a net can learn, so that a long measurement does not drift into numbers that no
/// training sees (dead units, denormals). Images are a picture for each class, half of it black,
/// plus noise; numbers are normal, and the class is the sign of a bilinear form.
final class WorkloadData {

  /// The usual names of an image set.
  static final String IMAGES = "train-images-idx3-ubyte";

  static final String LABELS = "train-labels-idx1-ubyte";

  private static final int IDX_BYTES_OF_3 = 0x0803;
  private static final int IDX_BYTES_OF_1 = 0x0801;
  private static final long SEED = 7;
  private static final int LEVELS = 256;
  private static final int NOISE = 60;

  private WorkloadData() {}

  /// Writes square images and their classes as IDX files of unsigned bytes.
  static void writePictures(Workload workload, Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    int width = workload.inputWidth();
    int side = (int) Math.sqrt(width);
    int[][] pictures = new int[workload.classes()][width];
    for (int[] picture : pictures) {
      for (int i = 0; i < width; i++) {
        picture[i] = random.nextBoolean() ? 0 : random.nextInt(LEVELS);
      }
    }
    try (DataOutputStream images = open(folder.resolve(IMAGES));
        DataOutputStream labels = open(folder.resolve(LABELS))) {
      images.writeInt(IDX_BYTES_OF_3);
      images.writeInt(workload.examples());
      images.writeInt(side);
      images.writeInt(side);
      labels.writeInt(IDX_BYTES_OF_1);
      labels.writeInt(workload.examples());
      byte[] pixels = new byte[width];
      for (int example = 0; example < workload.examples(); example++) {
        int kind = random.nextInt(workload.classes());
        noisy(pictures[kind], random, pixels);
        images.write(pixels);
        labels.writeByte(kind);
      }
    }
  }

  private static void noisy(int[] picture, SplittableRandom random, byte[] pixels) {
    for (int i = 0; i < picture.length; i++) {
      int value = picture[i] == 0 ? 0 : picture[i] + random.nextInt(-NOISE, NOISE);
      pixels[i] = (byte) Math.clamp(value, 0, LEVELS - 1);
    }
  }

  /// Writes standard normal numbers and a class `yes` or `no` as CSV.
  static void writeNumbers(Workload workload, Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    int width = workload.inputWidth();
    float[] row = new float[width];
    try (BufferedWriter csv = Files.newBufferedWriter(file)) {
      for (int i = 0; i < width; i++) {
        csv.write("x" + i + ",");
      }
      csv.write("label\n");
      for (int example = 0; example < workload.examples(); example++) {
        float form = 0;
        for (int i = 0; i < width; i++) {
          row[i] = (float) random.nextGaussian();
          form += i < width / 2 ? 0 : row[i] * row[i - width / 2];
          csv.write(row[i] + ",");
        }
        csv.write(form > 0 ? "yes\n" : "no\n");
      }
    }
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
  }
}
