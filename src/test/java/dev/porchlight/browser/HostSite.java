package dev.porchlight.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Objects;

/**
 * A site of somebody else's, whose pages load the embed under a strict policy and have styles that
 * clash with it. Its origin and that of the bot are of two sites.
 */
final class HostSite implements AutoCloseable {

  private final Javalin server;
  private volatile String bot = "";
  private volatile String scripts = "";

  private HostSite() {
    server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.jetty.host = "127.0.0.1";
              config.jetty.port = 0;
              config.routes.get("/lamps/*", this::page);
            });
  }

  static HostSite start() {
    HostSite site = new HostSite();
    site.server.start();
    return site;
  }

  String origin() {
    return "http://localhost:" + server.port();
  }

  String address() {
    return origin() + "/lamps/brass?visitor=ana";
  }

  /**
   * Puts the bot on every page.
   *
   * @param attributes the script's own, after its address
   * @param times how often the page loads the script
   */
  void embed(URI bot, String attributes, int times) {
    this.bot = bot.getScheme() + "://" + bot.getAuthority();
    scripts = "<script src=\"%s/embed.js\" async %s></script>".formatted(bot, attributes);
    scripts = scripts.repeat(times);
  }

  private void page(Context ctx) {
    ctx.header(
            "Content-Security-Policy",
            ("default-src 'none'; style-src 'nonce-host'; script-src %1$s; frame-src %1$s; "
                    + "require-trusted-types-for 'script'; trusted-types 'none'")
                .formatted(bot))
        .header("Referrer-Policy", "no-referrer")
        .html(template().replace("{scripts}", scripts));
  }

  private static String template() {
    try (InputStream in = HostSite.class.getResourceAsStream("/host.html")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
