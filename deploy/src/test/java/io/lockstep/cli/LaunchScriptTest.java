package io.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.cli.ScriptTree.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What surrounds the command, and what the JVM says, is not what the command does.
@Timeout(120)
final class LaunchScriptTest {

  private static final String READY = "WARNING: Using incubator modules: jdk.incubator.vector\\n";

  @TempDir Path root;

  private ScriptTree tree;

  @BeforeEach
  void plantTree() throws Exception {
    tree = ScriptTree.plant(root);
    assertThat(tree.lockstep().code()).isZero();
  }

  private static Said quiet() {
    return new Said(0, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", "two words", "-dash", "übung", "star*[a]", "quote'\"$(x)"})
  void thePathOfTheTreeMayBeAnything(String name) throws Exception {
    ScriptTree other = ScriptTree.plant(Files.createDirectory(root.resolve(name)));
    Path links = Files.createDirectory(root.resolve("links"));

    String[] surroundings = {"TMPDIR=" + links, "PATH=" + root.resolve("tools")};

    assertThat(other.lockstep(surroundings).code()).isZero();

    String call = other.lastCall("java");
    String classPath = call.replaceFirst(".* -cp ", "").replaceFirst(" io\\.lockstep.*", "");
    assertThat(classPath.split(":")).hasSize(2).allMatch(entry -> Files.exists(Path.of(entry)));
    List<String> relative = List.of(name + "/deploy/bin/lockstep", "version");
    assertThat(other.run(relative, root, surroundings)).isEqualTo(quiet());
  }

  @Test
  void shellsAndTheirSettingsChangeNothing() throws Exception {
    Path noise = Files.writeString(root.resolve("noise"), "echo noise\ncd() { echo cd; }\n");
    String script = tree.bin().resolve("lockstep").toString();

    assertThat(
            tree.lockstep(
                "CDPATH=" + root,
                "BASH_ENV=" + noise,
                "ENV=" + noise,
                "GLOBIGNORE=*",
                "POSIXLY_CORRECT=1",
                "SHELLOPTS=noglob:xtrace",
                "BASH_FUNC_find%%=() { echo hi; }"))
        .isEqualTo(quiet());
    assertThat(tree.run(List.of("/bin/sh", script, "version"), root)).isEqualTo(quiet());
    assertThat(tree.run(List.of("/bin/sh", "lockstep", "version"), tree.bin())).isEqualTo(quiet());
    assertThat(
            tree.run(List.of("/usr/bin/env", "-u", "HOME", "-u", "USER", script, "version"), root))
        .isEqualTo(quiet());
  }

  @Test
  void aLinkFromElsewhereLeadsHere() throws Exception {
    Path elsewhere = Files.createDirectory(root.resolve("else where"));
    Path link =
        Files.createSymbolicLink(elsewhere.resolve("ls"), Path.of("../deploy/bin/lockstep"));
    Files.createSymbolicLink(elsewhere.resolve("again"), link.getFileName());

    assertThat(tree.run(List.of("./again", "version"), elsewhere)).isEqualTo(quiet());
  }

  @Test
  void flagsMeantForOtherProgramsAreLeftOutAndNamed() throws Exception {
    Said said =
        tree.lockstep(
            "JAVA_TOOL_OPTIONS=-XX:+UseSerialGC",
            "JDK_JAVA_OPTIONS=-Xlog:gc",
            "_JAVA_OPTIONS=-Xmx9m");

    assertThat(said)
        .isEqualTo(
            new Said(
                0,
                """
                note: JAVA_TOOL_OPTIONS is not used; flags for this JVM go into LOCKSTEP_JVM_OPTS
                note: JDK_JAVA_OPTIONS is not used; flags for this JVM go into LOCKSTEP_JVM_OPTS
                note: _JAVA_OPTIONS is not used; flags for this JVM go into LOCKSTEP_JVM_OPTS
                """));
    assertThat(tree.lastCall("surroundings")).doesNotContain("-X");
  }

  @Test
  void flagsForTheJvmAreWordsWhateverTheyLookLike() throws Exception {
    assertThat(tree.lockstep("LOCKSTEP_JVM_OPTS=-Xlog:gc*:file=gc.log  -Da=b\n-Dc=d"))
        .isEqualTo(quiet());

    assertThat(tree.lastCall("java")).contains(" -Xlog:gc*:file=gc.log -Da=b -Dc=d -cp ");
  }

  @Test
  void theUsersCollectorAndASmallHeapAreTaken() throws Exception {
    tree.lockstep();
    assertThat(tree.lastCall("java")).contains(" -XX:+UseParallelGC ", " -Xmn24m ");

    tree.lockstep("LOCKSTEP_JVM_OPTS=-Xmx32m -XX:+UseSerialGC");

    assertThat(tree.lastCall("java")).doesNotContain("UseParallelGC", "-Xmn24m");
  }

  @Test
  void flagsForEveryMachineAreShownForWhoStartsTheJvmWithoutTheScript() throws Exception {
    long before = tree.calls("java ");

    Said said = tree.lockstep("LOCKSTEP_SHOW_FLAGS=1", "LOCKSTEP_JVM_OPTS=-Xmx9g");

    assertThat(said.code()).isZero();
    assertThat(tree.calls("java ")).as("nothing is started").isEqualTo(before);
    List<String> lines = said.text().lines().toList();
    assertThat(lines)
        .contains("-XX:MaxRAMPercentage=60", "-XX:+UseParallelGC")
        .noneMatch(line -> line.matches("-Xmx.*|-XX:CICompilerCount.*|-Dlockstep.terminal.*"));
    assertThat(lines.get(lines.size() - 2)).isEqualTo("-cp");
    assertThat(lines.getLast()).matches("\\{dir}/.*/lockstep-common-2.0.jar:.*/library-2.jar");
  }

  @Test
  void anOutputThatIsClosedIsGivenToNoFile() throws Exception {
    List<String> line = List.of("bash", "-c", "exec deploy/bin/lockstep version >&- 2>&-");

    assertThat(tree.run(line, root)).isEqualTo(quiet());

    assertThat(tree.lastCall("stdout")).isEqualTo("stdout /dev/null");
  }

  @Test
  void aTalkThatNobodyHearsStopsNothing() throws Exception {
    List<String> line = List.of("bash", "-c", "exec deploy/bin/lockstep version 2>/dev/full");
    assertThat(tree.run(line, root, "_JAVA_OPTIONS=-Xmx9m")).isEqualTo(quiet());
  }

  @Test
  void tooFewOpenFilesAreNamedWithWhatIsNeeded() throws Exception {
    List<String> line = List.of("bash", "-c", "ulimit -n 64; exec deploy/bin/lockstep version");

    assertThat(tree.run(line, root))
        .isEqualTo(
            new Said(
                2,
                """
                error: this process may open 64 files only
                  cause: the limit of open files (ulimit -Hn); at least 128 are needed
                  kept:  nothing was changed
                  try:   raise the limit where this shell got it from: ulimit -n 1024, /etc/security/limits.conf, or LimitNOFILE of its service
                """));
  }

  @Test
  void anotherJavaIsNamedWithItsVersion() throws Exception {
    Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"21.0.4\"\n");

    Said said = tree.lockstep("JAVA_HOME=" + root.resolve("jdk"));

    assertThat(said.text())
        .contains("LOCKSTEP_JAVA_HOME={dir}/jdk holds Java 21.0.4, and 25 is needed");
  }

  @Test
  void whereNoJavaFitsThoseThatAreThereAreNamed() throws Exception {
    tree.hideOtherJdks();
    Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"21.0.4\"\n");
    javaOf("17.0.2", root.resolve("usr/lib/jvm/java-17"));

    Said said = tree.lockstep("JDK_HOME=", "HOME=" + root);

    assertThat(said)
        .isEqualTo(
            new Said(
                2,
                """
                note: LOCKSTEP_JAVA_HOME={dir}/jdk holds Java 21.0.4, and 25 is needed; looking elsewhere
                error: no JDK 25 was found, only Java 21.0.4 in {dir}/jdk, 17.0.2 in {dir}/usr/lib/jvm/java-17
                  cause: looked at LOCKSTEP_JAVA_HOME, JAVA_HOME, JDK_HOME, /usr/lib/jvm, /usr/java, /opt, ~/.sdkman, ~/.jdks and the macOS folders
                  kept:  nothing was changed
                  try:   install a JDK 25 (Debian and Ubuntu: openjdk-25-jdk or temurin-25-jdk; sdkman: sdk install java 25-tem), or export LOCKSTEP_JAVA_HOME=/path/to/jdk-25
                """));
  }

