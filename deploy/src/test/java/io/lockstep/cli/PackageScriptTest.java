package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cli.ScriptTree.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `deploy/bin/package`, and the tree that comes out of its archive.
@Timeout(120)
final class PackageScriptTest {

  /// What the libraries of an archive without a runtime may take; the rest is below a tenth.
  private static final long LIBRARY_BYTES = 54L << 20;

  private static final String VERSION = "9.1";
  private static final Said FIRST =
      new Said(
          0, "lockstep: first use of this copy: recording what lets later starts be short ...\n");

  @TempDir Path root;

  private ScriptTree tree;
  private Path archive;

  @BeforeEach
  void plantTree() throws Exception {
    tree = ScriptTree.plant(Files.createDirectory(root.resolve("checkout")));
    tree.completeForPacking(VERSION);
    archive = root.resolve("archive.tar.gz");
  }

  private Said pack(String... more) throws Exception {
    List<String> line =
        Stream.concat(Stream.of(tree.bin().resolve("package").toString()), Stream.of(more))
            .toList();
    return tree.run(line, root, "SOURCE_DATE_EPOCH=1700000000");
  }

  /// The archive unpacked elsewhere, and no Maven any more.
  private ScriptTree unpacked() throws Exception {
    assertThat(pack("--out", archive.toString()).code()).isZero();
    Path elsewhere = Files.createDirectories(root.resolve("elsewhere"));
    assertThat(tree.run(List.of("tar", "xzf", archive.toString()), elsewhere).code()).isZero();
    Files.delete(tree.root().resolve("tools/mvn"));
    return new ScriptTree(elsewhere.resolve("lockstep-" + VERSION));
  }

  private Said lockstep(ScriptTree distribution, String... environment) throws Exception {
    return tree.run(
        List.of(distribution.bin().resolve("lockstep").toString(), "version"), root, environment);
  }

  @Test
  void theArchiveRunsWithoutMavenAndHasNoSources() throws Exception {
    ScriptTree distribution = unpacked();

    assertThat(lockstep(distribution)).isEqualTo(FIRST);
    assertThat(lockstep(distribution)).isEqualTo(new Said(0, ""));

    assertThat(tree.lastCall("java"))
        .contains(
            distribution.root() + "/deploy/target/app/jars/lockstep-common-2.0.jar",
            distribution.root() + "/deploy/target/app/jars/library-2.jar");
    try (Stream<Path> files = Files.walk(distribution.root())) {
      assertThat(files.map(Path::toString))
          .noneMatch(file -> file.matches(".*/(src|pom.xml)(/.*)?"));
    }
    assertThat(distribution.root().resolve("README.md")).content().contains("ready to run");
    assertThat(distribution.root().resolve("deploy/examples/xor.yaml")).exists();
    assertThat(distribution.root().resolve("deploy/systemd/worker.env")).exists();
  }

  @Test
  void eachHostRecordsItsOwnCachesOnce() throws Exception {
    ScriptTree distribution = unpacked();
    long before = tree.calls("AOTCacheOutput");

    lockstep(distribution);
    lockstep(distribution);

    assertThat(tree.calls("AOTCacheOutput")).isEqualTo(before + ScriptTree.CACHES);
    assertThat(tree.lastCall("java")).contains("-XX:AOTCache=" + distribution.root());
  }

  @Test
  void aCopyWithoutTheTimesOfItsFilesRunsAsWell() throws Exception {
    ScriptTree distribution = unpacked();
    Path copy = root.resolve("copy");
    tree.run(List.of("cp", "-r", distribution.root().toString(), copy.toString()), root);
    Files.setLastModifiedTime(
        copy.resolve("deploy/bin/build"), FileTime.from(Instant.now().plusSeconds(60)));

    assertThat(lockstep(new ScriptTree(copy))).isEqualTo(FIRST);
  }

