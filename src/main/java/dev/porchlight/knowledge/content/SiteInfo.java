package dev.porchlight.knowledge.content;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What the owner says of the site.
 *
 * @param url its address (http or https), or null where the generator's settings say it
 * @param name what it is called, or null for its host
 */
public record SiteInfo(@Nullable URI url, @Nullable String name) {

  public static final SiteInfo UNKNOWN = new SiteInfo(null, null);
}
