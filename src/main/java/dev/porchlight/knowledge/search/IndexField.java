package dev.porchlight.knowledge.search;

import java.util.List;
import java.util.Locale;

/** The fields of a passage that are searched for a question's terms. */
enum IndexField {
  TITLE(2.5f, 1, 1),
  TEXT(1, 0.8, 2),
  /** What the front matter says of its page. */
  ABOUT(0.6f, 0.4, 4),
  /** What a model wrote of it: its context, and questions that it answers. */
  HINTS(1, 0.8, 8);

  static final List<IndexField> ALL = List.of(values());

  /** What a term in it counts for, beside one in the text. */
  final float boost;

  /**
   * How far a passage speaks of a term that stands in it, from 0 to 1: what stands in a title is
   * what the passage is about; what is only said of its page, the passage need not be about.
   */
  final double coverage;

  /** Its bit in a set of fields. */
  final byte bit;

  IndexField(float boost, double coverage, int bit) {
    this.boost = boost;
    this.coverage = coverage;
    this.bit = (byte) bit;
  }

  boolean isIn(byte fields) {
    return (fields & bit) != 0;
  }

  /** Its name in the index. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> keys() {
    return ALL.stream().map(IndexField::key).toList();
  }
}
