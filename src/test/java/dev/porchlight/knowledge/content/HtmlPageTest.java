package dev.porchlight.knowledge.content;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.porchlight.knowledge.content.generator.SiteLayout;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a page of HTML becomes Markdown. */
final class HtmlPageTest {

  private static final String ADDRESS = "https://example.com/docs/page";

  static Stream<Arguments> conversions() {
    return Stream.of(
        Arguments.of("<p>One\n  two</p>three<div>four</div>", "One two\n\nthree\n\nfour"),
        Arguments.of("<h2>A</h2><h4>B</h4>", "## A\n\n#### B"),
        Arguments.of(
            "<h2 id=opening-hours>Hours <a href='#x'>#</a></h2>", "## Hours {#opening-hours}"),
        Arguments.of("<section id=b><h2><a href='#b'>Bar</a></h2></section>", "## Bar {#b}"),
        Arguments.of("<p>a <b>bold </b>c, <em> d</em> e", "a **bold** c, *d* e"),
        Arguments.of("<p>foo<i>bar</i>baz, x<b>“y”</b>z", "foo*bar*baz, x“y”z"),
        Arguments.of("<p><b><strong>x</strong></b><em></em><i>y</i>", "**x**y"),
        Arguments.of("<p>1<span>.</span> is no list, * nor this", "1\\. is no list, \\* nor this"),
        Arguments.of("<p>a<br>b<br><br>c<br>", "a  \nb\n\nc"),
        Arguments.of("<p>run <code>ls  `x`</code>", "run `` ls `x` ``"),
        Arguments.of("<ul><li>a<ul><li>b</ul><li><p>c</ul>", "- a\n  - b\n- c"),
        Arguments.of("<ul><li>a<ul><li>b</ul></ul><ul><li>c</ul>", "- a\n  - b\n\n* c"),
        Arguments.of("<ol start=3><li>a<p>b</p><li>c</ol>", "3. a\n   \n   b\n\n4. c"),
        Arguments.of("<ul><li>a</li><ul><li>b</li></ul></ul>", "- a\n  - b"),
        Arguments.of("<blockquote><p>a<p>b</blockquote>", "> a\n> \n> b"),
        Arguments.of("<dl><dt>T <a href='#t'>¶</a><dd>D</dl>", "**T**\n\nD"),
        Arguments.of(
            "<pre><code class='hljs language-java'>\nint <b>x</b>;\n\n  y\n</code></pre>",
            "```java\nint x;\n\n  y\n```"),
        Arguments.of("<pre>```\nx<br>y</pre>", "````\n```\nx\ny\n````"),
        Arguments.of("<div class='highlight-python'><pre>x</pre></div>", "```python\nx\n```"),
        Arguments.of("<p><img src=x alt='A lamp'> <img src=y>", "A lamp"),
        Arguments.of(
            "<p><a href='../a b?x=1#y'>go [1]</a>",
            "[go \\[1\\]](https://example.com/a%20b?x=1#y)"),
        Arguments.of("<p><a href='javascript:x()'>go</a> <a name=x>on</a>", "go on"),
        Arguments.of(
            "<a href=/x><h3>Card</h3><p>Text</p></a>", "### [Card](https://example.com/x)\n\nText"),
        Arguments.of(
            "<table><tr><th>A<th>B<tr><td>1|2<td><code>x|y</code></table>",
            "|A|B|\n|---|---|\n|1\\|2|x\\|y|"),
        Arguments.of(
            "<table><caption>C</caption><tr><th>A<td>1<tr><th>B<td rowspan=2>2<tr><th>D</table>",
            "C\n\n|||\n|---|---|\n|A|1|\n|B|2|\n|D|2|"),
        Arguments.of(
            "<table><tr><td>A<td>B<tr><td colspan=2><p>x</p><p>y</p></table>",
            "|A|B|\n|---|---|\n|x y||"),
        Arguments.of("<table><tr><td><ul><li>a</ul><td>b</table>", "- a\n\nb"),
        Arguments.of("<p>soft\u00ADhyphen a\u00A0b\u200B", "softhyphen a b"),
        Arguments.of("<p>a<script>x</script><style>y</style><button>z</button>", "a"));
  }

  @ParameterizedTest
  @MethodSource("conversions")
  void anElementBecomesItsMarkdown(String html, String markdown) {
    assertThat(read("<main>" + html + "</main>").markdown()).isEqualTo(markdown);
  }

