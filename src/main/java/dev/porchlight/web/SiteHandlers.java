package dev.porchlight.web;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What the page and a host ask of the site: its health and what the page shows of it. */
public final class SiteHandlers {

  private final Config config;
  private final BooleanSupplier ready;

  /**
   * What the page needs to know.
   *
   * @param questions what a visitor may be offered to ask
   */
  public record Config(String name, String greeting, List<String> questions, Limits limits) {

    public Config(String name, String greeting, List<String> questions) {
      this(name, greeting, List.copyOf(questions), Limits.OF_THE_WIRE);
    }
  }

  /**
   * What the wire takes: the characters of a message, the turns and the characters of a history.
   */
  public record Limits(int message, int historyTurns, int historyCharacters) {

    static final Limits OF_THE_WIRE =
        new Limits(
            ChatRequest.MAX_MESSAGE_CHARACTERS,
            ChatRequest.MAX_HISTORY_TURNS,
            ChatRequest.MAX_HISTORY_CHARACTERS);
  }

  /**
   * @param ready whether a question would be taken now
   */
  public SiteHandlers(Config config, BooleanSupplier ready) {
    this.config = config;
    this.ready = ready;
  }

  /** The process lives. */
  public void health(Context ctx) {
    noStore(ctx).json(Map.of("status", "up"));
  }

  /** It takes questions: 200; it is shutting down: 503. */
  public void readiness(Context ctx) {
    boolean isReady = ready.getAsBoolean();
    noStore(ctx)
        .status(isReady ? 200 : 503)
        .json(Map.of("status", isReady ? "ready" : "shutting_down"));
  }

  public void config(Context ctx) {
    ctx.header("Cache-Control", "no-cache").json(config);
  }

  private static Context noStore(Context ctx) {
    return ctx.header("Cache-Control", "no-store");
  }
}
