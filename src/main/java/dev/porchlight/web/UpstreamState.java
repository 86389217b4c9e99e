package dev.porchlight.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An upstream as the owner sees it.
 *
 * @param name {@code primary} or {@code fallback}
 * @param model its name there
 * @param host where it is
 * @param state in a word: {@code closed}, {@code cooling_down}, {@code slow_start}, {@code open} or
 *     {@code half_open}
 * @param waitSeconds how long no call goes to it, or null where calls do
 * @param callsInFlight those that have not ended
 * @param calls how many were started since the server was
 * @param failures how many of those failed, by the code of the failure
 * @param lastFailure what went wrong last, or null where nothing did
 */
public record UpstreamState(
    String name,
    String model,
    String host,
    String state,
    @Nullable Long waitSeconds,
    long callsInFlight,
    long calls,
    Map<String, Long> failures,
    @Nullable Failure lastFailure) {

  public UpstreamState {
    failures = Map.copyOf(failures);
  }

  /**
   * What went wrong.
   *
   * @param cause what happened and what to do about it, in sentences
   * @param at when, such as 2026-05-31T12:00:00Z
   */
  public record Failure(String cause, String at) {}
}