  @Test
  void aHostOfAClusterThatHasAnotherJavaIsNamedBesideIt() throws Exception {
    tree.hideOtherJdks();
    javaOf("17.0.2", root.resolve("jdk17"));
    tree.executable(
        "tools/ssh",
        """
        while [[ $1 == -o ]]; do shift 2; done
        shift
        LOCKSTEP_JAVA_HOME=$FAR_JAVA exec bash -c "$*"
        """);
    Path hosts = Files.writeString(root.resolve("hosts"), "far\n");
    Path config = Files.writeString(root.resolve("c.yaml"), "run: { name: c }\n");
    List<String> line =
        List.of(
            tree.bin().resolve("cluster").toString(),
            "up",
            config.toString(),
            "--hosts",
            hosts.toString(),
            "--insecure", // The Java of this tree makes no certificates.
            "--state",
            root.resolve("state").toString());

    Said said =
        tree.run(
            line,
            root,
            "PATH=" + root.resolve("tools") + ":/usr/bin:/bin",
            "FAR_JAVA=" + root.resolve("jdk17"),
            "JDK_HOME=",
            "HOME=" + root);

    assertThat(said.code()).as(said.text()).isEqualTo(6);
    assertThat(said.text())
        .isEqualTo(
            """
            ✗ far: no JDK 25 was found, only Java 17.0.2 in {dir}/jdk17; install a JDK 25 there, or unpack an archive that brings its own (deploy/bin/package --jre)
            error: nodes cannot start on every host
              cause: far: see above
              kept:  nothing was started
              try:   correct that, then the same command again
            """);
  }

