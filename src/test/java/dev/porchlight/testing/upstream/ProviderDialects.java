package dev.porchlight.testing.upstream;

import static dev.porchlight.testing.upstream.Dialect.stream;
import static dev.porchlight.testing.upstream.Endings.finished;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.TokenUsage;
import java.util.List;

/** The answers of hosted providers that go well, one or more rows each. */
final class ProviderDialects {
  private ProviderDialects() {}

  static List<Dialect> rows() {
    return List.of(
        stream(
            "openai",
            "padding against side channels, usage in a chunk of its own",
            """
            data: {"id":"c1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"aX9"}

            data: {"id":"c1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Porch"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"q"}

            data: {"id":"c1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"light ✨"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":""}

            data: {"id":"c1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null,"obfuscation":"zzz"}

            data: {"id":"c1","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":19,"completion_tokens":3,"total_tokens":22},"obfuscation":"k"}

            data: [DONE]

            """,
            "Porchlight ✨",
            finished("stop", 19, 3)),
        stream(
            "azure-filter",
            "prompt_filter_results without choices, choices without a delta",
            """
            data: {"choices":[],"created":0,"id":"","model":"","object":"","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}}}]}

            data: {"choices":[{"content_filter_offsets":{"check_offset":44,"start_offset":44,"end_offset":59},"content_filter_results":{},"finish_reason":null,"index":0}],"object":""}

            data: {"choices":[{"delta":{"role":"assistant","content":""},"finish_reason":null,"index":0}],"object":"chat.completion.chunk"}

            data: {"choices":[{"delta":{"content":"A lump of a whole sentence, let through at once. "},"finish_reason":null,"index":0}],"object":"chat.completion.chunk"}

            data: {"choices":[{"content_filter_results":{"hate":{"filtered":false}},"finish_reason":null,"index":0}],"object":""}

            data: {"choices":[{"delta":{"content":"And the next."},"finish_reason":null,"index":0}],"object":"chat.completion.chunk"}

            data: {"choices":[{"delta":{},"finish_reason":"stop","index":0}],"object":"chat.completion.chunk"}

            data: [DONE]

            """,
            "A lump of a whole sentence, let through at once. And the next.",
            finished("stop")),
        stream(
            "azure-crlf",
            "lines that end in CR LF",
            """
            data: {"choices":[{"delta":{"content":"Two "},"finish_reason":null,"index":0}]}

            data: {"choices":[{"delta":{"content":"ends."},"finish_reason":null,"index":0}]}

            data: {"choices":[{"delta":{},"finish_reason":"stop","index":0}]}

            data: [DONE]

            """
                .replace("\n", "\r\n"),
            "Two ends.",
            finished("stop")),
        stream(
            "openrouter",
            "comments while it works, usage beside the finish reason",
            """
            : OPENROUTER PROCESSING

            : OPENROUTER PROCESSING

            data: {"id":"gen-1","provider":"Somebody","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"Simple.","reasoning_details":[{"type":"reasoning.text","text":"Simple."}]},"finish_reason":null,"native_finish_reason":null}]}

            data: {"id":"gen-1","provider":"Somebody","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"Sure."},"finish_reason":null,"native_finish_reason":null}]}

            data: {"id":"gen-1","provider":"Somebody","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop","native_finish_reason":"STOP"}],"usage":{"prompt_tokens":14,"completion_tokens":6,"total_tokens":20,"cost":0.0001}}

            data: [DONE]

            """,
            "Sure.",
            finished("stop", 14, 6)),
        stream(
            "groq-usage",
            "usage at the top and in x_groq",
            """
            data: {"id":"chatcmpl-g","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"x_groq":{"id":"req_1","seed":7}}

            data: {"id":"chatcmpl-g","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Fast."},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-g","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"x_groq":{"id":"req_1","usage":{"queue_time":0.02,"prompt_tokens":17,"completion_tokens":2,"total_tokens":19}},"usage":{"queue_time":0.02,"prompt_tokens":17,"completion_tokens":2,"total_tokens":19}}

            data: [DONE]

            """,
            "Fast.",
            finished("stop", 17, 2)),
        stream(
            "mistral",
            "usage that nobody asked for",
            """
            data: {"id":"m1","object":"chat.completion.chunk","created":1,"model":"mistral-small","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

            data: {"id":"m1","object":"chat.completion.chunk","created":1,"model":"mistral-small","choices":[{"index":0,"delta":{"content":"Bonjour, vous êtes"},"finish_reason":null}]}

            data: {"id":"m1","object":"chat.completion.chunk","created":1,"model":"mistral-small","choices":[{"index":0,"delta":{"content":" ici."},"finish_reason":"stop"}],"usage":{"prompt_tokens":6,"total_tokens":13,"completion_tokens":7}}

            data: [DONE]

            """,
            "Bonjour, vous êtes ici.",
            finished("stop", 6, 7)),
        stream(
            "mistral-array",
            "a content of parts, thinking among them",
            """
            data: {"id":"m2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

            data: {"id":"m2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Add them."}]}]},"finish_reason":null}]}

            data: {"id":"m2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":[{"type":"text","text":"Four"},{"type":"text","text":", I think"}]},"finish_reason":null}]}

            data: {"id":"m2","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"."},"finish_reason":"stop"}],"usage":{"prompt_tokens":6,"total_tokens":10,"completion_tokens":4}}

            data: [DONE]

            """,
            "Four, I think.",
            finished("stop", 6, 4)),
        stream(
            "deepseek-keepalive",
            "comments while the call waits in its line",
            """
            : keep-alive

            : keep-alive

            data: {"id":"d1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":""},"logprobs":null,"finish_reason":null}]}

            data: {"id":"d1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":null,"reasoning_content":"Hmm, 你"},"logprobs":null,"finish_reason":null}]}

            data: {"id":"d1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"你好","reasoning_content":null},"logprobs":null,"finish_reason":null}]}

            data: {"id":"d1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"","reasoning_content":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":12,"total_tokens":22,"prompt_cache_hit_tokens":8,"prompt_cache_miss_tokens":2}}

            data: [DONE]

            """,
            "你好",
            new CompletionOutcome.Finished("stop", new TokenUsage(10, 12, 8))),
        stream(
            "gemini",
            "CR LF, extra_content, no finish reason until the last",
            """
            data: {"choices":[{"delta":{"extra_content":{"google":{"thought_signature":"Cg=="}},"role":"assistant"},"index":0}],"created":1,"id":"g","model":"gemini","object":"chat.completion.chunk"}

            data: {"choices":[{"delta":{"content":"Six lights","role":"assistant"},"index":0}],"created":1,"id":"g","model":"gemini","object":"chat.completion.chunk"}

            data: {"choices":[{"delta":{"content":".","role":"assistant"},"finish_reason":"stop","index":0}],"created":1,"id":"g","model":"gemini","object":"chat.completion.chunk","usage":{"completion_tokens":3,"prompt_tokens":7,"total_tokens":10}}

            data: [DONE]

            """
                .replace("\n", "\r\n"),
            "Six lights.",
            finished("stop", 7, 3)),
        stream(
            "anthropic",
            "the shape of OpenAI's, unadorned",
            """
            data: {"id":"msg_1","choices":[{"index":0,"delta":{"content":"Good evening","role":"assistant"}}],"created":1,"model":"claude","object":"chat.completion.chunk"}

            data: {"id":"msg_1","choices":[{"index":0,"delta":{"content":"."}}],"created":1,"model":"claude","object":"chat.completion.chunk"}

            data: {"id":"msg_1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"created":1,"model":"claude","object":"chat.completion.chunk"}

            data: {"id":"msg_1","choices":[],"created":1,"model":"claude","object":"chat.completion.chunk","usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14}}

            data: [DONE]

            """,
            "Good evening.",
            finished("stop", 9, 5)),
        stream(
            "cloudflare-number",
            "digits as JSON numbers, choices without an index",
            """
            data: {"id":"cf","object":"chat.completion.chunk","choices":[{"delta":{"content":"There are "}}],"usage":{"prompt_tokens":12,"completion_tokens":2,"total_tokens":14,"neurons":0.5}}

            data: {"id":"cf","object":"chat.completion.chunk","choices":[{"delta":{"content":6}}],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15,"neurons":0.6}}

            data: {"id":"cf","object":"chat.completion.chunk","choices":[{"delta":{"content":" lights."}}],"usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17,"neurons":0.8}}

            data: {"id":"cf","object":"chat.completion.chunk","choices":[{"delta":{},"finish_reason":"stop"}]}

            data: [DONE]

            """,
            "There are 6 lights.",
            finished("stop", 12, 5)));
  }
}
