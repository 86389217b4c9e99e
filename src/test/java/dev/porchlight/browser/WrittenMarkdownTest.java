package dev.porchlight.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a model wrote is what is shown, wherever it is cut: nothing of it is altered or lost. */
final class WrittenMarkdownTest {

  @RegisterExtension static final Chromium chromium = new Chromium();
  @RegisterExtension static final ServedSite site = new ServedSite();

  private static final String VIEW =
      """
      const { StreamingView } = await import('/js/markdown/streaming-view.js');
      const own = new Set(['https://site.example/door.png', '/lamp.png']);
      const view = () => new StreamingView({
        addressOf: (number) => (number < 3 ? '#source-' + number : null),
        isOwnImage: (address) => own.has(address),
        onFrozen: () => {},
        copyLabel: 'Copy',
      });
      const seen = (element) => {
        const copy = element.cloneNode(true);
        copy.querySelectorAll('.math').forEach((maths) => maths.replaceWith(maths.dataset.tex));
        copy.querySelectorAll('figcaption').forEach((caption) => caption.remove());
        return copy.textContent.replace(/\\s+/g, '');
      };
      const drawn = (markdown) => {
        const all = view();
        all.update(markdown, { over: true, whole: true });
        return all.element;
      };
      """;

  private static final String AT_EVERY_CUT =
      """
      const markdown = %s;
      const end = drawn(markdown);
      const growing = view();
      const odd = [];
      for (let length = 1; length <= markdown.length; length++) {
        growing.update(markdown.slice(0, length), { over: false, whole: false });
        if (!seen(end).startsWith(seen(growing.element))) odd.push(markdown.slice(0, length) + ' → ' + seen(growing.element));
      }
      growing.update(markdown, { over: true, whole: true });
      if (!growing.element.isEqualNode(end)) odd.push(growing.element.outerHTML, end.outerHTML);
      return [odd.slice(0, 3), seen(end), end.innerHTML];
      """;

  private ModulePage modules;

  @BeforeEach
  void openModules() {
    modules = ModulePage.open(chromium.open(), site.address());
  }

