package dev.porchlight.llm.openai;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A remote embedding model and how to ask it, as the owner set it. Its text never holds the key.
 *
 * @param endpoint the API's address, from {@link #endpoint}
 * @param key sent with each request, or null where it needs none
 * @param keyHeader the header that takes the bare key, or null for {@code Authorization: Bearer}
 * @param model the model's name at the provider
 */
public record EmbeddingEndpoint(
    URI endpoint, @Nullable String key, @Nullable String keyHeader, String model) {

  private static final String PATH = "/embeddings";

  /**
   * The API's address of a base or of that address itself; a query is kept.
   *
   * @throws IllegalArgumentException if it can't be one; the message says what is allowed
   */
  public static URI endpoint(String url) {
    return EndpointConfig.endpoint(PATH, url);
  }

  /** The address at the provider of a model that writes answers. */
  public static URI endpointBeside(EndpointConfig upstream) {
    return upstream.beside(PATH);
  }

  @Override
  public String toString() {
    return model
        + " at "
        + endpoint.getScheme()
        + "://"
        + endpoint.getRawAuthority()
        + endpoint.getRawPath();
  }
}
