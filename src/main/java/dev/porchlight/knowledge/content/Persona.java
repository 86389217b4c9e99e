package dev.porchlight.knowledge.content;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who the bot is.
 *
 * @param name what the site or the bot is called
 * @param description what the bot is for, in one line; may be empty
 * @param greeting the first thing that a visitor reads
 * @param greetings the same in other languages, by their primary subtags (BCP 47)
 * @param questions what a visitor may be offered to ask, at most eight
 * @param instructions the system prompt
 */
public record Persona(
    String name,
    String description,
    String greeting,
    Map<String, String> greetings,
    List<String> questions,
    String instructions) {

  static final int MAX_QUESTIONS = 8;

  private static final String NO_NAME = "this site";

  /** What speaks for a site of which the owner says nothing. */
  public static final Persona DEFAULT = of(SiteInfo.UNKNOWN, null);

  /**
   * What speaks for a site where the owner wrote no persona.
   *
   * @param siteUrl the site's address where its generator's settings say it, or null
   */
  public static Persona of(SiteInfo site, @Nullable String siteUrl) {
    String host = hostOf(site.url() == null ? siteUrl : site.url().toString());
    String name = site.name() == null ? host : site.name();
    return new Persona(
        name,
        "",
        "Hi! Ask me anything about %s.".formatted(name),
        Map.of(),
        List.of(),
        ("You answer questions of the visitors of %s, briefly and kindly, in the language of the"
                + " question.")
            .formatted(name.equals(NO_NAME) ? "a web site" : "the web site " + name));
  }

  /** One that says nothing more of what it is for. */
  public Persona(
      String name,
      String greeting,
      Map<String, String> greetings,
      List<String> questions,
      String instructions) {
    this(name, "", greeting, greetings, questions, instructions);
  }

  private static String hostOf(@Nullable String url) {
    String host = url == null ? null : URI.create(url).getHost();
    return host == null ? NO_NAME : host.replaceFirst("^www\\.", "");
  }

  public Persona {
    greetings = Map.copyOf(greetings);
    questions = List.copyOf(questions);
  }

  /**
   * The greeting in a language, else the one that is for all.
   *
   * @param language its primary subtag (BCP 47)
   */
  public String greetingIn(String language) {
    return greetings.getOrDefault(language, greeting);
  }
}
