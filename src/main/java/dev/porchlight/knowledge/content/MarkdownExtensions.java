package dev.porchlight.knowledge.content;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Marks of Markdown extensions that plain Markdown would show as they are: footnotes, attribute
 * lists, and the icons and keys of Python-Markdown. Their text stays. For one file.
 */
final class MarkdownExtensions {

  private static final Pattern FOOTNOTE =
      Pattern.compile(" {0,3}\\[\\^([^\\]\\s]+)\\]:[ \\t]*(.*)");
  private static final Pattern REFERENCE = Pattern.compile("\\[\\^([^\\]\\s]+)\\]");
  private static final Pattern ICON =
      Pattern.compile(":(?:material|octicons|fontawesome|simple)-[a-z0-9-]+:");
  private static final Pattern KEYS = Pattern.compile("\\+\\+([a-z0-9-]+(?:\\+[a-z0-9-]+)*)\\+\\+");
  private static final Pattern ATTRIBUTES =
      Pattern.compile("(?<!`)\\{:?\\s*[.#][\\w-]+(?:\\s+[^{}`]*)?\\}(?!`)");
  private static final String INDENT = "    ";

  private final Set<String> footnotes = new HashSet<>();

  /**
   * @param file all of it, whose footnotes may stand far from where they are referred to
   */
  MarkdownExtensions(String file) {
    if (file.contains("[^")) {
      for (String line : file.lines().toList()) {
        Matcher footnote = FOOTNOTE.matcher(line);
        if (footnote.matches()) {
          footnotes.add(footnote.group(1));
        }
      }
    }
  }

  /**
   * Without the marks.
   *
   * @param markdown a part of the file without fenced code
   */
  String asText(String markdown) {
    List<String> lines = markdown.lines().toList();
    StringBuilder text = new StringBuilder(markdown.length());
    boolean inFootnote = false;
    for (String line : lines) {
      Matcher footnote = FOOTNOTE.matcher(line);
      if (footnote.matches()) {
        inFootnote = true;
        text.append(cleaned(footnote.group(2)));
      } else {
        inFootnote = inFootnote && (line.isBlank() || line.startsWith(INDENT));
        boolean isShifted = inFootnote && line.startsWith(INDENT);
        text.append(cleaned(isShifted ? line.substring(INDENT.length()) : line));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /** A heading keeps its attributes, which may name its fragment; so does what is code. */
  private String cleaned(String line) {
    if (line.startsWith(INDENT)) {
      return line;
    }
    String text = line;
    if (!footnotes.isEmpty()) {
      text =
          REFERENCE
              .matcher(text)
              .replaceAll(
                  found ->
                      footnotes.contains(found.group(1))
                          ? ""
                          : Matcher.quoteReplacement(found.group()));
    }
    if (text.contains(":")) {
      text = ICON.matcher(text).replaceAll("");
    }
    if (text.contains("++")) {
      text = KEYS.matcher(text).replaceAll("$1");
    }
    return text.startsWith("#") || !text.contains("{")
        ? text
        : ATTRIBUTES.matcher(text).replaceAll("");
  }
}
