package dev.porchlight.knowledge.content.generator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The front matter of a page, as far as its address depends on it. */
public interface PageKeys {

  /** The one value of a top-level key, or null where there is none. */
  @Nullable String one(String key);

  /** The values of a key that takes several. */
  List<String> all(String key);

  /** The one value of a key, or another where there is none. */
  default String one(String key, String otherwise) {
    String value = one(key);
    return value == null ? otherwise : value;
  }
}
