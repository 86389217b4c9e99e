package dev.porchlight.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Markdown by itself, as it is written and when it is whole. */
final class MarkdownTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  /** A view and its states, for the tests of Markdown. */
  static final String VIEW =
      """
      const { StreamingView } = await import('/js/markdown/streaming-view.js');
      const words = [];
      const view = () => new StreamingView({
        addressOf: (number) => (number < 3 ? '#source-' + number : null),
        onFrozen: (block) => words.push(block),
        copyLabel: 'Copy',
      });
      const writing = { over: false, whole: false };
      const whole = { over: true, whole: true };
      """;

  @RegisterExtension static final ServedSite site = new ServedSite();
  private ModulePage modules;

  @BeforeEach
  void openModules() {
    modules = ModulePage.open(chromium.open(), site.address());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "One **strong** word, *one*, ***both***, `code **here**` and ~~none~~ 2 * 3 = 6 a_b_c.",
        "See [the **door**](https://example.org/a_(b)) or https://example.org now.",
        "A number [1], two [1, 2] and one without a source [7].",
        "1. one **thing**\n2. another\n   - inner `code`\n   - *last*\n\n- [x] done\n- [ ] open",
        "| when | *light* |\n|---|:---:|\n| day | **off** |\n| night | on |\n\nAfter it.",
        "# Head *ing*\n\ntext\n\n## Next\n\n> quoted **words**\n> go on\n\nEnd.",
        "Before\n\n```js\nconst a = `x` ** 2;\n```\n\nand ~~~ after\n\n~~~\nmore\n~~~\n",
        "- one\n- **two**\n  more\n\n- three, loose\n- four\n  1. in\n  2. it\n\n1. a\n2. b\n3.5 is lazy\n4. d\n\nEnd.",
        "* one\n* two\n* three\n* * *\nText\n\n- [x] done\n- [ ] open\n- last\n# Head",
        "````md\n```js\nx\n```\n````\nand after `````",
        "A setext heading\n---\n\nand <b>bold</b> & co &amp; <br> a \\*star\\*.",
        "Line one\r\nline **two**\r\n\r\nthree",
      })
  void whatIsShownWhileItIsWrittenIsAlwaysTheStartOfWhatIsShownInTheEnd(String markdown) {
    String shown =
        """
        const markdown = %s;
        const end = view();
        end.update(markdown, whole);
        const final = end.element.textContent.replace(/\\s+/g, '');
        const growing = view();
        const odd = [];
        for (let length = 1; length <= markdown.length; length++) {
          growing.update(markdown.slice(0, length), writing);
          const now = growing.element.textContent.replace(/\\s+/g, '').replace(/Copy/g, '');
          if (!final.replace(/Copy/g, '').startsWith(now)) odd.push(markdown.slice(0, length) + ' → ' + now);
        }
        growing.update(markdown, whole);
        if (!growing.element.isEqualNode(end.element)) odd.push(growing.element.outerHTML);
        return odd;
        """;
    assertThat(modules.run(VIEW + shown.formatted(quoted(markdown)))).isEqualTo("[]");
  }

  @Test
  void aCompleteBlockIsNeverDrawnAgain() {
    String kept =
        """
        const growing = view();
        growing.update('One.\\n\\nTwo', writing);
        const first = growing.element.firstChild;
        let touched = 0;
        new MutationObserver((changes) => (touched += changes.length)).observe(first, {
          subtree: true, childList: true, characterData: true, attributes: true,
        });
        growing.update('One.\\n\\nTwo and more.\\n\\n- three\\n', writing);
        growing.update('One.\\n\\nTwo and more.\\n\\n- three\\n- four', whole);
        await Promise.resolve();
        return [growing.element.firstChild === first, touched, words];
        """;
    assertThat(modules.run(VIEW + kept))
        .isEqualTo("[true,0,[\"One.\",\"Two and more.\",\"three\\nfour\"]]");
  }

  @Test
  void ofALongListOnlyTheLastItemIsDrawnAgain() {
    String touches =
        """
        const growing = view();
        const page = document.createElement('main');
        page.append(growing.element);
        let most = 0;
        const observer = new MutationObserver(() => {});
        observer.observe(page, { subtree: true, childList: true, characterData: true, attributes: true });
        let markdown = '';
        for (let item = 1; item <= 900; item++) {
          for (const piece of [`- Item ${item} is `, `**the** `, `[next](https://example.org/${item}).\n`]) {
            growing.update((markdown += piece), writing);
            const changes = observer.takeRecords();
            most = Math.max(most, changes.reduce((sum, change) => sum + 1 + change.addedNodes.length + change.removedNodes.length, 0));
          }
        }
        growing.update(markdown, whole);
        const end = view();
        end.update(markdown, whole);
        return [most < 20, growing.element.querySelectorAll('li').length, growing.element.isEqualNode(end.element), words.length];
        """;
    assertThat(modules.run(VIEW + touches)).isEqualTo("[true,900,true,901]");
  }

  @Test
  void aListThatTurnsLooseIsToldOnce() {
    String told =
        """
        const growing = view();
        const markdown = '- one\\n- two\\n- three\\n\\n- four\\n- five';
        for (let length = 1; length <= markdown.length; length++) growing.update(markdown.slice(0, length), writing);
        growing.update(markdown, whole);
        return words;
        """;
    assertThat(modules.run(VIEW + told)).isEqualTo("[\"one\",\"two\",\"three\",\"four\",\"five\"]");
  }

  @Test
  void codeIsColouredOnceItIsCompleteAndStaysTheSameText() {
    String coloured =
        """
        const loaded = () => performance.getEntriesByType('resource').some(({ name }) => name.includes('highlightjs'));
        const growing = view();
        const code = 'const a = "<b onclick=x>" && 1;';
        growing.update('```js\\n' + code, writing);
        const before = [loaded(), growing.element.querySelectorAll('span[class]').length];
        growing.update('```js\\n' + code + '\\n```\\n', writing);
        while (!growing.element.querySelector('.hljs-keyword')) await new Promise(requestAnimationFrame);
        growing.update('```js\\n' + code + '\\n```\\n\\nEnd.', whole);
        const text = growing.element.querySelector('pre').textContent;
        return [...before, loaded(), text === code, growing.element.querySelector('.hljs-string').textContent];
        """;
    assertThat(modules.run(VIEW + coloured))
        .isEqualTo("[false,0,true,true,\"\\\"<b onclick=x>\\\"\"]");
  }

  @Test
  void theCopyButtonOfCodeStaysTheSameWhileMoreIsWritten() {
    String kept =
        """
        const growing = view();
        growing.update('```\\na\\n```', writing);
        const button = growing.element.querySelector('button');
        growing.update('```\\na\\n```\\n\\nmore', writing);
        growing.update('```\\na\\n```\\n\\nmore and more', whole);
        return [growing.element.querySelector('button') === button, button.disabled];
        """;
    assertThat(modules.run(VIEW + kept)).isEqualTo("[true,false]");
  }

  @Test
  void headingsFormAnOutlineWhateverTheModelSkipped() {
    String levels =
        """
        const end = view();
        end.update('### A\\n\\n##### B\\n\\n# C\\n\\n## D', whole);
        return [...end.element.querySelectorAll('h3, h4, h5, h6')].map((heading) => heading.tagName + heading.textContent);
        """;
    assertThat(modules.run(VIEW + levels)).isEqualTo("[\"H3A\",\"H4B\",\"H3C\",\"H4D\"]");
  }

  @Test
  void linksOpenApartAndTellTheirHost() {
    assertThat(html("[here](https://example.org/x)"))
        .contains("target=\\\"_blank\\\"")
        .contains("rel=\\\"noopener nofollow\\\"")
        .contains("data-host=\\\"example.org\\\"")
        .contains("title=\\\"https://example.org/x\\\"");
  }

  @Test
  void anImageBecomesALinkToIt() {
    assertThat(html("![a door](https://example.org/door.png)"))
        .doesNotContain("<img")
        .contains("href=\\\"https://example.org/door.png\\\"")
        .contains(">a door</a>");
  }

  @Test
  void anAnswerThatWasCutOffIsShownAsItLooked() {
    String cut =
        """
        const end = view();
        end.update('Half **a', { over: true, whole: false });
        return [end.element.innerHTML, words];
        """;
    assertThat(modules.run(VIEW + cut))
        .isEqualTo("[\"<p dir=\\\"auto\\\">Half <strong>a</strong></p>\",[\"Half a\"]]");
  }

  private String html(String markdown) {
    return modules.run(
        VIEW
            + "const end = view(); end.update(%s, whole); return end.element.innerHTML;"
                .formatted(quoted(markdown)));
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
        + '"';
  }
}
