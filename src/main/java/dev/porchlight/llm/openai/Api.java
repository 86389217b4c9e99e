package dev.porchlight.llm.openai;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which of OpenAI's two APIs an upstream is asked by. */
public enum Api {
  CHAT("/chat/completions"),
  RESPONSES("/responses");

  private final String path;

  Api(String path) {
    this.path = path;
  }

  /** What the path of the API's address ends in. */
  String path() {
    return path;
  }

  /**
   * The API of a setting's value.
   *
   * @param name {@code chat} or {@code responses}, or null for the one that the address ends in, by
   *     default {@code chat}
   * @param path of the address that was given, without slashes at its end
   * @throws IllegalArgumentException if it is neither, or the address is the other's
   */
  static Api of(@Nullable String name, String path) {
    Api named = name == null ? null : named(name);
    for (Api api : values()) {
      if (path.endsWith(api.path)) {
        if (named != null && named != api) {
          throw new IllegalArgumentException(
              "\"%s\" was given, but the address ends in %s; allowed is %s with it"
                  .formatted(name, api.path, api.wireName()));
        }
        return api;
      }
    }
    return named == null ? CHAT : named;
  }

  private String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static Api named(String name) {
    for (Api api : values()) {
      if (api.wireName().equalsIgnoreCase(name)) {
        return api;
      }
    }
    throw new IllegalArgumentException("\"" + name + "\" was given; allowed is chat or responses");
  }
}
