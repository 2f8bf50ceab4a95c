package io.lockstep.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Classes are final or members of a sealed family, and their names say what they are.
final class ClassRulesTest {

  private static final List<String> EMPTY_ENDINGS =
      List.of("Utils", "Util", "Helper", "Manager", "Handler", "Processor", "Impl", "Info");
  private static final List<String> EMPTY_BEGINNINGS = List.of("Abstract", "Base");

  private final CompiledModules modules = CompiledModules.ofThisBuild();
  private final CompiledModules tests = CompiledModules.testsOfThisBuild();

  @Test
  void classesAreFinalOrSealed() {
    Set<String> open = new TreeSet<>();
    for (JavaClass type : modules.handWritten()) {
      boolean closed =
          type.isInterface()
              || type.isEnum()
              || type.isRecord()
              || type.isAnonymousClass()
              || type.getModifiers().contains(JavaModifier.FINAL)
              || type.reflect().isSealed();
      if (!closed) {
        open.add(type.getName());
      }
    }
    assertThat(open).as("classes that are neither final nor sealed").isEmpty();
  }

  /// A private class may be extended in its own file: a fake with one answer changed.
  @Test
  void classesOfTestsAreFinal() {
    Set<String> open = new TreeSet<>();
    for (JavaClass type : tests.handWritten()) {
      boolean closed =
          type.isInterface()
              || type.isEnum()
              || type.isRecord()
              || type.isAnonymousClass()
              || type.getModifiers().contains(JavaModifier.FINAL)
              || type.getModifiers().contains(JavaModifier.PRIVATE);
      if (!closed) {
        open.add(type.getName());
      }
    }
    assertThat(open).as("test classes that are not final").isEmpty();
  }

  @Test
  void namesSayWhatAClassIs() {
    Set<String> empty = new TreeSet<>();
    for (JavaClass type : concat(modules.handWritten(), tests.handWritten())) {
      String name = type.getSimpleName();
      if (EMPTY_ENDINGS.stream().anyMatch(name::endsWith)
          || EMPTY_BEGINNINGS.stream().anyMatch(begin -> beginsWithWord(name, begin))) {
        empty.add(type.getName());
      }
    }
    assertThat(empty).as("names that fit any class").isEmpty();
  }

  private static List<JavaClass> concat(List<JavaClass> some, List<JavaClass> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /// `BaseThing` begins with the word Base, `Baseline` does not.
  private static boolean beginsWithWord(String name, String word) {
    return name.startsWith(word)
        && (name.length() == word.length() || Character.isUpperCase(name.charAt(word.length())));
  }
}
