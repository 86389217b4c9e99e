package dev.porchlight.bench;

import dev.porchlight.testing.FreePort;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The endpoint that many sites have, {@code bench/express}. */
record Express() implements Server {

  @Override
  public String name() {
    return "Express";
  }

  @Override
  public RunningServer start(Upstream upstream) throws IOException, InterruptedException {
    int port = FreePort.find();
    StartedProcess process =
        StartedProcess.start(
            name(),
            port,
            List.of(Tools.node().toString(), "target/bench/express/server.js"),
            Map.of(
                "PORT",
                Integer.toString(port),
                "NODE_ENV",
                "production",
                "AI_API_URL",
                upstream.address() + Upstream.PATH));
    return RunningServer.of(process, "/chat", CHAT_BODY);
  }
}
