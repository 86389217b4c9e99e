package dev.porchlight;

import dev.porchlight.llm.openai.Diagnosis;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What went wrong last at each upstream, for the owner. Safe for use by any thread. */
final class UpstreamCauses {

  private final InstantSource clock;
  private final Map<String, Cause> byUpstream = new ConcurrentHashMap<>();

  /**
   * What went wrong.
   *
   * @param sentences what happened and what to do about it
   */
  record Cause(String sentences, Instant at) {}

  UpstreamCauses(InstantSource clock) {
    this.clock = clock;
  }

  /** A call failed. */
  void failed(String upstream, Diagnosis diagnosis) {
    String cure = diagnosis.cure().isEmpty() ? "" : " " + diagnosis.cure();
    failed(upstream, capitalized(diagnosis.cause()) + "." + cure);
  }

  /** The same in sentences. */
  void failed(String upstream, String sentences) {
    byUpstream.put(upstream, new Cause(sentences, clock.instant()));
  }

  /** Null where nothing went wrong since the start. */
  @Nullable Cause of(String upstream) {
    return byUpstream.get(upstream);
  }

  private static String capitalized(String cause) {
    return Character.toUpperCase(cause.charAt(0)) + cause.substring(1);
  }
}
