package dev.porchlight.testing.upstream;

import static dev.porchlight.testing.upstream.Dialect.stream;
import static dev.porchlight.testing.upstream.Endings.finished;

import dev.porchlight.llm.CompletionOutcome.CutOff;
import dev.porchlight.llm.TokenUsage;
import java.util.List;

/** The answers that go well, of servers that an owner can run at home. */
final class SelfHostedDialects {
  private SelfHostedDialects() {}

  static List<Dialect> rows() {
    return List.of(
        stream(
            "ollama",
            "reasoning beside an empty content",
            """
            data: {"id":"chatcmpl-7","object":"chat.completion.chunk","model":"qwen3","choices":[{"index":0,"delta":{"role":"assistant","content":"","reasoning":"The user greets."},"finish_reason":null}]}

            data: {"id":"chatcmpl-7","object":"chat.completion.chunk","model":"qwen3","choices":[{"index":0,"delta":{"role":"assistant","content":"Hello"},"finish_reason":null}]}

            data: {"id":"chatcmpl-7","object":"chat.completion.chunk","model":"qwen3","choices":[{"index":0,"delta":{"role":"assistant","content":" there"},"finish_reason":null}]}

            data: {"id":"chatcmpl-7","object":"chat.completion.chunk","model":"qwen3","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop"}]}

            data: {"id":"chatcmpl-7","object":"chat.completion.chunk","model":"qwen3","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":29,"total_tokens":40}}

            data: [DONE]

            """,
            "Hello there",
            finished("stop", 11, 29)),
        stream(
            "llamacpp-ping",
            "comments of a bare colon, a null content, timings",
            """
            :

            data: {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}],"created":1,"id":"x","object":"chat.completion.chunk"}

            data: {"choices":[{"finish_reason":null,"index":0,"delta":{"reasoning_content":"Hm."}}],"object":"chat.completion.chunk"}

            :

            data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":"Grüße"}}],"object":"chat.completion.chunk"}

            data: {"choices":[{"finish_reason":"stop","index":0,"delta":{}}],"object":"chat.completion.chunk"}

            data: {"choices":[],"usage":{"completion_tokens":4,"prompt_tokens":8,"total_tokens":12},"timings":{"prompt_n":8,"predicted_per_second":52.1}}

            data: [DONE]

            """,
            "Grüße",
            finished("stop", 8, 4)),
        stream(
            "llamacpp-think",
            "the thinking left in the text, its tags cut anywhere",
            """
            data: {"choices":[{"index":0,"delta":{"content":"<th"},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{"content":"ink>Which of the two? 1 < 2.</thi"},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{"content":"nk>The left one, where a <"},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{"content":" b."},"finish_reason":"stop"}]}

            data: [DONE]

            """,
            "The left one, where a < b.",
            finished("stop")),
        stream(
            "vllm",
            "reasoning_content, and text beside the finish reason",
            """
            data: {"id":"chatcmpl-v","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-v","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"reasoning_content":"Let me see."},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-v","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Once upon"},"logprobs":null,"finish_reason":null}]}

            data: {"id":"chatcmpl-v","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":" a ti"},"logprobs":null,"finish_reason":"length","stop_reason":null}]}

            data: {"id":"chatcmpl-v","object":"chat.completion.chunk","choices":[],"usage":{"prompt_tokens":5,"total_tokens":21,"completion_tokens":16}}

            data: [DONE]

            """,
            "Once upon a ti",
            new CutOff(CutOff.Reason.LENGTH, new TokenUsage(5, 16))),
        stream(
            "vllm-reasoning",
            "its newer name for reasoning",
            """
            data: {"id":"chatcmpl-v","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"reasoning":"Let me see."},"finish_reason":null}]}

            data: {"id":"chatcmpl-v","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Yes."},"finish_reason":"stop"}]}

            data: [DONE]

            """,
            "Yes.",
            finished("stop")),
        stream(
            "lmstudio",
            "reasoning under either name",
            """
            data: {"id":"l1","object":"chat.completion.chunk","system_fingerprint":"gpt-oss","choices":[{"index":0,"delta":{"role":"assistant","reasoning":"Short."},"logprobs":null,"finish_reason":null}]}

            data: {"id":"l1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"reasoning_content":"Shorter."},"logprobs":null,"finish_reason":null}]}

            data: {"id":"l1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"reasoning_text":"Shortest."},"logprobs":null,"finish_reason":null}]}

            data: {"id":"l1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"No."},"logprobs":null,"finish_reason":null}]}

            data: {"id":"l1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}

            data: [DONE]

            """,
            "No.",
            finished("stop")));
  }
}
