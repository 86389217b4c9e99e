package dev.porchlight.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.porchlight.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page's parser runs the table of cases that the server's runs too. */
final class EventStreamParserTest {

  @RegisterExtension static final Chromium chromium = new Chromium();

  private static final String RUN =
      """
      async (table) => {
        const { EventStreamParser } = await import('/js/api/event-stream-parser.js');
        const bytesOf = ({ input, inputBase64 }) => input === undefined
          ? Uint8Array.from(atob(inputBase64), (character) => character.charCodeAt(0))
          : new TextEncoder().encode(input);
        const run = (row, bytes, cuts) => {
          const events = [];
          const take = ({ type, data, lastEventId }) => events.push({ event: type, data, id: lastEventId });
          const parser = new EventStreamParser(take, row.maxEventBytes);
          let tooLarge = false;
          try {
            let from = 0;
            for (const to of [...cuts, bytes.length]) {
              parser.push(bytes.subarray(from, to));
              from = to;
            }
          } catch {
            tooLarge = true;
          }
          return JSON.stringify({ events, tooLarge });
        };
        const expected = (row) => JSON.stringify({
          events: row.expected.map(({ event, data, id }) => ({ event, data, id })),
          tooLarge: row.tooLarge ?? false,
        });
        const rows = JSON.parse(table).cases;
        const failed = rows.filter((row) => {
          const bytes = bytesOf(row);
          const everywhere = Array.from(bytes, (_, at) => at + 1);
          return [[], row.cuts ?? [], everywhere].some((cuts) => run(row, bytes, cuts) !== expected(row));
        });
        return [rows.length, ...failed.map((row) => row.name)];
      }
      """;

  @Test
  void everyCaseOfTheTableHoldsWholeCutAndByteByByte() throws IOException {
    try (TestServer server = TestServer.start(Map.of())) {
      Page tab = chromium.open();
      tab.navigate(server.address() + "/no-such-page");
      List<?> outcome = (List<?>) tab.evaluate(RUN, table());
      assertThat((Integer) outcome.get(0)).isGreaterThan(50);
      assertThat(outcome.subList(1, outcome.size())).isEmpty();
    }
  }

  private static String table() throws IOException {
    try (InputStream table =
        EventStreamParserTest.class.getResourceAsStream("/event-stream-cases.json")) {
      return new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
