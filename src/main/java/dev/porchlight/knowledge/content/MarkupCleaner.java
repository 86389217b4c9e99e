package dev.porchlight.knowledge.content;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of Markdown what a generator would have replaced: Liquid tags, Hugo's shortcodes and
 * HTML comments. A figure keeps its caption and highlighted code stays code. Fenced code is left as
 * it is. Stateless.
 */
final class MarkupCleaner {

  private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}|~{3,}).*");
  private static final Pattern HIGHLIGHT =
      Pattern.compile("\\s*\\{[{%][<%]?\\s*highlight\\s+([\\w+-]+).*");
  private static final Pattern END_HIGHLIGHT =
      Pattern.compile("\\s*\\{[{%][<%]?\\s*(?:/\\s*highlight|endhighlight)\\b.*");

  /** A line of kramdown that gives the block beside it a class or an id. */
  private static final Pattern ATTRIBUTES = Pattern.compile("\\s*\\{::?[^{}]*\\}\\s*");

  private static final Pattern CAPTION = Pattern.compile("\\b(?:caption|alt|title)=\"([^\"]*)\"");
  private static final Pattern TAG = Pattern.compile("\\{\\{[^{}]*\\}\\}|\\{%[^{}]*%\\}");
  private static final Pattern RAW = Pattern.compile("\\{%-?\\s*(?:end)?raw\\s*-?%\\}");
  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);

  private MarkupCleaner() {}

  /**
   * @param ending of the file; MDX has imports, components and expressions besides
   */
  static String clean(String markdown, String ending) {
    boolean isMdx = ending.equals("mdx");
    MarkdownExtensions extensions = new MarkdownExtensions(markdown);
    StringBuilder cleaned = new StringBuilder(markdown.length());
    StringBuilder prose = new StringBuilder();
    String fence = "";
    for (String given : markdown.lines().toList()) {
      String line = given.indexOf('{') < 0 ? given : RAW.matcher(given).replaceAll("");
      Matcher mark = FENCE.matcher(line);
      String ticks = mark.matches() ? mark.group(1) : "";
      if (!fence.isEmpty()) {
        fence = ticks.startsWith(fence) ? "" : fence;
        cleaned.append(line).append('\n');
      } else if (!ticks.isEmpty()) {
        flush(prose, cleaned, extensions, isMdx);
        fence = ticks;
        cleaned.append(line).append('\n');
      } else {
        prose.append(line).append('\n');
      }
    }
    flush(prose, cleaned, extensions, isMdx);
    return cleaned.toString();
  }

  private static void flush(
      StringBuilder prose, StringBuilder cleaned, MarkdownExtensions extensions, boolean isMdx) {
    String commented = prose.indexOf("<!--") < 0 ? prose.toString() : withoutComments(prose);
    String onLines =
        TAG.matcher(commented)
            .replaceAll(tag -> Matcher.quoteReplacement(tag.group().replace('\n', ' ')));
    String text = extensions.asText(Admonitions.asText(onLines));
    (isMdx ? MdxCleaner.clean(text) : text)
        .lines()
        .forEach(line -> cleaned.append(cleanedLine(line)).append('\n'));
    prose.setLength(0);
  }

  private static String withoutComments(StringBuilder prose) {
    return COMMENT.matcher(prose).replaceAll("");
  }

  private static String cleanedLine(String line) {
    if (line.indexOf('{') < 0) {
      return line;
    }
    if (ATTRIBUTES.matcher(line).matches()) {
      return "";
    }
    Matcher highlight = HIGHLIGHT.matcher(line);
    if (highlight.matches()) {
      return "```" + highlight.group(1);
    }
    if (END_HIGHLIGHT.matcher(line).matches()) {
      return "```";
    }
    return TAG.matcher(line).replaceAll(tag -> Matcher.quoteReplacement(captionOf(tag.group())));
  }

  private static String captionOf(String tag) {
    Matcher caption = CAPTION.matcher(tag);
    return caption.find() ? caption.group(1) : "";
  }
}
