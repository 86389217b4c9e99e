package dev.porchlight.knowledge.content;

import java.util.Map;
import java.util.stream.Stream;

/** Reads {@code persona.md}: the keys of its front matter, and the system prompt below them. */
public final class PersonaParser {

  public static final String PATH = "persona.md";
  private static final String NAME = "name";
  private static final String DESCRIPTION = "description";
  private static final String GREETING = "greeting";
  private static final String QUESTIONS = "questions";
  private static final int MAX_NAME_CHARS = 80;
  private static final int MAX_LINE_CHARS = 300;
  private static final int MAX_INSTRUCTIONS_CHARS = 20_000;

  private PersonaParser() {}

  /**
   * Reads it.
   *
   * @param otherwise says what the file leaves out
   * @throws ContentException if the front matter is malformed or something is too long
   */
  public static Persona read(MarkdownFile file, Persona otherwise) {
    FrontMatter frontMatter = FrontMatter.of(file);
    Map<String, String> greetings = frontMatter.translationsOf(GREETING);
    frontMatter.allowOnly(
        Stream.concat(
                Stream.of(NAME, DESCRIPTION, GREETING, QUESTIONS),
                greetings.keySet().stream().map(language -> GREETING + "." + language))
            .toArray(String[]::new));
    String body = frontMatter.body().strip();
    Persona persona =
        new Persona(
            frontMatter.one(NAME, otherwise.name()),
            frontMatter.one(DESCRIPTION, otherwise.description()),
            frontMatter.one(GREETING, otherwise.greeting()),
            greetings,
            frontMatter.list(QUESTIONS, Persona.MAX_QUESTIONS),
            body.isEmpty() ? otherwise.instructions() : body);
    if (!frontMatter.warnings().isEmpty()) {
      throw new ContentException(frontMatter.warnings().get(0));
    }
    bound("\"name\"", persona.name(), MAX_NAME_CHARS);
    bound("\"description\"", persona.description(), MAX_LINE_CHARS);
    bound("\"greeting\"", persona.greeting(), MAX_LINE_CHARS);
    greetings.values().forEach(greeting -> bound("a greeting", greeting, MAX_LINE_CHARS));
    persona.questions().forEach(question -> bound("a question", question, MAX_LINE_CHARS));
    bound("the text below the front matter", persona.instructions(), MAX_INSTRUCTIONS_CHARS);
    return persona;
  }

  private static void bound(String what, String text, int maxChars) {
    if (text.length() > maxChars) {
      throw new ContentException(
          "%s: %s is %,d characters long; at most %,d are allowed."
              .formatted(PATH, what, text.length(), maxChars));
    }
  }
}
