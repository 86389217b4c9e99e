package dev.porchlight.knowledge.content;

import java.util.regex.Pattern;

/**
 * Takes out of MDX what is no Markdown: its imports and exports, the tags of its components and its
 * expressions. The text between two tags stays. Stateless.
 */
final class MdxCleaner {

  /** Begins a block of JavaScript, which a blank line ends. */
  private static final Pattern MODULE = Pattern.compile("(?:import|export)\\b.*");

  private static final int MAX_TAG_CHARS = 10_000;

  private MdxCleaner() {}

  /**
   * @param prose without fenced code
   */
  static String clean(String prose) {
    StringBuilder markdown = new StringBuilder(prose.length());
    boolean inModule = false;
    boolean afterBlank = true;
    for (String line : prose.lines().toList()) {
      inModule = !line.isBlank() && (inModule || (afterBlank && MODULE.matcher(line).matches()));
      afterBlank = line.isBlank();
      if (!inModule) {
        markdown.append(line).append('\n');
      }
    }
    return withoutTags(markdown.toString());
  }

  private static String withoutTags(String markdown) {
    StringBuilder text = new StringBuilder(markdown.length());
    int at = 0;
    while (at < markdown.length()) {
      char c = markdown.charAt(at);
      int end = at;
      if (c == '`') {
        end = endOfCode(markdown, at);
        text.append(markdown, at, end);
      } else if (c == '{' || (c == '<' && beginsTag(markdown, at + 1))) {
        end = endOf(markdown, at);
      }
      if (end == at) {
        text.append(c);
        end++;
      }
      at = end;
    }
    return text.toString();
  }

  private static boolean beginsTag(String text, int at) {
    return at < text.length()
        && (Character.isLetter(text.charAt(at))
            || text.charAt(at) == '/'
            || text.charAt(at) == '>');
  }

  private static int endOfCode(String text, int start) {
    int ticks = start;
    while (ticks < text.length() && text.charAt(ticks) == '`') {
      ticks++;
    }
    String fence = text.substring(start, ticks);
    int close = text.indexOf(fence, ticks);
    return close < 0 ? start : close + fence.length();
  }

  /** Behind the brace or bracket that closes the one at a place; that place where none does. */
  private static int endOf(String text, int start) {
    char open = text.charAt(start);
    int braces = open == '{' ? 1 : 0;
    char quote = 0;
    for (int at = start + 1; at < Math.min(text.length(), start + MAX_TAG_CHARS); at++) {
      char c = text.charAt(at);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if ((c == '"' || c == '\'' || c == '`') && (open == '<' || braces > 0)) {
        quote = open == '{' && c == '\'' ? 0 : c;
      } else if (c == '{') {
        braces++;
      } else if (c == '}') {
        braces--;
      }
      if (quote == 0 && braces == 0 && c == (open == '{' ? '}' : '>')) {
        return at + 1;
      }
    }
    return start;
  }
}
