package dev.porchlight.web.files;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The owner's page, below {@code owner/}: as it was packed, unless the folder that the chat's page
 * is served from has one of its own. Most folders have none: who wrote another page for their
 * visitors wants this one as it is.
 */
final class OwnersPageFiles implements FileSource {

  static final String PREFIX = "owner/";

  /** What it has of the chat's page, which a folder of the owner's may lack. */
  private static final Map<String, String> SHARED =
      Map.of("owner/theme.css", "styles/theme.css", "owner/favicon.svg", "favicon.svg");

  private final FileSource packed;
  private final @Nullable FileSource folder;

  /**
   * @param folder where the chat's page is served from, or null where that is packed
   */
  OwnersPageFiles(@Nullable FileSource folder) {
    // What the bundles are made of has the same addresses in both; a folder has no bundle.
    this.packed = folder == null ? PackedFiles.bundled() : new PackedFiles(PageBundle.NONE);
    this.folder = folder;
  }

  @Override
  public @Nullable StaticFile find(String path) {
    String name = SHARED.getOrDefault(path, path);
    if (folder != null && folder.find(PREFIX + "index.html") != null) {
      StaticFile own = folder.find(name);
      return own == null && !name.equals(path) ? packed.find(name) : own;
    }
    return packed.find(name);
  }
}
