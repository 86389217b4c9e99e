package dev.porchlight;

import dev.porchlight.knowledge.ContentException;
import dev.porchlight.model.BudgetFileException;

/** Starts the server from the environment. */
public final class Main {

  private Main() {}

  /** Exits with 1 and one line where a setting is wrong or the port is taken. */
  public static void main(String[] args) {
    try {
      Site site = Site.start(Settings.from(System.getenv()));
      Runtime.getRuntime().addShutdownHook(new Thread(site::close, "shutdown"));
      System.out.println(site.description());
    } catch (SettingException | ContentException | BudgetFileException | SiteStartException e) {
      System.err.println("Porchlight did not start: " + e.getMessage());
      System.exit(1);
    }
  }
}
