package dev.porchlight.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a long and fast answer costs the page: counted in nodes, and printed in frames. */
final class FrameBudgetTest {

  @RegisterExtension static final Chromium chromium = new Chromium();
  @RegisterExtension static final ServedSite site = new ServedSite();

  /** Ten thousand words: paragraphs, code, a table, and one list of seven hundred items. */
  private static final String ANSWER =
      """
      const prose = (at) => `Paragraph ${at} says **strongly** what the _light_ on the porch is for, in \\`plain\\` words.\\n\\n`;
      const code = (at) => '```js\\nconst light = ' + at + '; // on the porch\\nturn(light);\\n```\\n\\n';
      const item = (at) => `- Item ${at} of a **long** list with [a link](https://example.org/${at}).\\n`;
      const row = (at) => `| ${at} | on the porch | **light** |\\n`;
      const some = (count, make) => Array.from({ length: count }, (_, at) => make(at)).join('');
      window.answer = some(60, prose) + some(20, code) + '| a | b | c |\\n|---|---|---|\\n' + some(20, row) + '\\n'
        + some(700, item) + '\\n## The end\\n\\n' + some(130, prose);
      """;

  /** Plays the server: two hundred pieces of five words a second. */
  private static final String SERVER =
      """
      const pieces = window.answer.match(/(?:\\S+\\s+){1,5}/g);
      window.words = window.answer.split(/\\s+/).length;
      window.pieces = pieces.length;
      const event = (type, id, data) => new TextEncoder().encode(`event: ${type}\\nid: ${id}\\ndata: ${JSON.stringify(data)}\\n\\n`);
      const stream = () => new ReadableStream({
        start(controller) {
          controller.enqueue(event('answer', 0, { id: 'a' }));
          controller.enqueue(event('begin', 1, { by: 'model' }));
          const started = performance.now();
          let sent = 0;
          const timer = setInterval(() => {
            const due = Math.min(pieces.length, (performance.now() - started) / 5);
            for (; sent < due; sent++) controller.enqueue(event('chunk', sent + 2, { text: pieces[sent] }));
            if (sent < pieces.length) return;
            clearInterval(timer);
            controller.enqueue(event('done', sent + 2, { ending: 'finished', finishReason: 'stop' }));
            controller.close();
          }, 5);
        },
      });
      const ask = window.fetch;
      window.fetch = (address, options) =>
        address === 'chat' ? Promise.resolve(new Response(stream(), { headers: { 'Content-Type': 'text/event-stream' } })) : ask(address, options);
      """;

  private static final String WATCH =
      """
      () => {
        const seen = (window.seen = { drawings: 0, touched: 0, mostTouched: 0, frames: 0, slowFrames: 0, longTasks: 0, longestTask: 0 });
        new MutationObserver((changes) => {
          seen.drawings++;
          const touched = changes.reduce((sum, change) => sum + 1 + change.addedNodes.length + change.removedNodes.length, 0);
          seen.touched += touched;
          seen.mostTouched = Math.max(seen.mostTouched, touched);
        }).observe(document.getElementById('exchanges'), { subtree: true, childList: true, characterData: true, attributes: true });
        new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => {
          seen.longTasks++;
          seen.longestTask = Math.max(seen.longestTask, Math.round(duration));
        })).observe({ entryTypes: ['longtask'] });
        let last = performance.now();
        const frame = (now) => {
          seen.frames++;
          if (now - last > 34) seen.slowFrames++;
          last = now;
          if (!document.querySelector('.exchange[data-phase=ended]')) requestAnimationFrame(frame);
          else seen.over = true;
        };
        requestAnimationFrame(frame);
      }
      """;

  @Test
  void whatAPieceTouchesDoesNotGrowWithTheAnswer() throws JsonProcessingException {
    Page tab = chromium.open();
    tab.addInitScript(ANSWER + SERVER);
    ChatPage page = ChatPage.open(tab, site.address());
    tab.evaluate(WATCH);
    page.ask("Long?");
    tab.waitForFunction(
        "() => window.seen.over", null, new Page.WaitForFunctionOptions().setTimeout(120_000));
    JsonNode seen =
        new JsonMapper()
            .readTree(
                (String)
                    tab.evaluate(
                        "() => JSON.stringify({words, pieces, ...seen,"
                            + " items: document.querySelectorAll('.prose li').length})"));
    System.out.println("A long answer: " + seen);
    assertThat(seen.path("words").asInt()).isGreaterThanOrEqualTo(10_000);
    assertThat(seen.path("items").asInt()).isEqualTo(700);
    assertThat(seen.path("touched").asInt()).isLessThan(20 * seen.path("pieces").asInt());
  }
}
