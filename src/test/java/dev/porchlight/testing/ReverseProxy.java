package dev.porchlight.testing;

import dev.porchlight.testing.upstream.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real reverse proxy on loopback, in front of a server. */
public final class ReverseProxy implements AutoCloseable {

  /** A configuration of nginx that writes to its folder alone; SITE stands for what it serves. */
  public static final String NGINX_SITE =
      """
      pid FOLDER/nginx.pid;
      events { }
      http {
        access_log off;
        client_body_temp_path FOLDER/body;
        proxy_temp_path FOLDER/proxy;
        fastcgi_temp_path FOLDER/fastcgi;
        uwsgi_temp_path FOLDER/uwsgi;
        scgi_temp_path FOLDER/scgi;
        SITE
      }
      """;

  private final Process process;
  private final int port;

  /** The programs that this knows to start. */
  public enum Kind {
    NGINX("nginx"),
    HAPROXY("haproxy"),
    CADDY("caddy");

    private final String program;

    Kind(String program) {
      this.program = program;
    }

    /** Whether the program is installed here. */
    public boolean isInstalled() {
      return Stream.of("/usr/sbin/", "/usr/bin/", "/usr/local/bin/")
          .anyMatch(folder -> Files.isExecutable(Path.of(folder + program)));
    }

    private List<String> command(Path folder, Path configuration) {
      return switch (this) {
        case NGINX ->
            List.of(
                find(),
                "-e",
                "stderr",
                "-p",
                folder.toString(),
                "-c",
                configuration.toString(),
                "-g",
                "daemon off; master_process off;");
        case HAPROXY -> List.of(find(), "-f", configuration.toString());
        case CADDY ->
            List.of(find(), "run", "--adapter", "caddyfile", "--config", configuration.toString());
      };
    }

    private String find() {
      return Stream.of("/usr/sbin/", "/usr/bin/", "/usr/local/bin/")
          .map(folder -> folder + program)
          .filter(path -> Files.isExecutable(Path.of(path)))
          .findFirst()
          .orElse(program);
    }
  }

  private ReverseProxy(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one, and waits until it listens.
   *
   * @param folder where it may write
   * @param configuration its own, in which PORT is the port to listen on and FOLDER the folder
   */
  public static ReverseProxy start(Kind kind, Path folder, String configuration)
      throws IOException {
    int port = FreePort.find();
    Path file = folder.resolve("proxy.conf");
    Files.writeString(
        file,
        configuration.replace("PORT", String.valueOf(port)).replace("FOLDER", folder.toString()));
    ProcessBuilder builder = new ProcessBuilder(kind.command(folder, file));
    builder.environment().put("HOME", folder.toString());
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("proxy.log").toFile());
    ReverseProxy proxy = new ReverseProxy(builder.start(), port);
    Awaitility.await()
        .until(
            () -> {
              if (!proxy.process.isAlive()) {
                throw new AssertionError(Files.readString(folder.resolve("proxy.log")));
              }
              return isListening(port);
            });
    return proxy;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private static boolean isListening(int port) {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(Patience.MILLIS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
