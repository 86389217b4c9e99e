package dev.porchlight.knowledge.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.knowledge.content.generator.SiteLayout;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How a page becomes passages. */
final class PassageSplitterTest {

  @Test
  void eachHeadingOfTheFirstThreeLevelsOpensAPassage() {
    assertThat(
            read(
                """
                before

                # Shop
                lead
                ## Prices
                cheap
                ### For members
                cheaper
                #### Small print
                still for members
                ## Hours
                nine to five
                """))
        .extracting(Passage::title)
        .containsExactly(
            "Shop", "Shop", "Shop › Prices", "Shop › Prices › For members", "Shop › Hours");
  }

  @Test
  void aPassageLinksToItsHeadingOnTheOwnersPage() {
    String page =
        """
        ---
        url: https://example.com/shop#top
        ---
        # Shop
        lead
        ## What’s new? (2026)
        things
        ## Café & Bar
        coffee
        ## Café & Bar
        more coffee
        """;

    assertThat(read(page))
        .extracting(Passage::url)
        .containsExactly(
            "https://example.com/shop",
            "https://example.com/shop#whats-new-2026",
            "https://example.com/shop#café--bar",
            "https://example.com/shop#café--bar-1");
  }

  @Test
  void aPageWithoutAnAddressHasPassagesWithoutOne() {
    assertThat(read("## Hours\n\nnine to five")).extracting(Passage::url).containsExactly("");
  }

  @Test
  void aLongSectionIsCutBetweenItsParagraphs() {
    String paragraph = "word ".repeat(150).strip();

    List<Passage> passages = read(("## Long\n\n" + (paragraph + "\n\n").repeat(5)));

    assertThat(passages).hasSize(3).extracting(Passage::title).containsOnly("Page › Long");
    assertThat(passages).allSatisfy(passage -> assertThat(passage.text()).startsWith("word"));
    assertThat(passages.get(0).text()).isEqualTo(paragraph + "\n\n" + paragraph);
  }

  @Test
  void aCodeBlockAndAListAreNeverCut() {
    String code = "```sh\n" + "# not a heading\n\n".repeat(150) + "```";
    String list = "- an item of a list\n".repeat(150).strip();

    assertThat(read("intro\n\n" + code + "\n\n" + list))
        .extracting(Passage::text)
        .containsExactly("intro", code, list);
  }

  @Test
  void theExcerptIsPlainTextCutAtAWord() {
    Passage passage =
        read("Some **bold** [link](https://x.example) and `code`. " + "word ".repeat(80)).get(0);

    assertThat(passage.excerpt())
        .startsWith("Some bold link and code. word")
        .endsWith("word…")
        .hasSizeLessThanOrEqualTo(PassageSplitter.MAX_EXCERPT_CHARS);
  }

  @Test
  void aLinkThatLeadsNowhereFromTheAnswerIsPlainText() {
    assertThat(
            read("See [the *hours*](hours.md), [mail](mailto:a@b.example), ![a photo](cat.jpg)."))
        .extracting(Passage::text)
        .containsExactly("See the *hours*, [mail](mailto:a@b.example), a photo.");
  }

  @Test
  void aTableStaysAsItIsAndAnHtmlBlockIsItsText() {
    String table = "|Day|Hours|\n|---|:---:|\n|Monday|9 to 5 \\| 6|";
    String html = "<details>\n<summary>More</summary>\n</details>";

    assertThat(read(table + "\n\n" + html))
        .extracting(Passage::text)
        .containsExactly(table + "\n\nMore");
  }

  @Test
  void aListKeepsItsShapeAndItsBoxes() {
    String list = "- one\n- two\n  - inner\n- [ ] open\n- [x] done";

    assertThat(read("text\n\n" + list.indent(2)))
        .extracting(Passage::text)
        .containsExactly("text\n\n" + list);
  }

  @Test
  void aHeadingWithNothingBelowItAndAnEmptyOneAreNoText() {
    assertThat(read("## A\n\ntext\n\n####\n\nmore\n\n#### Left\n\n## B\n\nend"))
        .extracting(Passage::text)
        .containsExactly("text\n\nmore", "end");
  }

  @Test
  void whatALineAnnouncesIsInTheSamePassage() {
    String paragraph = "word ".repeat(280).strip();
    String list = "- an item of a list\n".repeat(20).strip();

    assertThat(read(paragraph + "\n\nYou need:\n\n" + list))
        .extracting(Passage::text)
        .containsExactly(paragraph, "You need:\n\n" + list);
  }

  @Test
  void aRelativeLinkOfAPageWithAnAddressIsResolved() {
    assertThat(
            read("---\nurl: https://example.com/a/shop\n---\n[hours](../hours#today), [x](<a b>)"))
        .extracting(Passage::text)
        .containsExactly(
            "[hours](https://example.com/hours#today), [x](https://example.com/a/shop)");
  }

  @Test
  void aLinkDefinedBelowIsKeptInItsPassage() {
    assertThat(read("See [it][1].\n\n## Links\n\n[1]: https://example.com"))
        .extracting(Passage::text)
        .containsExactly("See [it](https://example.com).");
  }

  private static List<Passage> read(String markdown) {
    List<MarkdownFile> files = List.of(new MarkdownFile("page.md", markdown));
    PageResult read = PageReader.readAll(files, SiteLayout.PLAIN, LocalDate.EPOCH).get(0);
    return Objects.requireNonNull(read.page()).passages();
  }
}
