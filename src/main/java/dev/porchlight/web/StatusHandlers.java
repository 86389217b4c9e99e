package dev.porchlight.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.porchlight.messages.VisitorMessage;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the page and a host ask of the site: its health and what the page shows of it. */
public final class StatusHandlers {

  private final Supplier<Config> config;
  private final Supplier<Readiness> readiness;

  /**
   * What the page needs to know.
   *
   * @param description what the bot is for, in one line; may be empty
   * @param greetings the greeting in other languages, by their primary subtags
   * @param questions what a visitor may be offered to ask
   * @param model whether one is configured
   * @param messages what a message to the owner may be, or null where none is taken
   * @param privacy what is kept of what visitors write, beside their conversation in the browser
   * @param heartbeatSeconds how long a stream is silent at most while its connection is whole
   */
  public record Config(
      String name,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) String description,
      String greeting,
      Map<String, String> greetings,
      List<String> questions,
      boolean model,
      Limits limits,
      @Nullable MessageForm messages,
      Privacy privacy,
      long heartbeatSeconds) {

    public Config(
        String name,
        String description,
        String greeting,
        Map<String, String> greetings,
        List<String> questions,
        boolean model,
        boolean takesMessages,
        Privacy privacy,
        Duration heartbeat) {
      this(
          name,
          description,
          greeting,
          Map.copyOf(greetings),
          List.copyOf(questions),
          model,
          Limits.OF_THE_WIRE,
          takesMessages ? MessageForm.OF_THE_WIRE : null,
          privacy,
          heartbeat.toSeconds());
    }
  }

  /**
   * What is kept of questions that were not answered.
   *
   * @param ownerReads whether the owner can read them
   * @param keptDays how many days they are on the disk, 0 where they are in memory alone
   */
  public record Privacy(boolean ownerReads, int keptDays) {}

  /** What a message to the owner may be. */
  public record MessageForm(int maxCharacters) {

    static final MessageForm OF_THE_WIRE = new MessageForm(VisitorMessage.MAX_CHARACTERS);
  }

  private record Status(
      String status,
      List<String> upstreams,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String redis) {}

  /**
   * How the site is.
   *
   * @param open whether it takes questions
   * @param redis how Redis is, in a word, or null where this is the only machine
   * @param redisReached whether Redis, where there is to be one, has answered since the start
   * @param upstreams the state of each upstream in a word, the first one first
   */
  public record Readiness(
      boolean open, @Nullable String redis, boolean redisReached, List<String> upstreams) {

    public Readiness {
      upstreams = List.copyOf(upstreams);
    }

    boolean ready() {
      return open && redisReached;
    }

    String status() {
      if (!open) {
        return "shutting_down";
      }
      return redisReached ? "ready" : "redis_unreached";
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
   * @param config what the page is told now
   * @param readiness whether a question would be taken now, and what is known of the upstreams
   */
  public StatusHandlers(Supplier<Config> config, Supplier<Readiness> readiness) {
    this.config = config;
    this.readiness = readiness;
  }

  /** The process lives. */
  public void health(Context ctx) {
    noStore(ctx).json(Map.of("status", "up"));
  }

  /** It takes questions: 200; it is shutting down, or Redis has not answered yet: 503. */
  public void readiness(Context ctx) {
    Readiness now = readiness.get();
    noStore(ctx)
        .status(now.ready() ? 200 : 503)
        .json(new Status(now.status(), now.upstreams(), now.redis()));
  }

  public void config(Context ctx) {
    ctx.header("Cache-Control", "no-cache").json(config.get());
  }

  private static Context noStore(Context ctx) {
    return ctx.header("Cache-Control", "no-store");
  }
}
