package dev.porchlight.web;

import java.net.URI;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Takes the path of the server's public address off the requests that a proxy passes on with it;
 * those from which a proxy has taken it off already stay as they are. Safe for use by any thread.
 */
final class PublicPath implements HttpConfiguration.Customizer {

  private static final String CHAT = "/chat";

  /** What a request for an answer has behind {@link #CHAT}. */
  private static final Pattern ANSWER = Pattern.compile("/[A-Za-z0-9_-]{16,64}(?:/feedback)?");

  private final String prefix;

  private PublicPath(String prefix) {
    this.prefix = prefix;
  }

  /** The path of a public address, without a slash at its end; empty where it has none. */
  static String of(@Nullable URI publicUrl) {
    String path = publicUrl == null || publicUrl.getRawPath() == null ? "" : publicUrl.getRawPath();
    return path.replaceFirst("/+$", "");
  }

  /** Adds it where the public address has a path. */
  static void addTo(HttpConfiguration http, @Nullable URI publicUrl) {
    String prefix = of(publicUrl);
    if (!prefix.isEmpty()) {
      http.addCustomizer(new PublicPath(prefix));
    }
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    HttpURI uri = request.getHttpURI();
    String path = uri.getPath();
    if (path == null || !path.startsWith(prefix + "/")) {
      return request;
    }
    String rest = path.substring(prefix.length());
    boolean isAnswer = prefix.equals(CHAT) && ANSWER.matcher(rest).matches();
    return isAnswer
        ? request
        : Request.serveAs(request, HttpURI.build(uri).path(rest).asImmutable());
  }
}