  @Test
  void aDistributionThatLostItsJarsIsToldToBeUnpackedAgain() throws Exception {
    ScriptTree distribution = unpacked();
    tree.run(
        List.of("rm", "-rf", distribution.root().resolve("deploy/target/app/jars").toString()),
        root);

    Said said = lockstep(distribution);

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.text())
        .contains(
            "error: this distribution is not as it was packed", "try:   unpack the archive again");
  }

  @Test
  void aRuntimeIsEnoughForADistribution() throws Exception {
    ScriptTree distribution = unpacked();
    Files.delete(tree.root().resolve("jdk/bin/javac"));
    tree.hideOtherJdks();

    assertThat(lockstep(distribution)).isEqualTo(FIRST);
    assertThat(tree.lockstep().text()).as("sources need a compiler").contains("its compiler");
  }

  @Test
  void aRuntimeWithoutTheVectorModuleIsNone() throws Exception {
    ScriptTree distribution = unpacked();
    Files.writeString(
        tree.root().resolve("jdk/release"),
        "JAVA_VERSION=\"25\"\nMODULES=\"java.base java.logging\"\n");

    Said said = lockstep(distribution);

    assertThat(said.text()).contains("holds Java 25 without the module jdk.incubator.vector");
  }

  @Test
  void theRuntimeOfTheArchiveComesFirst() throws Exception {
    ScriptTree distribution = unpacked();
    Path own = distribution.root().resolve("deploy/jre");
    tree.run(List.of("cp", "-r", tree.root().resolve("jdk").toString(), own.toString()), root);
    Files.delete(own.resolve("bin/javac"));

    Said home =
        tree.run(
            List.of(distribution.bin().resolve("jdk25").toString()),
            root,
            "LOCKSTEP_JAVA_HOME=",
            "JAVA_HOME=" + tree.root().resolve("jdk"));

    assertThat(home.code()).isZero();
    assertThat(Path.of(home.text().strip().replace("{dir}", tree.root().toString())))
        .satisfies(found -> assertThat(Files.isSameFile(found, own)).isTrue());
  }

  @Test
  void theSameBuildGivesTheSameBytes() throws Exception {
    Path second = root.resolve("second.tar.gz");
    pack("--out", archive.toString());
    pack("--out", second.toString());

    assertThat(second).hasSameBinaryContentAs(archive);
  }

  @Test
  void theFileIsNamedAfterTheVersion() throws Exception {
    Said said = pack();

    assertThat(said.text()).endsWith("{dir}/deploy/target/lockstep-" + VERSION + ".tar.gz\n");
    assertThat(tree.root().resolve("deploy/target/lockstep-" + VERSION + ".tar.gz")).exists();
  }

  @ParameterizedTest
  @CsvSource({
    "--frob, error: unknown word --frob",
    "--out, error: --out needs a file",
    "--out=x, error: unknown word --out=x"
  })
  void otherWordsAreRefused(String word, String error) throws Exception {
    Said said = pack(word);

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.text()).startsWith(error);
    assertThat(tree.calls("mvn")).as("nothing is built before").isZero();
  }

  @ParameterizedTest
  @CsvSource({"missing/a.tar.gz", "checkout"})
  void aPlaceThatCannotBeWrittenToIsRefusedBeforeTheBuild(String place) throws Exception {
    Said said = pack("--out", root.resolve(place).toString());

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.text()).startsWith("error: the archive cannot be written there");
    assertThat(tree.calls("mvn")).isZero();
  }

  @Test
  void aFailureLeavesNoPartAndTheArchiveOfBefore() throws Exception {
    pack("--out", archive.toString());
    byte[] before = Files.readAllBytes(archive);
    tree.executable("tools/gzip", "cat >/dev/null; exit 1");

    Said said = pack("--out", archive.toString());

    assertThat(said.code()).isEqualTo(5);
    assertThat(said.text()).contains("error: writing the archive failed");
    assertThat(archive).hasBinaryContent(before);
    try (Stream<Path> beside = Files.list(root)) {
      assertThat(beside.filter(file -> file.toString().endsWith(".part"))).isEmpty();
    }
    try (Stream<Path> left = Files.list(tree.root().resolve("deploy/target"))) {
      assertThat(left.filter(file -> file.toString().contains("package."))).isEmpty();
    }
  }

  @Test
  void theLibrariesLeaveRoomBelowSixtyMegabytes() throws Exception {
    Path libraries = Path.of(System.getProperty("lockstep.root"), "deploy/target/lib");
    long bytes = 0;
    try (Stream<Path> jars = Files.list(libraries)) {
      for (Path jar : jars.toList()) {
        bytes += Files.size(jar);
      }
    }
    assertThat(bytes).isPositive().isLessThan(LIBRARY_BYTES);
  }
}
