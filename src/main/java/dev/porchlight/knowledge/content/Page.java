package dev.porchlight.knowledge.content;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of the owner's content.
 *
 * @param path of its file in the content folder, with slashes
 * @param url its public address, or empty
 */
public record Page(String path, String title, String url, Details details, List<Passage> passages) {

  static final int MAX_TITLE_CHARS = 160;

  public Page {
    passages = List.copyOf(passages);
  }

  /**
   * What its front matter says of it beside that.
   *
   * @param description one or two sentences, or empty
   * @param aliases other addresses at which it was or is found
   * @param canonical the address of the page that it is a copy of, or of itself; empty where that
   *     is not given
   * @param language its primary subtag (BCP 47) in lower case, or null where it is not given
   * @param date when it was published, or null where that is not given
   * @param questions what a visitor who has read of it may be offered to ask
   */
  public record Details(
      String description,
      List<String> tags,
      List<String> aliases,
      String canonical,
      @Nullable String language,
      @Nullable LocalDate date,
      List<String> questions) {

    public static final Details NONE = new Details("", List.of(), List.of(), "", null, null);

    public Details {
      tags = List.copyOf(tags);
      aliases = List.copyOf(aliases);
      questions = List.copyOf(questions);
    }

    /** One that suggests no question. */
    public Details(
        String description,
        List<String> tags,
        List<String> aliases,
        String canonical,
        @Nullable String language,
        @Nullable LocalDate date) {
      this(description, tags, aliases, canonical, language, date, List.of());
    }
  }
}
