package io.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// Sizes and front pages, read from the sources.
final class SourceRulesTest {

  private static final int FILE_LINES_MAX = 400;
  private static final int METHOD_LINES_MAX = 60;
  private static final int PARAMETERS_MAX = 5;

  /// A condition that is asked for, and the value that holds when nothing is stated, switch
  /// nothing.
  private static final Set<String> NO_SWITCHES = Set.of("holds", "otherwise");

  private static final Map<String, Pattern> PARTS =
      Map.of(
          "what comes in", Pattern.compile("\\bIn: "),
          "what goes out", Pattern.compile("\\bOut: "),
          "which thread runs it", Pattern.compile("\\bthreads?\\b|Pure"),
          "what it may import", Pattern.compile("\\bMay import: "));

  private final Repository repository = Repository.ofThisBuild();

  @Test
  void filesFitInOneSitting() {
    List<String> tooLong = new ArrayList<>();
    for (Path source : repository.javaSources()) {
      int lines = Repository.lines(source).size();
      if (lines > FILE_LINES_MAX) {
        tooLong.add("%s: %d lines".formatted(repository.shown(source), lines));
      }
    }
    assertThat(tooLong).as("files over %d lines", FILE_LINES_MAX).isEmpty();
  }

  @Test
  void methodsFitOnAScreen() {
    List<String> tooLong = new ArrayList<>();
    scan(repository.javaSources(), positions -> new MethodLengths(positions, tooLong));
    assertThat(tooLong).as("methods over %d lines", METHOD_LINES_MAX).isEmpty();
  }

  /// Components of a record have names where they are read, and a loop over numbers takes an array
  /// with the places in it.
  @Test
  void methodsTakeFewParametersAndNoSwitches() {
    List<String> found = new ArrayList<>();
    scan(repository.mainSources(), positions -> new ParameterLists(positions, found));
    assertThat(found)
        .as("methods with over %d parameters, or with a boolean one", PARAMETERS_MAX)
        .isEmpty();
  }

  private static void scan(
      Collection<Path> sources,
      Function<SourcePositions, TreeScanner<Void, CompilationUnitTree>> scanner) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        scanner.apply(positions).scan(unit, unit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Beside the main classes, or beside the tests where a package has nothing but tests.
  @Test
  void everyPackageHasItsFrontPage() {
    Set<String> missing = new TreeSet<>();
    for (Path source : repository.javaSources()) {
      Path page = source.resolveSibling("package-info.java");
      Path pageOfMain = Path.of(page.toString().replace("/src/test/java/", "/src/main/java/"));
      if (!Files.exists(page) && !Files.exists(pageOfMain)) {
        missing.add(repository.shown(source.getParent()) + ": no package-info.java");
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void aFrontPageSaysWhatComesInAndOutWhoRunsItAndWhatItMayImport() {
    Set<String> gaps = new TreeSet<>();
    for (Path page : repository.frontPages()) {
      String text = Repository.comment(page);
      for (Map.Entry<String, Pattern> part : PARTS.entrySet()) {
        if (!part.getValue().matcher(text).find()) {
          gaps.add(repository.shown(page) + " does not say " + part.getKey());
        }
      }
    }
    assertThat(gaps).isEmpty();
  }

  private static final class MethodLengths extends TreeScanner<Void, CompilationUnitTree> {

    private final SourcePositions positions;
    private final List<String> tooLong;

    MethodLengths(SourcePositions positions, List<String> tooLong) {
      this.positions = positions;
      this.tooLong = tooLong;
    }

    /// Counts the lines between the braces of the body: a long parameter list is not a long method.
    @Override
    public Void visitMethod(MethodTree method, CompilationUnitTree unit) {
      if (method.getBody() != null) {
        LineMap lines = unit.getLineMap();
        long first = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
        long last = lines.getLineNumber(positions.getEndPosition(unit, method.getBody()));
        if (last - first - 1 > METHOD_LINES_MAX) {
          tooLong.add(
              "%s:%d %s: %d lines"
                  .formatted(
                      unit.getSourceFile().getName(), first, method.getName(), last - first - 1));
        }
      }
      return super.visitMethod(method, unit);
    }
  }

  private static final class ParameterLists extends TreeScanner<Void, CompilationUnitTree> {

    private static final Set<String> NUMBERS =
        Set.of("float[]", "double[]", "int[]", "long[]", "short[]", "byte[]", "char[]");

    private final SourcePositions positions;
    private final List<String> found;

    ParameterLists(SourcePositions positions, List<String> found) {
      this.positions = positions;
      this.found = found;
    }

    private final Deque<ClassTree> around = new ArrayDeque<>();

    @Override
    public Void visitClass(ClassTree type, CompilationUnitTree unit) {
      around.push(type);
      super.visitClass(type, unit);
      around.pop();
      return null;
    }

    @Override
    public Void visitMethod(MethodTree method, CompilationUnitTree unit) {
      List<String> types =
          method.getParameters().stream().map(each -> each.getType().toString()).toList();
      if (isOurs(method) && !unit.getPackageName().toString().equals("io.lockstep.kernel")) {
        if (types.size() > PARAMETERS_MAX && !isLoopOverNumbers(types)) {
          found.add(place(method, unit) + ": %d parameters".formatted(types.size()));
        }
        method.getParameters().stream()
            .filter(each -> each.getType().toString().equals("boolean"))
            .map(each -> each.getName().toString())
            .filter(name -> !NO_SWITCHES.contains(name))
            .forEach(name -> found.add(place(method, unit) + ": boolean " + name));
      }
      return super.visitMethod(method, unit);
    }

    /// A constructor of a record takes its components; what another library asks to be overridden
    /// is its own matter.
    private boolean isOurs(MethodTree method) {
      boolean ofRecord =
          around.peek().getKind() == Tree.Kind.RECORD && method.getName().contentEquals("<init>");
      return !ofRecord
          && method.getModifiers().getAnnotations().stream()
              .noneMatch(each -> each.getAnnotationType().toString().equals("Override"));
    }

    private static boolean isLoopOverNumbers(List<String> types) {
      return types.stream().anyMatch(NUMBERS::contains) && types.contains("int");
    }

    private String place(MethodTree method, CompilationUnitTree unit) {
      long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
      return "%s:%d %s".formatted(unit.getSourceFile().getName(), line, method.getName());
    }
  }
}
