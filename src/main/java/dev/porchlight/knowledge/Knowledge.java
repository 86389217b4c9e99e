package dev.porchlight.knowledge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that the owner wrote for the bot: who it is, and the pages it may speak of. Read once; safe
 * for use by any thread.
 */
public final class Knowledge {

  static final int MAX_PASSAGES = 20_000;
  private static final Logger LOG = LoggerFactory.getLogger(Knowledge.class);

  private final Persona persona;
  private final List<Page> pages;
  private final PassageSearch search;
  private final Standpoints standpoints;
  private final Finder finder;

  private Knowledge(Persona persona, List<Page> pages) {
    this.persona = persona;
    this.pages = List.copyOf(pages);
    this.search = new PassageSearch(pages.stream().flatMap(p -> p.passages().stream()).toList());
    this.standpoints = new Standpoints(pages);
    this.finder = new Finder(search, standpoints, persona);
  }

  /**
   * Reads the Markdown files of a folder and its sub-folders.
   *
   * @throws ContentException if the folder is missing, or a file can't be read, is malformed or is
   *     over a limit
   */
  public static Knowledge in(Path folder) {
    return of(ContentFolder.read(folder));
  }

  /**
   * Reads the content that the program was packed with.
   *
   * @throws ContentException if there is none
   */
  public static Knowledge packed() {
    return of(ContentFolder.readPacked(Knowledge.class.getClassLoader()));
  }

  static Knowledge of(List<MarkdownFile> files) {
    Persona persona = Persona.DEFAULT;
    List<Page> pages = new ArrayList<>();
    int passages = 0;
    for (MarkdownFile file : files) {
      if (file.path().equals(PersonaReader.PATH)) {
        persona = PersonaReader.read(file);
      } else {
        pages.add(PageReader.read(file));
        passages += pages.get(pages.size() - 1).passages().size();
      }
    }
    return bounded(persona, pages, passages);
  }

  private static Knowledge bounded(Persona persona, List<Page> pages, int passages) {
    if (passages > MAX_PASSAGES) {
      throw new ContentException(
          "The content has %,d sections; at most %,d are allowed."
              .formatted(passages, MAX_PASSAGES));
    }
    if (passages == 0) {
      LOG.warn("The content folder has no pages: the bot knows nothing of its site.");
    }
    return new Knowledge(persona, pages);
  }

  public Persona persona() {
    return persona;
  }

  List<Page> pages() {
    return pages;
  }

  /** Whether there is anything in a question to search for. */
  boolean isAboutSomething(String question) {
    return !search.termsOf(question).isEmpty();
  }

  /**
   * What the site says of a question.
   *
   * @param limit how many passages at most
   * @param limitOfPage how many where the question is about the page it was asked on, as a whole
   */
  public Found find(Inquiry inquiry, int limit, int limitOfPage) {
    return finder.find(inquiry, limit, limitOfPage);
  }

  /** Whether the owner has a page at an address. */
  public boolean hasPage(@Nullable String address) {
    return standpoints.at(address) != null;
  }

  /**
   * What a model is told: who it is, where the visitor is, how to use the passages, and the
   * passages, numbered from 1 in their order, as the sources of the answer are.
   */
  public String systemPrompt(Found found) {
    return SystemPrompt.of(persona, found);
  }

  /** SHA-256 of all that an answer may rest on: whoever has the same has the same content. */
  public String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(persona.toString().getBytes(UTF_8));
      for (Page page : pages) {
        page.passages().forEach(passage -> digest.update(passage.toString().getBytes(UTF_8)));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
