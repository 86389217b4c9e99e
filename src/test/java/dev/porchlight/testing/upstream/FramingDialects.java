package dev.porchlight.testing.upstream;

import static dev.porchlight.testing.upstream.Dialect.stream;
import static dev.porchlight.testing.upstream.Endings.finished;

import java.util.List;

/** What no provider of the table does, and any proxy in front of one may. */
final class FramingDialects {
  private FramingDialects() {}

  static List<Dialect> rows() {
    return List.of(
        stream(
            "framing-without-space",
            "no space after the colon",
            """
            data:{"choices":[{"index":0,"delta":{"content":" Close"},"finish_reason":null}]}

            data:{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data:[DONE]

            """,
            " Close",
            finished("stop")),
        stream(
            "framing-cr",
            "lines that end in CR alone",
            """
            data: {"choices":[{"index":0,"delta":{"content":"Return"},"finish_reason":"stop"}]}

            data: [DONE]

            """
                .replace("\n", "\r"),
            "Return",
            finished("stop")),
        stream(
            "framing-bom",
            "a byte order mark before the first line",
            """
            \ufeffdata: {"choices":[{"index":0,"delta":{"content":"Marked"},"finish_reason":"stop"}]}

            data: [DONE]

            """,
            "Marked",
            finished("stop")),
        stream(
            "framing-fields",
            "JSON over several data lines, with ids, event names and unknown fields",
            """
            id: 1
            event: message
            retry: 10
            colour: blue
            data: {"choices":
            data: [{"index":0,"delta":{"content":"Folded"},
            data: "finish_reason":"stop"}]}

            data: [DONE]

            """,
            "Folded",
            finished("stop")));
  }
}
