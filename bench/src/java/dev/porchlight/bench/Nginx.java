package dev.porchlight.bench;

import dev.porchlight.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** nginx, which passes all on as it comes. */
record Nginx() implements Server {

  private static final Path FOLDER = Path.of("target", "bench", "nginx");

  @Override
  public String name() {
    return "nginx";
  }

  @Override
  public RunningServer start(Upstream upstream) throws IOException, InterruptedException {
    int port = FreePort.find();
    Files.createDirectories(FOLDER);
    Path config = FOLDER.resolve("nginx.conf").toAbsolutePath();
    Files.writeString(
        config,
        Files.readString(Path.of("bench", "nginx.conf"))
            .replace("server UPSTREAM;", "server " + upstream.address().substring(7) + ";")
            .replace("127.0.0.1:PORT", "127.0.0.1:" + port));
    List<String> command =
        List.of(
            Tools.nginx().toString(),
            "-e",
            "stderr",
            "-p",
            FOLDER.toAbsolutePath() + "/",
            "-c",
            config.toString());
    StartedProcess process = StartedProcess.start(name(), port, command, Map.of());
    return RunningServer.of(process, Upstream.PATH, OPENAI_BODY);
  }
}
