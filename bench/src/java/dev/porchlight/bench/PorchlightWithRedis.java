package dev.porchlight.bench;

import java.io.IOException;
import java.util.Map;

/** One process of Porchlight that shares its answers through a Redis, which is measured apart. */
record PorchlightWithRedis(Porchlight porchlight) implements Server {

  @Override
  public String name() {
    return "Porchlight with Redis, Java " + porchlight.version();
  }

  @Override
  public RunningServer start(Upstream upstream) throws IOException, InterruptedException {
    return start(Porchlight.model(upstream));
  }

  @Override
  public RunningServer startWithoutModel() throws IOException, InterruptedException {
    return start(Map.of());
  }

  private RunningServer start(Map<String, String> model) throws IOException, InterruptedException {
    StartedProcess redis = Redis.start();
    try {
      StartedProcess process = porchlight.launch(name(), model, Redis.settings(redis));
      return RunningServer.of(process, "/chat", CHAT_BODY).with(redis);
    } catch (IOException | InterruptedException e) {
      redis.close();
      throw e;
    }
  }

  @Override
  public boolean hasCache() {
    return true;
  }

  @Override
  public boolean mustBeSound() {
    return true;
  }
}
