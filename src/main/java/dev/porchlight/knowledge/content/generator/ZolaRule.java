package dev.porchlight.knowledge.content.generator;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Zola: each page is a folder of ASCII letters; {@code path} is the whole address. */
final class ZolaRule implements AddressRule {

  @Override
  public String pathOf(FilePath given, PageKeys keys) {
    FilePath file = given.withoutRoot("content/");
    String path = keys.one("path");
    if (path != null) {
      return "/" + path.replaceFirst("^/", "").replaceFirst("/$", "") + "/";
    }
    boolean isBundle = file.name().equals("index") && !file.folder().isEmpty();
    FilePath page = isBundle ? file.asFolder() : file;
    String slug = keys.one("slug");
    return slugged(
        AddressRule.asFolder(
            slug == null || file.name().equals("_index") ? page : page.named(slug)));
  }

  private static String slugged(String path) {
    String slugs =
        Arrays.stream(path.split("/"))
            .filter(part -> !part.isEmpty())
            .map(Slugs::ascii)
            .collect(Collectors.joining("/"));
    return slugs.isEmpty() ? "/" : "/" + slugs + "/";
  }
}