  private void javaOf(String version, Path home) throws Exception {
    tree.executable(root.relativize(home.resolve("bin/java")).toString(), "exit 1\n");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
  }

  @Test
  void whatEveryJvmSaysWhenItStartsIsDroppedAndNothingElse() throws Exception {
    Said said =
        tree.lockstep(
            "SAYS=1 compiler directives added\\nfirst warning\\n"
                + READY
                + "1 compiler directives added, says a user\\nthe last line");

    assertThat(said)
        .isEqualTo(
            new Said(
                0,
                """
                first warning
                1 compiler directives added, says a user
                the last line\
                """));
  }

  @Test
  void anExhaustedHeapIsABlockWithItsSizeAndARemedy() throws Exception {
    Said said =
        tree.lockstep(
            "LOCKSTEP_JVM_OPTS=-Xmx64m",
            "SAYS=" + READY + "Terminating due to java.lang.OutOfMemoryError: Java heap space\\n",
            "ENDS=3");

    assertThat(said)
        .isEqualTo(
            new Said(
                3,
                """
                Terminating due to java.lang.OutOfMemoryError: Java heap space
                error: the Java heap is exhausted
                  cause: it may grow to 64 MiB (LOCKSTEP_JVM_OPTS=-Xmx64m), and more is needed
                  kept:  checkpoints written so far; a run that has one goes on with --resume
                  try:   give it more: LOCKSTEP_JVM_OPTS=-Xmx512m lockstep ..., or take a smaller train.batch or model
                """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Terminating due to java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory or process/resource limits reached | no more threads can be started
          Terminating due to java.lang.OutOfMemoryError: Metaspace | the memory for classes is exhausted
          There is insufficient memory for the Java Runtime Environment to continue. | the system gives no more memory
          """)
  void otherMemoryThanTheHeapIsCalledByItsName(String said, String error) throws Exception {
    Said told = tree.lockstep("SAYS=" + READY + said + "\\n", "ENDS=3");

    assertThat(told.text())
        .contains("error: " + error + "\n  cause: ")
        .doesNotContain("the Java heap is exhausted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          -XX:+Foo | Unrecognized VM option 'Foo'\\nError: Could not create the Java Virtual Machine.\\nError: A fatal exception has occurred. Program will exit.\\n | the JVM does not start: Unrecognized VM option 'Foo'
          -Xmx9999g | OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory(0x0, 1, 0) failed; error='Not enough space' (errno=12)\\n | the JVM does not start: the system does not give that much memory
          -Xmx2g -jar x.jar | - | -jar is no flag for the JVM of a command
          -Xmx2g Hello | - | 'Hello' is no flag of a JVM
          -version | - | -version is no flag for the JVM of a command
          """)
  void flagsThatTheJvmCannotBeginWithAreRefusedBeforeItSaysSoOnStdout(
      String flags, String says, String error) throws Exception {
    Said said = tree.lockstep("LOCKSTEP_JVM_OPTS=" + flags, "TRIED=" + says);

    assertThat(said)
        .isEqualTo(
            new Said(
                2,
                """
                error: %s
                  cause: LOCKSTEP_JVM_OPTS=%s
                  kept:  nothing was changed
                  try:   correct LOCKSTEP_JVM_OPTS, or unset it; -Xmx8g, say, lets the heap grow to 8 GiB
                """
                    .formatted(error, flags)));
    assertThat(tree.calls("io.lockstep.cli.Lockstep version")).isEqualTo(1); // that of the planting
  }

  @Test
  void aHeapThatThisMachineHasIsNotTriedFirst() throws Exception {
    long before = tree.calls("java ");

    assertThat(tree.lockstep("LOCKSTEP_JVM_OPTS=-Xmx64m --add-opens a=b -Dx=y")).isEqualTo(quiet());

    assertThat(tree.calls("java ")).isEqualTo(before + 1);
  }

  @Test
  void aJvmThatDoesNotStartIsABlock() throws Exception {
    Said said =
        tree.lockstep(
            "SAYS=Could not do this\\nError: Could not create the Java Virtual Machine.\\n"
                + "Error: A fatal exception has occurred. Program will exit.\\n",
            "ENDS=1");

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.text())
        .isEqualTo(
            """
            Could not do this
            error: the JVM does not start: Could not do this
              cause: {dir}/jdk
              kept:  nothing was changed
              try:   see how much memory a process may have: ulimit -a
            """);
  }

  @Test
  void aJvmThatIsEndedBeforeItIsReadySaysSo() throws Exception {
    assertThat(tree.lockstep("SAYS=", "ENDS=143"))
        .isEqualTo(new Said(143, "lockstep: ended before it was ready; nothing was changed\n"));
  }

  @Test
  void classesWithoutTheirLibrariesAreNotStarted() throws Exception {
    Files.createDirectories(root.resolve("deploy/target/classes"));

    Said said = tree.lockstep("LOCKSTEP_PREBUILT=1");

    assertThat(said)
        .isEqualTo(
            new Said(
                2,
                """
                error: the libraries of what was built are not here
                  cause: there are no jars in {dir}/deploy/target/lib
                  kept:  nothing was changed
                  try:   deploy/bin/build, without LOCKSTEP_NO_BUILD and LOCKSTEP_PREBUILT
                """));
  }
}
