package dev.porchlight;

import dev.porchlight.config.InvalidSettingException;
import dev.porchlight.config.Settings;
import dev.porchlight.knowledge.content.ContentException;

/** Starts the server from the environment. */
public final class Main {

  private Main() {}

  /** Exits with 1 and one line where a setting is wrong or the port is taken. */
  public static void main(String[] args) {
    try {
      PorchlightServer server = PorchlightServer.start(Settings.from(System.getenv()));
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
      System.out.println(server.description());
    } catch (InvalidSettingException | ContentException | StartupException e) {
      System.err.println("Porchlight did not start: " + e.getMessage());
      System.exit(1);
    }
  }
}
