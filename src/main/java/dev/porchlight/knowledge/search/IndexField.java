package dev.porchlight.knowledge.search;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The fields of a passage that are searched for a question's terms. */
enum IndexField {
  TITLE(2.5f),
  TEXT(1),
  /** What the front matter says of its page. */
  ABOUT(0.6f),
  /** What a model wrote of it: its context, and questions that it answers. */
  HINTS(1);

  /** What a term in it counts for, beside one in the text. */
  final float boost;

  IndexField(float boost) {
    this.boost = boost;
  }

  /** Its name in the index. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> keys() {
    return Stream.of(values()).map(IndexField::key).toList();
  }
}
