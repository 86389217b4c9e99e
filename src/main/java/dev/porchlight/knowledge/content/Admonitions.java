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
  private static final Pattern FENCE = Pattern.compile("\\s*(?:`{3,}|~{3,})[^`]*");
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
    int depth = 0;
    boolean inFence = false;
    for (String line : markdown.lines().toList()) {
      depth = line.isBlank() ? depth : Math.min(depth, indentsOf(line));
      String inner = line.substring(Math.min(line.length(), depth * INDENT.length()));
      inFence ^= FENCE.matcher(inner).matches();
      Matcher colons = COLONS.matcher(inner);
      Matcher indented = INDENTED.matcher(inner);
      if (inFence) {
        text.append(inner);
      } else if (indented.matches()) {
        depth++;
        text.append(title(indented.group(1)));
      } else if (colons.matches()) {
        String named = colons.group(1);
        text.append(title(named == null ? colons.group(2).strip() : named));
      } else if (!ALERT.matcher(inner).matches()) {
        text.append(inner);
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static int indentsOf(String line) {
    int indents = 0;
    while (line.startsWith(INDENT, indents * INDENT.length())) {
      indents++;
    }
    return indents;
  }

  private static String title(@Nullable String title) {
    return title == null || title.isEmpty() ? "" : "**" + title + "**\n";
  }
}
