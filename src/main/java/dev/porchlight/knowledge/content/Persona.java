package dev.porchlight.knowledge.content;

import java.util.List;

/**
 * Who the bot is.
 *
 * @param name what the site or the bot is called
 * @param greeting the first thing that a visitor reads
 * @param questions what a visitor may be offered to ask, at most eight
 * @param instructions the system prompt
 */
public record Persona(String name, String greeting, List<String> questions, String instructions) {

  static final int MAX_QUESTIONS = 8;

  public static final Persona DEFAULT =
      new Persona(
          "Porchlight",
          "Hi! Ask me anything about this site.",
          List.of(),
          "You answer questions of the visitors of a web site, briefly and kindly, in the language"
              + " of the question.");

  public Persona {
    questions = List.copyOf(questions);
  }
}
