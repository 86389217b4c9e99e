package dev.porchlight.testing.upstream;

import static dev.porchlight.testing.upstream.Dialect.stream;
import static dev.porchlight.testing.upstream.Endings.busy;
import static dev.porchlight.testing.upstream.Endings.cutOff;
import static dev.porchlight.testing.upstream.Endings.failed;

import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.CompletionOutcome.CutOff;
import dev.porchlight.llm.FailureCode;
import java.time.Duration;
import java.util.List;

/** The ways in which providers say that they failed, or fail to say it. */
final class ProviderErrorDialects {
  private static final String HALF =
      """
      data: {"choices":[{"index":0,"delta":{"content":"Half"},"finish_reason":null}]}

      """;

  private ProviderErrorDialects() {}

  static List<Dialect> rows() {
    return List.of(
        midStream(
            "openai-error",
            "an error object, then the end",
            """
            data: {"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}}

            """),
        midStream(
            "error-string",
            "an error that is a string",
            """
            data: {"error":"CUDA out of memory"}

            """),
        midStream(
            "vllm-error",
            "an object named error",
            """
            data: {"object":"error","message":"Engine died","type":"InternalServerError","param":null,"code":500}

            data: [DONE]

            """),
        midStream(
            "venice-error",
            "error_type and error_message",
            """
            data: {"error_type":"inference_error","error_message":"Inference processing failed"}

            """),
        midStream(
            "mistral-error",
            "a message that is an object",
            """
            data: {"object":"error","message":{"detail":[{"type":"internal","msg":"Failed"}]},"type":"internal_error","code":"3000"}

            """),
        midStream(
            "openrouter-error",
            "an error beside the finish reason error",
            """
            data: {"id":"gen-1","object":"chat.completion.chunk","provider":"Somebody","error":{"code":"server_error","message":"Provider disconnected"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}

            data: [DONE]

            """),
        midStream(
            "gemini-error-array-mid-stream",
            "an array that holds the error",
            """
            data: [{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}]

            """),
        midStream(
            "event-error",
            "an event by the name of error",
            """
            event: error
            data: {"type":"overloaded_error","message":"Overloaded"}

            """),
        stream(
            "ollama-error-mid-stream",
            "an error that became an empty delta, then nothing",
            HALF
                + """
                data: {"id":"","object":"","created":0,"model":"","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

                """,
            "Half",
            cutOff(CutOff.Reason.UPSTREAM_ENDED)),
        stream(
            "lmstudio-error-200",
            "an error where the answer should begin",
            """
            event: error
            data: {"error":{"message":"Error rendering prompt with jinja template"},"message":"Error rendering prompt with jinja template"}

            """,
            "",
            failed(FailureCode.UPSTREAM_BAD_RESPONSE)),
        refused(
            "gemini-error-array",
            "429 with an array, the wait in RetryInfo",
            429,
            """
            [{"error":{"code":429,"message":"You exceeded your current quota. Please retry in 34.4s.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerMinutePerProjectPerModel"}]},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.4s"}]}}]
            """,
            busy(Duration.ofMillis(34_400))),
        refused(
            "gemini-daily-quota",
            "429 whose wait is that of the day's quota",
            429,
            """
            [{"error":{"code":429,"message":"You exceeded your current quota.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7s"}]}}]
            """,
            failed(FailureCode.PROVIDER_OUT_OF_CREDIT)),
        refused(
            "groq-429-text",
            "429 whose wait stands in a sentence",
            429,
            """
            {"error":{"message":"Rate limit reached for model in organization org_1 on tokens per minute (TPM): Limit 6000, Used 5000, Requested 1500. Please try again in 5.289s. Visit https://console.groq.com/docs/rate-limits for more information.","type":"tokens","code":"rate_limit_exceeded"}}
            """,
            busy(Duration.ofMillis(5_289))),
        refused(
            "openrouter-no-credit",
            "402: the credit is spent",
            402,
            """
            {"error":{"code":402,"message":"Insufficient credits"}}
            """,
            failed(FailureCode.PROVIDER_OUT_OF_CREDIT)),
        refused(
            "llamacpp-loading",
            "503 while the model loads",
            503,
            """
            {"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}
            """,
            failed(FailureCode.UPSTREAM_BUSY)),
        refused(
            "vllm-too-long",
            "400 for more tokens than the context holds",
            400,
            """
            {"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.","type":"BadRequestError","param":null,"code":400}
            """,
            failed(FailureCode.QUESTION_TOO_LONG)));
  }

  private static Dialect midStream(String name, String what, String events) {
    return stream(name, what, HALF + events, "Half", failed(FailureCode.UPSTREAM_ERROR));
  }

  private static Dialect refused(
      String name, String what, int status, String body, CompletionOutcome ending) {
    return new Dialect(name, what, status, "application/json", body, "", ending);
  }
}
