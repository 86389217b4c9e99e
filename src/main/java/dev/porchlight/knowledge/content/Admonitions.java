package dev.porchlight.knowledge.content;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Notes and warnings that are set apart: {@code :::note Title} (Docusaurus, Starlight), {@code !!!
 * note "Title"} with an indented text (MkDocs) and {@code > [!NOTE]} (GitHub). Their marks go,
 * their title and text stay. Stateless.
 */
final class Admonitions {

  private static final Pattern COLONS = Pattern.compile("\\s*:{3,}\\s*\\w*(?:\\[(.*)\\])?(.*)");
  private static final Pattern INDENTED =
      Pattern.compile("(?:!!!|\\?\\?\\?\\+?|===\\+?)\\s+[^\"\\n]*(?:\"(.*)\")?\\s*");
  private static final Pattern ALERT = Pattern.compile("\\s*>\\s*\\[![A-Za-z]+\\]\\s*");
  private static final String INDENT = "    ";

  private Admonitions() {}

  /**
   * @param markdown without fenced code
   */
  static String asText(String markdown) {
    if (!markdown.contains(":::")
        && !markdown.contains("!!!")
        && !markdown.contains("[!")
        && !markdown.contains("???")
        && !markdown.contains("===")) {
      return markdown;
    }
    StringBuilder text = new StringBuilder(markdown.length());
    boolean inIndented = false;
    for (String line : markdown.lines().toList()) {
      Matcher colons = COLONS.matcher(line);
      Matcher indented = INDENTED.matcher(line);
      if (indented.matches()) {
        inIndented = true;
        text.append(title(indented.group(1)));
      } else if (colons.matches()) {
        String named = colons.group(1);
        text.append(title(named == null ? colons.group(2).strip() : named));
      } else if (!ALERT.matcher(line).matches()) {
        inIndented = inIndented && (line.isBlank() || line.startsWith(INDENT));
        boolean isShifted = inIndented && line.startsWith(INDENT);
        text.append(isShifted ? line.substring(INDENT.length()) : line);
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String title(@Nullable String title) {
    return title == null || title.isEmpty() ? "" : "**" + title + "**\n";
  }
}