  @Test
  void whatSurroundsTheContentIsLeftOut() {
    String page =
        """
        <header>Site</header><nav><a href=/>Home</a></nav>
        <div class="cookie-banner">We use cookies</div>
        <div role=dialog>Subscribe</div>
        <div><div><h1>Lamps</h1><p>We make lamps of brass and glass by hand in our own shop.</p>
        <p>Each takes a week.</p></div></div>
        <ul><li><a href=/a>One</a><li><a href=/b>Two</a><li><a href=/c>Three</a></ul>
        <form>Your mail</form><aside>Ad</aside><footer>Imprint</footer>
        """;

    assertThat(read(page).markdown())
        .isEqualTo(
            "# Lamps\n\nWe make lamps of brass and glass by hand in our own shop.\n\n"
                + "Each takes a week.");
  }

  @Test
  void theElementThatThePageMarksIsTheContent() {
    assertThat(read("<p>before</p><main><p>main</p></main>").markdown()).isEqualTo("main");
    assertThat(read("<p>before</p><div role=main>main</div>").markdown()).isEqualTo("main");
    assertThat(read("<p>before</p><article>one</article>").markdown()).isEqualTo("one");
  }

  @Test
  void severalArticlesOfALengthAreTheContentTogether() {
    assertThat(
            read("<article>one</article><article>two</article><article>six</article>").markdown())
        .isEqualTo("one\n\ntwo\n\nsix");
  }

  @Test
  void aFormAroundTheWholePageIsNoForm() {
    assertThat(read("<form><h1>Hours</h1><p>We open at nine.</p></form>").markdown())
        .isEqualTo("# Hours\n\nWe open at nine.");
  }

  @Test
  void theHeadSaysWhatThePageIs() {
    HtmlPage page =
        read(
            """
            <html lang=de-AT><head><title>Lampen | Laden</title>
            <meta name=description content=" Aus  Messing ">
            <meta name=robots content="NoIndex, follow">
            <link rel=canonical href="/lampen">
            </head><body><h1>Lampen</h1><a href="a#b">x</a><a rel=nofollow href=c>y</a>
            <a href="mailto:x@example.com">z</a></body>
            """);

    assertThat(page.title()).isEqualTo("Lampen");
    assertThat(page.description()).isEqualTo("Aus Messing");
    assertThat(page.lang()).isEqualTo("de-AT");
    assertThat(page.canonical()).isEqualTo("https://example.com/lampen");
    assertThat(page.noindex()).isTrue();
    assertThat(page.links()).containsExactly("https://example.com/docs/a#b");
  }

  @Test
  void aPageWithoutAHeadSaysNothingOfItself() {
    assertThat(HtmlPage.read("<p><a href=x>y</a>", ""))
        .isEqualTo(new HtmlPage("", "", "", "", false, List.of(), "[y](x)"));
  }

  @Test
  void thePageNamesItsEncodingWhereTheTransferDoesNot() {
    String html = "<meta charset=ISO-8859-1><p>Café";
    byte[] bytes = html.getBytes(StandardCharsets.ISO_8859_1);

    assertThat(HtmlPage.read(bytes, null, ADDRESS).markdown()).isEqualTo("Café");
    assertThat(HtmlPage.read(html.getBytes(StandardCharsets.UTF_8), "utf-8", ADDRESS).markdown())
        .isEqualTo("Café");
  }

  @Test
  void aPageOfManyNestedElementsIsRead() {
    String deep = "<div><b><ul><li><blockquote>".repeat(20_000);

    assertThat(read(deep + "x").markdown()).contains("x");
  }

  @Test
  void itsPassagesLinkToTheHeadingsOfThePage() {
    HtmlPage page = read("<main><h1>Lamps</h1><h2 id=care_1>Care</h2><p>Wipe.</p></main>");
    MarkdownFile file =
        new MarkdownFile("a.md", "---\nurl: https://example.com/x\n---\n" + page.markdown());

    assertThat(
            requireNonNull(
                    PageReader.readAll(List.of(file), SiteLayout.PLAIN, LocalDate.EPOCH)
                        .get(0)
                        .page())
                .passages())
        .extracting(Passage::title, Passage::url)
        .containsExactly(tuple("Lamps › Care", "https://example.com/x#care_1"));
  }

  private static HtmlPage read(String html) {
    return HtmlPage.read(html, ADDRESS);
  }
}
