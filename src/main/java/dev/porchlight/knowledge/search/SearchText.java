package dev.porchlight.knowledge.search;

import org.jspecify.annotations.Nullable;

/**
 * What is searched for.
 *
 * @param message what the visitor says
 * @param context what it goes on from, whose words count for less; or null
 */
record SearchText(String message, @Nullable String context) {

  static SearchText of(String message) {
    return new SearchText(message, null);
  }
}
