package dev.porchlight.llm;

import java.util.List;

/**
 * A passage of the owner's pages that an answer may cite.
 *
 * @param url where it can be read, absolute or relative to the bot's own address; may be empty
 *     where the page has no address
 * @param images the addresses of its images that an answer may show
 * @param next what may be asked next by who reads of it
 */
public record Source(
    String title, String url, String excerpt, List<String> images, List<String> next) {

  public Source {
    images = List.copyOf(images);
    next = List.copyOf(next);
  }

  /** A passage without an image, with nothing to ask next. */
  public Source(String title, String url, String excerpt) {
    this(title, url, excerpt, List.of(), List.of());
  }
}
