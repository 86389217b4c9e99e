package dev.porchlight.llm.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.porchlight.llm.EmbeddingException;
import dev.porchlight.llm.EmbeddingException.Kind;
import dev.porchlight.llm.TextEmbedder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * An embedding model behind an OpenAI-compatible API. Safe for use by any number of threads.
 *
 * @param client what it is called by; whoever made it starts and stops it
 * @see <a href="https://platform.openai.com/docs/api-reference/embeddings/create">the API</a>
 */
public record OpenAiEmbedder(
    EmbeddingEndpoint upstream, HttpClient client, InstantSource clock, ObjectMapper mapper)
    implements TextEmbedder {

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int MAX_BYTES = 32 << 20;
  private static final int MAX_DIMENSIONS = 16_384;
  private static final int MAX_SHOWN_CHARS = 200;

  @Override
  public String model() {
    return upstream.model();
  }

  @Override
  public CompletionStage<Embedded> embed(List<String> texts) {
    CompletableFuture<Embedded> made = new CompletableFuture<>();
    request(texts)
        .send(
            new BufferingResponseListener(MAX_BYTES) {
              @Override
              public void onComplete(Result result) {
                try {
                  made.complete(read(result, getContent(), texts.size()));
                } catch (EmbeddingException e) {
                  made.completeExceptionally(e);
                }
              }
            });
    return made;
  }

  private Request request(List<String> texts) {
    ObjectNode body = mapper.createObjectNode();
    body.put("model", upstream.model());
    body.put("encoding_format", "float");
    texts.forEach(body.putArray("input")::add);
    Request request =
        client
            .newRequest(upstream.endpoint())
            .method(HttpMethod.POST)
            .timeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
            .headers(headers -> headers.put(HttpHeader.ACCEPT, "application/json"))
            .body(
                new BytesRequestContent(
                    "application/json", body.toString().getBytes(StandardCharsets.UTF_8)));
    return RequestKey.put(request, upstream.key(), upstream.keyHeader());
  }

  private Embedded read(Result result, byte @Nullable [] content, int count) {
    Response response = result.getResponse();
    if (result.isFailed()) {
      throw failure(
          "the connection failed (%s)".formatted(result.getFailure()), Kind.TRANSIENT, null);
    }
    String text = content == null ? "" : new String(content, StandardCharsets.UTF_8);
    if (response.getStatus() != HttpStatus.OK_200) {
      throw refusal(response, text);
    }
    try {
      JsonNode root = mapper.readTree(text);
      return new Embedded(vectors(root.path("data"), count), tokens(root.path("usage")));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw failure("its answer can't be read (%s)".formatted(shown(text)), Kind.TRANSIENT, null);
    }
  }

  private EmbeddingException refusal(Response response, String text) {
    int status = response.getStatus();
    Kind kind =
        switch (status) {
          case HttpStatus.BAD_REQUEST_400,
              HttpStatus.PAYLOAD_TOO_LARGE_413,
              HttpStatus.UNPROCESSABLE_ENTITY_422 ->
              Kind.TEXTS_REFUSED;
          case HttpStatus.REQUEST_TIMEOUT_408,
              HttpStatus.CONFLICT_409,
              HttpStatus.TOO_MANY_REQUESTS_429 ->
              Kind.TRANSIENT;
          default -> HttpStatus.isServerError(status) ? Kind.TRANSIENT : Kind.MISCONFIGURED;
        };
    Duration retryAfter =
        kind == Kind.TRANSIENT
            ? RetryAfterParser.of(response.getHeaders(), text, clock.instant())
            : null;
    String help =
        kind == Kind.MISCONFIGURED
            ? "; see EMBEDDING_MODEL, EMBEDDING_API_URL and EMBEDDING_API_KEY"
            : "";
    return failure(
        "it answered with status %d (%s)%s".formatted(status, shown(text), help), kind, retryAfter);
  }

  private EmbeddingException failure(String what, Kind kind, @Nullable Duration retryAfter) {
    return new EmbeddingException(upstream + ": " + what + ".", kind, retryAfter, null);
  }

  /** One vector for each text; those of other lengths can't be compared. */
  private static List<float[]> vectors(JsonNode data, int count) {
    List<float @Nullable []> vectors = new ArrayList<>(Collections.nCopies(count, null));
    int position = 0;
    int dimensions = data.path(0).path("embedding").size();
    for (JsonNode each : data) {
      JsonNode components = each.path("embedding");
      int index = each.path("index").asInt(position);
      require(index >= 0 && index < count);
      require(dimensions > 0 && dimensions <= MAX_DIMENSIONS && components.size() == dimensions);
      vectors.set(index, floats(components));
      position++;
    }
    List<float[]> whole = vectors.stream().filter(vector -> vector != null).toList();
    require(whole.size() == count);
    return whole;
  }

  private static float[] floats(JsonNode components) {
    float[] vector = new float[components.size()];
    for (int i = 0; i < vector.length; i++) {
      require(components.get(i).isNumber());
      vector[i] = components.get(i).floatValue();
      require(Float.isFinite(vector[i]));
    }
    return vector;
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("not one vector for each text");
    }
  }

  private static long tokens(JsonNode usage) {
    JsonNode total =
        usage.has("total_tokens") ? usage.path("total_tokens") : usage.path("prompt_tokens");
    return total.isIntegralNumber() && total.canConvertToInt() && total.asInt() >= 0
        ? total.asInt()
        : -1;
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\s", " ").strip();
    return line.length() <= MAX_SHOWN_CHARS ? line : line.substring(0, MAX_SHOWN_CHARS) + "…";
  }
}
