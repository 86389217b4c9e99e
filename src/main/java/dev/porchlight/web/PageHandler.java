package dev.porchlight.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.porchlight.web.files.BrandFiles;
import dev.porchlight.web.files.BrandFiles.Kind;
import dev.porchlight.web.files.PageFile;
import dev.porchlight.web.files.ThemeHandler;
import io.javalin.http.Context;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The chat page with the owner's name on it from its first byte: title, description, icon, greeting
 * and suggestions stand in the HTML, as does what the page's script needs to know. Safe for use by
 * any thread.
 */
public final class PageHandler {

  /** The languages that the page speaks, by their primary subtags. */
  static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "pt", "zh", "ja", "ar");

  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_GREETING_CHARS = 300;

  private final PageFile index;
  private final BrandFiles brand;
  private final ThemeHandler theme;
  private final Supplier<StatusHandlers.Config> config;
  private final @Nullable URI publicUrl;

  /**
   * @param index the page's {@code index.html}
   * @param config what the page is told now
   * @param publicUrl what visitors call it by, or null where that is not set
   */
  public PageHandler(
      PageFile index,
      BrandFiles brand,
      ThemeHandler theme,
      Supplier<StatusHandlers.Config> config,
      @Nullable URI publicUrl) {
    this.index = index;
    this.brand = brand;
    this.theme = theme;
    this.config = config;
    this.publicUrl = publicUrl;
  }

  /** Answers with the page. */
  public void index(Context ctx) {
    StatusHandlers.Config now = config.get();
    String styles = theme.text();
    PageTemplate.Values values =
        new PageTemplate.Values(
            now.name(),
            now.description(),
            greeting(ctx, now),
            now.questions(),
            brand.find(Kind.ICON),
            brand.show(Kind.LOGO),
            brand.show(Kind.PORTRAIT),
            brand.find(Kind.CARD),
            styles,
            theme.find(),
            base(ctx),
            json(now));
    ctx.header("Vary", "Accept-Language");
    String policy = ctx.res().getHeader(SecurityHeaders.POLICY);
    if (policy != null) {
      ctx.header(SecurityHeaders.POLICY, SecurityHeaders.with(policy, index.script(), styles));
    }
    index.serve(ctx, values, template -> PageTemplate.fill(template, values));
  }

  /** Answers with what a phone needs to put the page on its home screen. */
  public void manifest(Context ctx) {
    String name = config.get().name();
    String icon = brand.find(Kind.ICON);
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("name", name);
    manifest.put("short_name", name);
    manifest.put("start_url", "./");
    manifest.put("display", "standalone");
    manifest.put("background_color", "#fcfbf9");
    manifest.put("theme_color", "#fcfbf9");
    manifest.put(
        "icons",
        List.of(
            Map.of(
                "src",
                icon == null ? "favicon.svg" : icon,
                "sizes",
                "any",
                "type",
                icon == null ? "image/svg+xml" : BrandFiles.typeOf(icon),
                "purpose",
                "any")));
    ctx.header("Cache-Control", "public, max-age=86400")
        .contentType("application/manifest+json")
        .result(write(manifest).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The embedding page's, else that in the first of the visitor's languages that the page speaks.
   */
  private static String greeting(Context ctx, StatusHandlers.Config config) {
    String own = ctx.queryParam("greeting");
    if (own != null && !own.isBlank()) {
      return own.substring(0, Math.min(own.length(), MAX_GREETING_CHARS));
    }
    return Stream.concat(
            Stream.ofNullable(ctx.queryParam("lang")), languages(ctx.header("Accept-Language")))
        .map(tag -> tag.toLowerCase(Locale.ROOT).replaceFirst("[-_].*", ""))
        .filter(LANGUAGES::contains)
        .findFirst()
        .map(language -> config.greetings().getOrDefault(language, config.greeting()))
        .orElse(config.greeting());
  }

  /** The languages of a header (RFC 9110, section 12.5.4), the most wanted first. */
  private static Stream<String> languages(@Nullable String header) {
    try {
      return header == null
          ? Stream.empty()
          : Locale.LanguageRange.parse(header).stream().map(Locale.LanguageRange::getRange);
    } catch (IllegalArgumentException malformed) {
      return Stream.empty();
    }
  }

  /** The address that the page's own are relative to, with a slash at its end. */
  private String base(Context ctx) {
    return publicUrl == null
        ? "%s://%s/".formatted(ctx.scheme(), ctx.host())
        : publicUrl.toString().replaceFirst("/*$", "/");
  }

  private static String json(StatusHandlers.Config config) {
    return write(config).replace("<", "\\u003c");
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what the page is told could not be written as JSON", e);
    }
  }
}
