package dev.porchlight.bench;

import dev.porchlight.testing.FreePort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Redis on the loopback address that keeps nothing on the disk. */
final class Redis {

  private Redis() {}

  static StartedProcess start() throws IOException, InterruptedException {
    int port = FreePort.find();
    List<String> command = new ArrayList<>(List.of(Tools.redis().toString()));
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--save", "", "--appendonly", "no"));
    return StartedProcess.start("redis", port, command, Map.of());
  }

  /**
   * The settings that make a server share it. The time that a command may take is so long that a
   * busy machine is not taken for a lost Redis, which would measure something else.
   */
  static Map<String, String> settings(StartedProcess redis) {
    return Map.of(
        "REDIS_URL", redis.address().replaceFirst("^http", "redis"), "REDIS_TIMEOUT_MS", "2000");
  }
}
