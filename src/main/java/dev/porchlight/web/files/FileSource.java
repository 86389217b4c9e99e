package dev.porchlight.web.files;

import org.jspecify.annotations.Nullable;

/** Where files are found. Safe for use by any thread. */
interface FileSource {

  /**
   * Looks a file up.
   *
   * @param path segments separated by a slash, without one at the start, and none of them a way out
   *     or hidden
   * @return null where there is no such file
   */
  @Nullable StaticFile find(String path);
}
