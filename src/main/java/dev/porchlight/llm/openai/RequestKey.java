package dev.porchlight.llm.openai;

import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Puts the owner's key into a request. */
final class RequestKey {

  private RequestKey() {}

  /**
   * @param key null for none
   * @param keyHeader the header that takes the bare key, or null for {@code Authorization: Bearer}
   */
  static Request put(Request request, @Nullable String key, @Nullable String keyHeader) {
    if (key == null) {
      return request;
    }
    return request.headers(
        headers ->
            headers.add(
                keyHeader == null
                    ? new HttpField(HttpHeader.AUTHORIZATION, "Bearer " + key)
                    : new HttpField(keyHeader, key)));
  }
}
