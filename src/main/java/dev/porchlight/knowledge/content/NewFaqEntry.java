package dev.porchlight.knowledge.content;

import dev.porchlight.knowledge.content.FaqEditException.Part;
import dev.porchlight.knowledge.content.generator.SiteLayout;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.commonmark.node.BulletList;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;

/**
 * A question and its answer as they are appended to {@code faq.md}. The question may be in a
 * visitor's words: it becomes one line in which nothing is Markdown, HTML or a template. The answer
 * is the owner's Markdown; that it begins no other entry, and leaves nothing open, is checked with
 * the parser that reads the file.
 *
 * @param question one line of plain text
 * @param answer Markdown, its lines ended by a line feed
 */
record NewFaqEntry(String question, String answer) {

  /** A longer one is no visitor's first question that an entry can be found by. */
  static final int MAX_QUESTION_CHARS = 300;

  static final int MAX_ANSWER_CHARS = 10_000;

  /** An entry behind the new one, which has to be read as one still. */
  private static final String NEXT = "\n\n## next\n\nanswer\n";

  private static final String MARKDOWN = "\\`*_[]~|#&";

  /** Control characters, ends of lines that are no Markdown's, and halves of surrogate pairs. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cs}\\u2028\\u2029]");

  private static final Pattern CONTROL_IN_LINES =
      Pattern.compile("[\\p{Cc}\\p{Cs}\\u2028\\u2029&&[^\\n\\t]]");

  /** What turns the direction of the text behind it, and byte order marks. */
  private static final Pattern TURNS = Pattern.compile("[\\u202A-\\u202E\\u2066-\\u2069\\uFEFF]");

  private static final Pattern LINE_END = Pattern.compile("\\r\\n?");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern BLANK_START = Pattern.compile("^(?:[ \\t]*\\n)+");

  /**
   * Takes a question and an answer as they were given.
   *
   * @throws FaqEditException if one of them is empty, too long, or can't be an entry
   */
  static NewFaqEntry of(String question, String answer) throws FaqEditException {
    String words = TURNS.matcher(question).replaceAll("");
    String line = SPACES.matcher(CONTROL.matcher(words).replaceAll(" ")).replaceAll(" ").strip();
    String unix = LINE_END.matcher(answer).replaceAll("\n");
    String visible = CONTROL_IN_LINES.matcher(unix).replaceAll(" ").stripTrailing();
    NewFaqEntry entry = new NewFaqEntry(line, BLANK_START.matcher(visible).replaceFirst(""));
    entry.checkQuestion();
    entry.checkAnswer();
    return entry;
  }

  /** The entry's Markdown, without a line before or after it. */
  String markdown() {
    return "## " + escaped(question) + "\n\n" + answer + "\n";
  }

  /**
   * Checks that what stands before it stays as it is, and that it is read as one entry.
   *
   * @param before all of the file's text, its last line ended
   * @throws FaqEditException if it would not be
   */
  void checkBehind(String before) throws FaqEditException {
    List<FaqEntry> present = entriesOf(before);
    if (entriesOf(before + NEXT).size() != present.size() + 1) {
      throw new FaqEditException(
          Part.FILE,
          "What stands at the end of faq.md is not closed, such as a code block, a comment or HTML,"
              + " and would swallow the answer. Correct the file first.");
    }
    List<FaqEntry> then = entriesOf(before + "\n" + markdown() + NEXT);
    boolean isOneMore =
        then.size() == present.size() + 2
            && then.subList(0, present.size()).equals(present)
            && then.get(present.size()).wordings().size() == 1;
    if (!isOneMore) {
      throw new FaqEditException(
          Part.ANSWER,
          "The answer leaves something open, or changes other entries: close its code blocks,"
              + " comments and HTML, and write links in place, as [words](address).");
    }
  }

  private void checkQuestion() throws FaqEditException {
    if (question.codePoints().noneMatch(Character::isLetterOrDigit)) {
      throw new FaqEditException(Part.QUESTION, "The question has no word in it.");
    }
    if (question.length() > MAX_QUESTION_CHARS) {
      throw new FaqEditException(
          Part.QUESTION,
          "The question has %d characters; at most %d are allowed."
              .formatted(question.length(), MAX_QUESTION_CHARS));
    }
  }

  private void checkAnswer() throws FaqEditException {
    if (answer.length() > MAX_ANSWER_CHARS) {
      throw new FaqEditException(
          Part.ANSWER,
          "The answer has %d characters; at most %d are allowed."
              .formatted(answer.length(), MAX_ANSWER_CHARS));
    }
    Node document = MarkdownText.parse(MarkupCleaner.clean(answer, "md"));
    for (Node block = document.getFirstChild(); block != null; block = block.getNext()) {
      if (block instanceof Heading) {
        throw new FaqEditException(
            Part.ANSWER,
            "The answer has a heading, which would begin another question: a line that begins with"
                + " #, or one with --- or === directly below it. Use **bold** words instead.");
      }
    }
    if (PlainText.of(document).isEmpty()) {
      throw new FaqEditException(Part.ANSWER, "The answer is empty.");
    }
    if (document.getFirstChild() instanceof BulletList list && FaqParser.isOfQuestions(list)) {
      throw new FaqEditException(
          Part.ANSWER,
          "The answer begins with a list of questions, which would count as other wordings of the"
              + " question. Begin it with a sentence.");
    }
  }

  private static List<FaqEntry> entriesOf(String text) {
    return FaqParser.read(new MarkdownFile(FaqParser.PATH, text), SiteLayout.PLAIN).entries();
  }

  /**
   * A line in which nothing is Markdown, HTML, or a template of a generator: {@code {{ }}} and
   * {@code {% %}} are run by some where they stand in a page, whatever stands before them.
   */
  private static String escaped(String line) {
    return line.codePoints()
        .mapToObj(
            c ->
                switch (c) {
                  case '<' -> "&lt;";
                  case '{' -> "&#123;";
                  case '}' -> "&#125;";
                  default ->
                      MARKDOWN.indexOf(c) < 0
                          ? Character.toString(c)
                          : "\\" + Character.toString(c);
                })
        .collect(Collectors.joining());
  }
}
