package dev.porchlight.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Markdown that comes in pieces: what is seen on the way, what is there in the end, and what a
 * piece costs.
 */
final class StreamedMarkdownTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final String VIEW =
      MarkdownTest.VIEW
          + """
          const drawn = (markdown) => {
            const all = view();
            all.update(markdown, whole);
            return all.element;
          };
          const plain = (element) => {
            const copy = element.cloneNode(true);
            copy.querySelectorAll('pre code').forEach((code) => (code.textContent = code.textContent));
            return copy;
          };
          const spoken = (from) => words.slice(from).join('').replace(/\\s+/g, '');
          """;

  /** Counts what each update reads, and what it touches in the page. */
  private static final String WATCH =
      """
      const { Lexer } = await import('/js/vendor.js');
      const lex = Lexer.prototype.lex;
      let read = 0;
      Lexer.prototype.lex = function (markdown) {
        read += markdown.length;
        return lex.call(this, markdown);
      };
      const growing = view();
      const page = document.createElement('main');
      page.append(growing.element);
      const observer = new MutationObserver(() => {});
      observer.observe(page, { subtree: true, childList: true, characterData: true, attributes: true });
      const most = { read: 0, touched: 0 };
      let markdown = '';
      const write = (piece) => {
        read = 0;
        growing.update((markdown += piece), writing);
        const touched = observer.takeRecords().reduce((sum, change) => sum + 1 + change.addedNodes.length + change.removedNodes.length, 0);
        most.read = Math.max(most.read, read);
        most.touched = Math.max(most.touched, touched);
      };
      const isSmall = () => most.read < 700 && most.touched < 40 || most;
      const isTheSame = () => {
        growing.update(markdown, whole);
        return growing.element.isEqualNode(drawn(markdown));
      };
      """;

  @RegisterExtension static final ServedSite site = new ServedSite();
  private ModulePage modules;

  @BeforeEach
  void openModules() {
    modules = ModulePage.open(chromium.open(), site.address());
  }

  /** Where each mark is compared with each other, one of these takes minutes, as prose does not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[a](",
        "![a](",
        "[x](`",
        "[a](<b",
        "[a](b ",
        "[a](b \"",
        "[a](b)(",
        "[a][",
        "[",
        "[[a]",
        "[1",
        "*a ",
        "_a ",
        "**a",
        "*_a",
        "__a_",
        "a*b*",
        "~~a ",
        "`a",
        "`` ` ",
        "<a ",
        "<",
        "<!-- ",
        "&#",
        "> ",
        "- ",
        "1. ",
        "> - ",
        "|a",
        "\t",
        " \n",
        "\n\t",
        "# ",
        "```\n",
        "---\n",
        "[a]: b\n",
        "http://a.",
        "a@a.",
        "a.b-c_",
        "\\",
        "*",
        "_",
        "![",
        "a|b\n-|-\n",
        "。*あ",
        "[^a",
        "[^a]",
        "\\(",
        "\\(x ",
        "\\[\n",
        "$",
        "$a ",
        "$a_",
        "$$",
        "<details>\n",
        "a[1]"
      })
  void whateverAnAnswerIsMadeOfItIsReadInTimeThatGrowsWithItsLength(String unit) {
    String drawTwice =
        """
        const took = (answer) => {
          const start = performance.now();
          const streamed = view();
          for (let part = 1; part <= 8; part++) streamed.update(answer.slice(0, (answer.length / 8) * part), writing);
          streamed.update(answer, whole);
          drawn(answer);
          return performance.now() - start;
        };
        const prose = took('A light is left on. '.repeat(1_000));
        const odd = took('%s'.repeat(20_000 / '%s'.length));
        return odd < 5_000 + 100 * prose || odd;
        """;
    assertThat(modules.run(VIEW + drawTwice.formatted(escaped(unit), escaped(unit))))
        .isEqualTo("true");
  }

  private static String escaped(String unit) {
    return unit.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
  }

  @Test
  void whereverItIsCutTheEndIsTheSameAndEachWordIsToldOnce() throws IOException {
    String cut =
        """
        const { steady, decidedLate } = %s;
        let seed = 7;
        const upTo = (count) => (seed = (seed * 48271) %% 2147483647) %% count;
        const odd = [];
        for (const markdown of [...steady, ...decidedLate]) {
          const from = words.length;
          const end = plain(drawn(markdown));
          const told = spoken(from);
          for (const longest of [1, 2, 7, 30]) {
            const growing = view();
            const start = words.length;
            for (let at = 0; at < markdown.length; at += 1 + upTo(longest)) growing.update(markdown.slice(0, at), writing);
            growing.update(markdown, whole);
            if (!plain(growing.element).isEqualNode(end)) odd.push(plain(growing.element).innerHTML, end.innerHTML);
            if (steady.includes(markdown) && spoken(start) !== told) odd.push(spoken(start), told);
          }
        }
        return odd;
        """;
    assertThat(modules.run(VIEW + cut.formatted(answers()))).isEqualTo("[]");
  }

  @Test
  void noMarkerIsEverSeenThatIsNotSeenInTheEnd() throws IOException {
    String everyCut =
        """
        const seen = (element) => {
          const copy = element.cloneNode(true);
          copy.querySelectorAll('figcaption').forEach((caption) => caption.remove());
          return copy.textContent.replace(/\\s+/g, '');
        };
        return %s.steady.flatMap((markdown) => {
          const end = seen(drawn(markdown));
          const growing = view();
          const odd = [];
          for (let length = 1; length <= markdown.length; length++) {
            growing.update(markdown.slice(0, length), writing);
            if (!end.startsWith(seen(growing.element))) odd.push(markdown.slice(0, length) + ' → ' + seen(growing.element));
          }
          return odd.slice(0, 3);
        });
        """;
    assertThat(modules.run(VIEW + everyCut.formatted(answers()))).isEqualTo("[]");
  }

  @Test
  void ofALongTableOnlyTheLastRowIsReadAndDrawnAgain() {
    String rows =
        """
        write('| number | where | what |\\n|---|:-:|--:|\\n');
        for (let row = 1; row <= 1500; row++) {
          const pieces = [`| ${row} | on `, `**the** porch |`, ` a [light](https://example.org/${row}) |\\n`];
          if (row % 10 === 0) pieces.forEach(write);
          else write(pieces.join(''));
        }
        return [isSmall(), isTheSame(), growing.element.querySelectorAll('tbody tr').length];
        """;
    assertThat(modules.run(VIEW + WATCH + rows)).isEqualTo("[true,true,1500]");
  }

  @Test
  void ofADeepListOnlyTheLastItemIsReadAndDrawnAgain() {
    String items =
        """
        const depths = [0, 1, 2, 3, 3, 3, 2, 3, 3, 1, 2, 2];
        write('1. All of it is in one item:\\n');
        for (let item = 1; item <= 600; item++) {
          write('   ' + '  '.repeat(depths[item % depths.length]) + `- Item ${item} is `);
          write(`**the** [next](https://example.org/${item}).\\n`);
        }
        return [isSmall(), isTheSame(), growing.element.querySelectorAll('li').length, growing.element.querySelectorAll('ol > li').length];
        """;
    assertThat(modules.run(VIEW + WATCH + items)).isEqualTo("[true,true,601,1]");
  }

  @Test
  void codeInListsAndQuotesIsColouredWhenItIsCompleteAndKeepsItsButton() {
    String coloured =
        """
        const answers = ['1. One\\n   ```js\\n   const a = 1;\\n   ```\\n', '> Two\\n>\\n> ```js\\n> const b = 2;\\n> ```\\n'];
        const found = [];
        for (const markdown of answers) {
          const growing = view();
          growing.update(markdown.slice(0, markdown.indexOf(';')), writing);
          const button = growing.element.querySelector('button');
          const before = [button.disabled, growing.element.querySelectorAll('span[class]').length];
          growing.update(markdown, writing);
          for (let frame = 0; frame < 900 && !growing.element.querySelector('.hljs-keyword'); frame++) await new Promise(requestAnimationFrame);
          const colour = growing.element.querySelector('.hljs-keyword');
          const more = markdown.startsWith('>') ? '>\\n> More' : '   More';
          for (let length = 1; length <= more.length; length++) growing.update(markdown + more.slice(0, length), writing);
          growing.update(markdown + more, whole);
          const now = growing.element.querySelector('button');
          found.push(...before, now === button, now.disabled, growing.element.querySelector('.hljs-keyword') === colour);
        }
        return found;
        """;
    assertThat(modules.run(VIEW + coloured))
        .isEqualTo("[true,0,true,false,true,true,0,true,false,true]");
  }

  @Test
  void emphasisEndsWhereChineseAndJapaneseEndIt() {
    String emphasis =
        """
        return drawn('**注意：**这是**“门”**的灯。').innerHTML;
        """;
    assertThat(modules.run(VIEW + emphasis))
        .contains("<strong>注意：</strong>这是<strong>“门”</strong>的灯。");
  }

  private static JsonNode answers() throws IOException {
    try (InputStream file =
        StreamedMarkdownTest.class.getResourceAsStream("/streamed-markdown.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(file));
    }
  }
}
