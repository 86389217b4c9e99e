package dev.porchlight.doctor;

import com.google.errorprone.annotations.FormatMethod;

/**
 * One thing that was looked at.
 *
 * @param isFine whether nothing is to be done about it
 * @param sentence what was found, and what to do where it is not fine
 */
public record Finding(boolean isFine, String sentence) {

  @FormatMethod
  static Finding fine(String sentence, Object... parts) {
    return new Finding(true, sentence.formatted(parts));
  }

  @FormatMethod
  static Finding wrong(String sentence, Object... parts) {
    return new Finding(false, sentence.formatted(parts));
  }
}