  /** Each with what is read in the end, without white space, and what its HTML has. */
  static Stream<Arguments> answers() {
    return Stream.of(
        shown("大约3~5天，价格100~200元。", "大约3~5天，价格100~200元。"),
        shown(
            "It takes ~3~5 minutes, ~~not 10~~ now.",
            "Ittakes~3~5minutes,not10now.",
            "<del>not 10</del>"),
        shown(
            "Return List<String>, not Promise<void>; use <T extends Foo>.",
            "ReturnList<String>,notPromise<void>;use<TextendsFoo>."),
        shown(
            "- Map<K, V>\n- if a <b then\n\n| Set<T> | <div> |\n|---|---|\n| <x-y> | 1 < 2 |",
            "Map<K,V>ifa<bthenSet<T><div><x-y>1<2"),
        shown("<div class=\"x\">\n\nwords\n\n</div>", "<divclass=\"x\">words</div>"),
        shown(
            "One<br>two <kbd>Ctrl</kbd>+<kbd>C</kbd>, H<sub>2</sub>O, x<sup>2</sup>, <mark>m</mark>, <u>u</u>.",
            "OnetwoCtrl+C,H2O,x2,m,u.",
            "One<br>two",
            "<kbd>Ctrl</kbd>",
            "<sub>2</sub>",
            "<sup>2</sup>",
            "<mark>m</mark>",
            "<u>u</u>"),
        shown(
            "<kbd>a < b & c</kbd> and <b>**both**</b>",
            "a<b&candboth",
            "<b><strong>both</strong></b>"),
        shown(
            "<details>\n<summary>More **here**</summary>\n\nIn *it*:\n\n- one\n- two\n\n```js\nconst a = 1;\n```\n\n</details>\n\nAfter.",
            "MorehereInit:onetwoconsta=1;After.",
            "<summary>More <strong>here</strong></summary>",
            "<em>it</em>",
            "<li>two</li>"),
        shown(
            "<details><summary>A</summary>\n<details><summary>B</summary>\nb\n</details>\n\na\n</details>\nEnd",
            "ABbaEnd"),
        shown(
            "The value of arr[1] is m[0][1], see [1]. `arr[1]` too.",
            "Thevalueofarr[1]ism[0][1],see1.arr[1]too.",
            "<code>arr[1]</code>",
            "see\u202f<a class=\"citation\" href=\"#source-1\">1</a>.</span>"),
        shown("灯是红色的[1]。另一个[2][1]，没有[7]。", "灯是红色的1。另一个21，没有[7]。"),
        shown("**Red**[1], [2] and [1, 2] [9].", "Red1,2and12[9]."),
        shown(
            "Red [1].\n\n[1]: https://evil.example",
            "Red1.1:https://evil.example",
            "class=\"citation\" href=\"#source-1\""),
        shown(
            "So \\(a^2 + b_1 * c_2\\) is *so* \\(x*y\\), \\[z\\,dx\\] and $e^{i}$.",
            "So\\(a^2+b_1*c_2\\)isso\\(x*y\\),\\[z\\,dx\\]and$e^{i}$.",
            "class=\"math\"",
            "<em>so</em>"),
        shown(
            "Before\n\\[\n  a = b\n- c \\\\\n\\]\nAfter",
            "Before\\[a=b-c\\\\\\]After",
            "class=\"math display\""),
        shown(
            "1. So:\n   $$\n   \\frac{1}{2}\n   $$\n2. End",
            "So:$$\\frac{1}{2}$$End", "class=\"math display\""),
        shown(
            "It costs $5 to $10, or US$5 for _two_ and 10$.",
            "Itcosts$5to$10,orUS$5fortwoand10$.",
            "<em>two</em>"),
        shown("A lone \\[ opens nothing.\n\nNext.", "Alone[opensnothing.Next."),
        shown(
            "Words[^1] and more[^note].\n\n[^1]: The **first**.\n[^note]: The other.",
            "Words1andmorenote.1Thefirst.noteTheother.",
            "Words<sup>1</sup>",
            "<sup>1</sup> The <strong>first</strong>."),
        shown(
            "- [x] done\n- [ ] open\n- plain",
            "☑done☐openplain",
            "<li class=\"task\">☑ done</li>",
            "<li>plain</li>"),
        shown(
            "```mermaid\ngraph TD\n  A --> B\n```\n\n```nosuchlanguage\na < b\n```",
            "graphTDA-->Ba<b"),
        shown(
            "![the door](https://site.example/door.png) ![lamp](/lamp.png) ![x](https://other.example/x.png)",
            "x",
            "alt=\"the door\" src=\"https://site.example/door.png\"",
            "loading=\"lazy\"",
            "<a href=\"https://other.example/x.png\""),
        shown(
            "<img src=\"/lamp.png\" alt=\"a lamp\" width=\"320\" height=\"200\"> <img src=\"//evil.example/x\">",
            "//evil.example/x",
            "alt=\"a lamp\" width=\"320\" height=\"200\" src=\"/lamp.png\""),
        shown("AT&T, R&D, a && b, &copy; and &amp;.", "AT&T,R&D,a&&b,©and&."));
  }

