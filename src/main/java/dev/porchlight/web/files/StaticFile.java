package dev.porchlight.web.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.MimeTypes;
import org.jspecify.annotations.Nullable;

/** One file in memory, as it is and compressed. Immutable. */
final class StaticFile {

  /** How a file is cached whose address goes with its content: for a year. */
  static final String IMMUTABLE = "public, max-age=31536000, immutable";

  private final byte[] plain;
  private final byte @Nullable [] gzipped;
  private final String contentType;
  private final String cacheControl;
  private final String version;

  StaticFile(String name, byte[] plain, String cacheControl) {
    this.plain = plain;
    this.contentType = contentType(name);
    this.gzipped = isText(contentType) ? gzip(plain) : null;
    this.cacheControl = cacheControl;
    this.version = version(plain);
  }

  /** Where it is worth it, the gzip coding of the content (RFC 9110, section 8.4.1.3). */
  byte @Nullable [] gzipped() {
    return gzipped;
  }

  byte[] plain() {
    return plain;
  }

  String contentType() {
    return contentType;
  }

  String cacheControl() {
    return cacheControl;
  }

  /** A weak one, for both codings (RFC 9110, section 8.8.3). */
  String etag() {
    return "W/\"" + version + "\"";
  }

  /** Changes with the content: 3 to 17 characters of hex and a hyphen. */
  String version() {
    return version;
  }

  /** How many bytes it takes in memory. */
  int weight() {
    return plain.length + (gzipped == null ? 0 : gzipped.length);
  }

  private static String contentType(String name) {
    if (name.endsWith(".webmanifest")) {
      return "application/manifest+json";
    }
    String known = MimeTypes.DEFAULTS.getMimeByExtension(name);
    if (known == null) {
      return "application/octet-stream";
    }
    return known.startsWith("text/") ? known + "; charset=utf-8" : known;
  }

  private static boolean isText(String contentType) {
    return contentType.startsWith("text/")
        || contentType.contains("json")
        || contentType.contains("xml")
        || contentType.contains("javascript");
  }

  private static byte @Nullable [] gzip(byte[] plain) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(plain.length / 2);
    try (GZIPOutputStream out = new SmallestGzip(compressed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.size() < plain.length ? compressed.toByteArray() : null;
  }

  /** It is made once, so that it may take its time. */
  private static final class SmallestGzip extends GZIPOutputStream {

    SmallestGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }

  private static String version(byte[] content) {
    CRC32 checksum = new CRC32();
    checksum.update(content);
    return "%x-%x".formatted(checksum.getValue(), content.length);
  }
}
