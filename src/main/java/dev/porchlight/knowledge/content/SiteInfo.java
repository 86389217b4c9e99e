package dev.porchlight.knowledge.content;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the owner says of the site.
 *
 * @param url its address (http or https), or null where the generator's settings say it
 * @param name what it is called, or null for its host
 * @param imageOrigins where its pages' images may be shown from: scheme, host and a port that is
 *     not the usual one, in lower case
 */
public record SiteInfo(@Nullable URI url, @Nullable String name, List<String> imageOrigins) {

  public static final SiteInfo UNKNOWN = new SiteInfo(null, null);

  public SiteInfo {
    imageOrigins = List.copyOf(imageOrigins);
  }

  /** A site none of whose images is shown. */
  public SiteInfo(@Nullable URI url, @Nullable String name) {
    this(url, name, List.of());
  }
}