  /** As {@link #answers}: what else models write. */
  static Stream<Arguments> furtherAnswers() {
    return Stream.of(
        shown("Use `~/.bashrc` and ~/bin, or ~~~ twice.", "Use~/.bashrcand~/bin,or~~~twice."),
        shown(
            "C:\\Users\\name and \\d+(\\w+)?$ are paths.",
            "C:\\Users\\nameand\\d+(\\w+)?$arepaths."),
        shown(
            "1986. A great year.\n\n3) Third\n4) Fourth",
            "Agreatyear.ThirdFourth",
            "<ol start=\"1986\"",
            "<ol start=\"3\""),
        shown(
            "# Not\n#hashtag and #1 issue\n\nC# and F# ## end",
            "Not#hashtagand#1issueC#andF###end"),
        shown(
            "Line one\\\nline two  \nline three",
            "Lineonelinetwolinethree",
            "one<br>line two<br>line"),
        shown("Emoji 👩‍👩‍👧 and 🇩🇪, **粗体**文字，「引用」*斜体*。", "Emoji👩‍👩‍👧and🇩🇪,粗体文字，「引用」斜体。"),
        shown("مرحبا **بك** في [1] موقعنا", "مرحبابكفي1موقعنا", "dir=\"auto\""),
        shown(
            "visit www.example.org/a_b_c and https://example.org/x?a=1&b=2).",
            "visitwww.example.org/a_b_candhttps://example.org/x?a=1&b=2).",
            "x?a=1&amp;b=2</a>)."),
        shown("> quote\n> > deeper\n> - item\n\nafter", "quotedeeperitemafter"),
        shown("- a\n\n  para\n\n  ```\n  code\n  ```\n- b\n    - c\n        - d", "aparacodebcd"),
        shown("````md\n```js\nx\n```\n````", "```jsx```"),
        shown("~~~\ntilde fence\n~~~", "tildefence"),
        shown("    indented code <b>\n    more\n\ntext", "indentedcode<b>moretext"),
        shown("a < b > c and x<y, if (a<b && c>d) {}", "a<b>candx<y,if(a<b&&c>d){}"),
        shown(
            "Price: $5, $10 and $x$; cost $1,000.00-$2,000.00 US.",
            "Price:$5,$10and$x$;cost$1,000.00-$2,000.00US."),
        shown("Shell: echo $HOME and $PATH or ${VAR}", "Shell:echo$HOMEand$PATHor${VAR}"),
        shown(
            "<script>alert(1)</script> and <style>b{}</style>",
            "<script>alert(1)</script>and<style>b{}</style>"),
        shown("Title\n=====\n\nSub\n---\n\n***\n\ntext", "TitleSubtext", "<h3", "<h4", "<hr"),
        shown("&lt;div&gt; &#169; &unknown; &copy", "<div>©&unknown;&copy"),
        shown("Hello,world!**bold**text**bold**,end *a*b*c*", "Hello,world!boldtextbold,endabc"),
        shown(
            "Array<Array<number>>, List<?>, x<=y, a->b, a<-b, <-, <>, </>, <3",
            "Array<Array<number>>,List<?>,x<=y,a->b,a<-b,<-,<>,</>,<3"),
        shown(
            "Ratio 1:2, :smile:, ==mark==, ^sup^, ~sub~, H~2~O, ++ins++",
            "Ratio1:2,:smile:,==mark==,^sup^,~sub~,H~2~O,++ins++"),
        shown("1. a\n1. b\n\ntext\n2. d", "abtext2.d"),
        shown("“Quotes” … — – ' \" -- --- ...", "“Quotes”…—–'\"-----..."),
        shown("A\r\nB\r\n\r\n- c\r\n- d", "ABcd", "<li>d</li>"),
        shown(
            "Use <name>, <your-key>, <YOUR_KEY>, <http://example.org>, <me@x.org>",
            "Use<name>,<your-key>,<YOUR_KEY>,http://example.org,me@x.org"),
        shown(
            "Chess 1. e4 e5 2. Nf3\n\n10\\. ten\n\n(c) (r) (tm)",
            "Chess1.e4e52.Nf310.ten(c)(r)(tm)"),
        shown("<!-- a comment --> visible <!-- [1] --> end", "visibleend"),
        shown("<!-- one\n\ntwo -->\n\nShown", "Shown"),
        shown(
            "Array<U>, Promise<S> and </b> alone, <em class=x>e</em>, <b>x</b>.",
            "Array<U>,Promise<S>and</b>alone,<emclass=x>e</em>,x.",
            "<b>x</b>"),
        shown("Escaped \\[1\\] and \\[x\\], but \\[x + 1\\].", "Escaped1and[x],but\\[x+1\\]."));
  }

  @ParameterizedTest
  @MethodSource({"answers", "furtherAnswers"})
  void itIsShownAsItWasWrittenAtEveryCut(String markdown, String read, List<String> html)
      throws JsonProcessingException {
    var shown =
        new JsonMapper().readTree(modules.run(VIEW + AT_EVERY_CUT.formatted(quoted(markdown))));
    assertThat(shown.path(0)).isEmpty();
    assertThat(shown.path(1).asText()).isEqualTo(read);
    assertThat(html).allSatisfy(part -> assertThat(shown.path(2).asText()).contains(part));
  }

  @Test
  void aBarInCodeIsOfTheCodeInATableToo() {
    String table =
        """
        const markdown = '| a | b |\\n|---|---|\\n| `x || y` | x \\\\| y |\\n| `a|b` [1] | `c` |\\n\\nAfter | it';
        const growing = view();
        for (let length = 1; length <= markdown.length; length++) growing.update(markdown.slice(0, length), { over: false, whole: false });
        growing.update(markdown, { over: true, whole: true });
        const end = drawn(markdown);
        return [[...end.querySelectorAll('td')].map((cell) => cell.textContent.trim()), end.lastChild.textContent, end.isEqualNode(growing.element)];
        """;
    assertThat(modules.run(VIEW + table))
        .isEqualTo("[[\"x || y\",\"x | y\",\"a|b\u202f1\",\"c\"],\"After | it\",true]");
  }

