package dev.porchlight;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Field;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every regular expression that a visitor's or a provider's text meets takes time in proportion to
 * the text: the characters that it looks at are counted at two lengths of its worst inputs.
 */
final class LinearPatternsTest {

  private static final int LENGTH = 1_000;

  /** What the owner's own files and settings are read with. */
  private static final List<String> OWNERS = List.of(".config.", ".knowledge.content.");

  /** Looks at each character so many times more where the text is twice as long; 4 is quadratic. */
  private static final double MOST_GROWTH = 2.5;

  private record Expression(String name, Pattern pattern) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** A text that counts how often it is looked at. */
  private static final class CountedText implements CharSequence {
    private final String text;
    private long looks;

    CountedText(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      looks++;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static Stream<Expression> expressions() {
    JavaClasses classes =
        new ClassFileImporter()
            .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());
    return classes.stream()
        .filter(type -> OWNERS.stream().noneMatch(room -> type.getName().contains(room)))
        .flatMap(type -> type.getFields().stream())
        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
        .filter(
            field ->
                field.getRawType().isEquivalentTo(Pattern.class)
                    || field.getRawType().isEquivalentTo(List.class))
        .flatMap(LinearPatternsTest::expressions);
  }

  private static Stream<Expression> expressions(JavaField field) {
    try {
      Field reflected = field.reflect();
      reflected.setAccessible(true);
      Object value = reflected.get(null);
      List<?> values = value instanceof List<?> several ? several : List.of(value);
      return values.stream()
          .filter(Pattern.class::isInstance)
          .map(pattern -> new Expression(field.getFullName(), (Pattern) pattern));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void anExpressionLooksAtATextInProportionToItsLength(Expression expression) {
    for (String repeated : repeatedOf(expression.pattern().pattern())) {
      long once = looks(expression.pattern(), repeated.repeat(LENGTH));
      long twice = looks(expression.pattern(), repeated.repeat(2 * LENGTH));
      assertThat((double) twice)
          .as("%s over \"%s\" repeated", expression.pattern(), repeated)
          .isLessThanOrEqualTo(once * MOST_GROWTH + 100);
    }
  }

  /** Each printable character, what the expression itself has, and each two of the latter. */
  private static List<String> repeatedOf(String expression) {
    List<String> own =
        expression.chars().distinct().mapToObj(Character::toString).limit(40).toList();
    Stream<String> printable = IntStream.rangeClosed(' ', '~').mapToObj(Character::toString);
    Stream<String> others =
        Stream.of("\n", "\r", "\t", "\u00A0", "\u2026", "\u3002", "\ud800", "1.", "a1");
    return Stream.of(printable, others, own.stream()).flatMap(all -> all).distinct().toList();
  }

  private static long looks(Pattern pattern, String text) {
    long most = 0;
    for (String end : List.of("", "x", "\u0001")) {
      CountedText found = new CountedText(text + end);
      Matcher finder = pattern.matcher(found);
      while (finder.find()) {
        if (finder.start() == finder.end() && finder.end() == found.length()) {
          break;
        }
      }
      CountedText whole = new CountedText(text + end);
      assertThat(pattern.matcher(whole).matches()).isIn(true, false);
      most = Math.max(most, Math.max(found.looks, whole.looks));
    }
    return most;
  }
}
