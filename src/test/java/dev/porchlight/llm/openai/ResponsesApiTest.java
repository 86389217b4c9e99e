package dev.porchlight.llm.openai;

import static dev.porchlight.llm.CompletionOutcome.CutOff.Reason.FILTERED;
import static dev.porchlight.llm.CompletionOutcome.CutOff.Reason.LENGTH;
import static dev.porchlight.llm.CompletionOutcome.CutOff.Reason.UPSTREAM_ENDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.porchlight.llm.CompletionOutcome;
import dev.porchlight.llm.FailureCode;
import dev.porchlight.llm.TokenUsage;
import dev.porchlight.testing.RecordedCompletion;
import dev.porchlight.testing.upstream.Exchange;
import dev.porchlight.testing.upstream.FakeUpstream;
import dev.porchlight.testing.upstream.Request;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A model that is asked by the Responses API. */
final class ResponsesApiTest {
  private static final String USAGE = "'usage':{'input_tokens':11,'output_tokens':4}";
  private static final TokenUsage REPORTED = new TokenUsage(11, 4);
  private static final String COMPLETED =
      "{'type':'response.completed','response':{'status':'completed','error':null," + USAGE + "}}";

  @AutoClose private final FakeUpstream upstream = FakeUpstream.start();
  @AutoClose private final ChatModelBench bench = new ChatModelBench();

  /** The events of an answer, its text and its ending. */
  record Row(String name, String text, CompletionOutcome ending, List<String> events) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Row row(String name, String text, CompletionOutcome ending, String... events) {
    return new Row(name, text, ending, List.of(events));
  }

  static Stream<Row> rows() {
    return Stream.of(
        row(
            "text",
            "A lamp.",
            new CompletionOutcome.Finished("stop", REPORTED),
            "{'type':'response.created','response':{'status':'in_progress','error':null}}",
            "{'type':'response.output_item.added','item':{'type':'message'}}",
            text("A "),
            text("lamp."),
            "{'type':'response.output_text.done','text':'A lamp.'}",
            COMPLETED),
        row(
            "reasoning, then text",
            "Yes.",
            new CompletionOutcome.Finished("stop", REPORTED),
            "{'type':'response.reasoning_summary_text.delta','delta':'Hm.'}",
            text("Yes."),
            COMPLETED),
        row(
            "refusal",
            "I cannot.",
            new CompletionOutcome.Finished("refusal", REPORTED),
            "{'type':'response.refusal.delta','delta':'I cannot.'}",
            COMPLETED),
        row(
            "length",
            "Half",
            new CompletionOutcome.CutOff(LENGTH, REPORTED),
            text("Half"),
            incomplete("max_output_tokens")),
        row(
            "filter",
            "Half",
            new CompletionOutcome.CutOff(FILTERED, REPORTED),
            text("Half"),
            incomplete("content_filter")),
        row(
            "only thought",
            "",
            new CompletionOutcome.Failed(FailureCode.THINKING_USED_UP, null).costing(REPORTED),
            "{'type':'response.reasoning_text.delta','delta':'Hm.'}",
            incomplete("max_output_tokens")),
        row(
            "failed",
            "",
            new CompletionOutcome.Failed(FailureCode.UPSTREAM_BAD_RESPONSE, null),
            "{'type':'response.failed','response':{'status':'failed','error':{'code':'server_error'"
                + ",'message':'x'}}}"),
        row(
            "error",
            "",
            new CompletionOutcome.Failed(FailureCode.PROVIDER_OUT_OF_CREDIT, null),
            "{'type':'error','code':'insufficient_quota','message':'x'}"),
        row(
            "connection ends early",
            "Half",
            new CompletionOutcome.CutOff(UPSTREAM_ENDED, null),
            text("Half")));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void itsEventsAreReadAsAnAnswer(Row row) {
    RecordedCompletion completion = bench.ask(responses());
    Exchange exchange = upstream.awaitExchange().startStream();
    for (String event : row.events()) {
      exchange.event(event.replace('\'', '"'));
    }
    exchange.endBody();
    assertThat(completion.ending()).isEqualTo(row.ending());
    assertThat(completion.text()).isEqualTo(row.text());
  }

  @Test
  void aWholeResponseIsReadToo() {
    RecordedCompletion completion = bench.ask(responses());
    upstream
        .awaitExchange()
        .respond(
            200,
            Map.of("Content-Type", "application/json"),
            ("{'object':'response','status':'completed','error':null,'output':[{'type':'reasoning',"
                    + "'summary':[{'type':'summary_text','text':'Hm.'}]},{'type':'message','content':["
                    + "{'type':'output_text','text':'A lamp.'}]}],"
                    + USAGE
                    + "}")
                .replace('\'', '"'));
    assertThat(completion.ending()).isEqualTo(new CompletionOutcome.Finished("stop", REPORTED));
    assertThat(completion.text()).isEqualTo("A lamp.");
    assertThat(completion.nextThought()).isEqualTo("Hm.");
  }

  @Test
  void theRequestAsksThatNothingIsStored() {
    bench.ask(responses());
    Request request = upstream.awaitExchange().request();
    assertThat(request.target()).isEqualTo("/manual/v1/responses");
    JsonNode body = request.json();
    assertThat(body.path("store").isBoolean() && !body.path("store").asBoolean()).isTrue();
    assertThat(body.path("input").path(1).path("content").asText()).isEqualTo("What is it? ✨");
    assertThat(body.path("max_output_tokens").asInt()).isEqualTo(1024);
    assertThat(body.path("stream").asBoolean()).isTrue();
    assertThat(body.has("messages") || body.has("stream_options")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    ", https://a.example/v1, CHAT, https://a.example/v1/chat/completions",
    "responses, https://a.example/v1/, RESPONSES, https://a.example/v1/responses",
    "Responses, https://a.example/v1/responses, RESPONSES, https://a.example/v1/responses",
    ", https://a.example/v1/responses/, RESPONSES, https://a.example/v1/responses",
    "chat, https://a.example/v1, CHAT, https://a.example/v1/chat/completions",
    ", https://a.example/chat/completions?v=1, CHAT, https://a.example/chat/completions?v=1"
  })
  void theApiIsTheNamedOneOrTheAddresss(
      @Nullable String name, String url, Api api, String endpoint) {
    assertThat(EndpointConfig.api(name, url)).isEqualTo(api);
    assertThat(EndpointConfig.endpoint(api, url)).hasToString(endpoint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "soap | https://a.example/v1 | \"soap\" was given; allowed is chat or responses",
        "chat | https://a.example/v1/responses | \"chat\" was given, but the address ends in"
            + " /responses; allowed is responses with it"
      })
  void anotherApiIsRefused(String name, String url, String message) {
    assertThatThrownBy(() -> EndpointConfig.api(name, url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private URI responses() {
    return URI.create(upstream.manual() + "/responses");
  }

  private static String text(String delta) {
    return "{'type':'response.output_text.delta','delta':'" + delta + "'}";
  }

  private static String incomplete(String reason) {
    return "{'type':'response.incomplete','response':{'status':'incomplete','error':null,"
        + "'incomplete_details':{'reason':'"
        + reason
        + "'},"
        + USAGE
        + "}}";
  }
}
