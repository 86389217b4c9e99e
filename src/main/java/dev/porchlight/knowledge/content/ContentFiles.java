package dev.porchlight.knowledge.content;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What was read of a content folder.
 *
 * @param files ordered by path
 * @param unreadable how many others there are, which can't be read
 * @param warnings what was wrong with others, a sentence each
 */
public record ContentFiles(List<MarkdownFile> files, int unreadable, List<String> warnings) {

  public static final ContentFiles NONE = new ContentFiles(List.of(), 0, List.of());

  public ContentFiles {
    files = List.copyOf(files);
    warnings = List.copyOf(warnings);
  }

  /** By their paths. */
  Map<String, MarkdownFile> byPath() {
    return files.stream().collect(Collectors.toMap(MarkdownFile::path, Function.identity()));
  }
}
