package dev.porchlight.knowledge.content;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one file.
 *
 * @param path of the file in the content folder, with slashes
 * @param page null where it is left out
 * @param leftOutAs why it is left out, in a word for the log; null where it is not
 * @param warnings what is wrong with it, a sentence each
 */
public record PageResult(
    String path, @Nullable Page page, @Nullable String leftOutAs, List<String> warnings) {

  public PageResult {
    warnings = List.copyOf(warnings);
  }
}