  @Test
  void formulasAreDrawnAsMathMlOnceKatexIsThereAndStayTheSameNodes() {
    String formulas =
        """
        const loaded = () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('katex')).length;
        const growing = view();
        document.body.replaceChildren(growing.element);
        growing.update('Plain $5.', { over: false, whole: false });
        const before = loaded();
        growing.update('So \\\\(a^2\\\\) is', { over: false, whole: false });
        while (!growing.element.querySelector('math')) await new Promise(requestAnimationFrame);
        const maths = growing.element.querySelector('math');
        growing.update('So \\\\(a^2\\\\) is $$\\\\frac{x}{2}$$ and \\\\(\\\\nosuch\\\\) or', { over: false, whole: false });
        growing.update('So \\\\(a^2\\\\) is $$\\\\frac{x}{2}$$ and \\\\(\\\\nosuch\\\\) or so.', { over: true, whole: true });
        const all = growing.element.querySelectorAll('math');
        return [before, loaded(), all.length, all[0] === maths, all[1].getAttribute('display'), all[0].querySelector('annotation').textContent,
          growing.element.querySelectorAll('.math')[2].textContent];
        """;
    assertThat(modules.run(VIEW + formulas))
        .isEqualTo("[0,1,2,true,\"block\",\"a^2\",\"\\\\(\\\\nosuch\\\\)\"]");
  }

  @Test
  void aFormulaIsCopiedAsTex() {
    String copied =
        """
        const { copyMathsAsTex } = await import('/js/dom/copied-maths.js');
        copyMathsAsTex(new AbortController().signal);
        const growing = view();
        document.body.replaceChildren(growing.element);
        growing.update('So \\\\(a^2\\\\) is.', { over: true, whole: true });
        while (!growing.element.querySelector('math')) await new Promise(requestAnimationFrame);
        const range = document.createRange();
        range.selectNodeContents(growing.element);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        const event = new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
        document.body.dispatchEvent(event);
        return [event.clipboardData.getData('text/plain').trim(), event.clipboardData.getData('text/html').includes('<math'),
          growing.element.querySelectorAll('math').length];
        """;
    assertThat(modules.run(VIEW + copied)).isEqualTo("[\"So \\\\(a^2\\\\) is.\",false,1]");
  }

  @Test
  void whatIsOpenWhereAnAnswerIsCutIsShown() {
    String cut =
        """
        return ['So \\\\(a^2', 'AT&T', 'a <b', 'It is $x^', 'see [1', '\\\\[\\nx'].map((markdown) => {
          const end = view();
          end.update(markdown, { over: true, whole: false });
          return seen(end.element);
        });
        """;
    assertThat(modules.run(VIEW + cut))
        .isEqualTo("[\"So(a^2\",\"AT&T\",\"a<b\",\"Itis$x^\",\"see\",\"[x\"]");
  }

  @Test
  void whatTheVisitorUnfoldedStaysOpenWhileMoreIsWritten() {
    String unfolded =
        """
        const growing = view();
        growing.update('<details>\\n<summary>A</summary>\\n\\none', { over: false, whole: false });
        growing.element.querySelector('details').open = true;
        growing.update('<details>\\n<summary>A</summary>\\n\\none and two\\n\\n</details>\\n\\nEnd', { over: true, whole: true });
        return growing.element.querySelector('details').open;
        """;
    assertThat(modules.run(VIEW + unfolded)).isEqualTo("true");
  }

  @Test
  void aNumberWithoutASourceMayBeDefinedAsALink() {
    assertThat(
            modules.run(VIEW + "return drawn('Red [3].\\n\\n[3]: https://example.org').innerHTML;"))
        .contains("href=\\\"https://example.org\\\"");
  }

  private static Arguments shown(String markdown, String read, String... html) {
    return Arguments.of(markdown, read, List.of(html));
  }

  private static String quoted(String text) throws JsonProcessingException {
    return new JsonMapper().writeValueAsString(text);
  }
}
